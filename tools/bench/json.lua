--- json - reads and writes the results of the benchmarks: tables, strings,
--- finite numbers, true and false. Keys are sorted.
local json = {}

local escapes = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t"}

local function quoted(s)
  return '"' .. s:gsub('[%c"\\]', function(c)
    return escapes[c] or ("\\u%04x"):format(c:byte())
  end) .. '"'
end

local encode

-- The members of a list or an object, each on a line of its own.
local function members(value, indent)
  local list = {}
  if #value > 0 or next(value) == nil then
    for _, item in ipairs(value) do list[#list + 1] = encode(item, indent) end
    return "[", list, "]"
  end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  for _, key in ipairs(keys) do
    list[#list + 1] = quoted(key) .. ": " .. encode(value[key], indent)
  end
  return "{", list, "}"
end

function encode(value, indent)
  if type(value) == "string" then return quoted(value) end
  if type(value) ~= "table" then
    return math.type(value) == "float" and ("%.6g"):format(value) or tostring(value)
  end
  local inner = indent .. "  "
  local open, list, close = members(value, inner)
  local line = table.concat(list, ", ")
  if #line + #indent < 90 and not line:find("\n", 1, true) then return open .. line .. close end
  return open .. "\n" .. inner .. table.concat(list, ",\n" .. inner) .. "\n" .. indent .. close
end

--- The text of a value.
function json.encode(value) return encode(value, "") .. "\n" end

local decode

local back = {n = "\n", t = "\t"}

local function string_at(text, at)
  local stop = at + 1
  while text:sub(stop, stop) ~= '"' do
    stop = stop + (text:sub(stop, stop) == "\\" and 2 or 1)
    if stop > #text then error("json: a string without an end", 0) end
  end
  local s = text:sub(at + 1, stop - 1):gsub("\\u(%x%x%x%x)", function(hex)
    return utf8.char(tonumber(hex, 16))
  end):gsub("\\(.)", function(c) return back[c] or c end)
  return s, stop + 1
end

local function skip(text, at) return text:find("%S", at) or #text + 1 end

local function group(text, at, close, read)
  local result = {}
  at = skip(text, at + 1)
  while text:sub(at, at) ~= close do
    at = skip(text, read(result, at))
    if text:sub(at, at) == "," then at = skip(text, at + 1)
    elseif text:sub(at, at) ~= close then error("json: '" .. close .. "' expected at byte " .. at, 0) end
  end
  return result, at + 1
end

function decode(text, at)
  at = skip(text, at)
  local c = text:sub(at, at)
  if c == '"' then return string_at(text, at) end
  if c == "[" then
    return group(text, at, "]", function(t, i) t[#t + 1], i = decode(text, i); return i end)
  elseif c == "{" then
    return group(text, at, "}", function(t, i)
      local key
      key, i = string_at(text, i)
      t[key], i = decode(text, skip(text, i) + 1)
      return i
    end)
  end
  local word = text:match("^[%w.+-]+", at) or ""
  local value = tonumber(word)
  if word == "true" or word == "false" then value = word == "true" end
  if value == nil then error("json: no value at byte " .. at, 0) end
  return value, at + #word
end

--- The value of a text.
function json.decode(text) return (decode(text, 1)) end

return json
