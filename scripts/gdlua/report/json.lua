--- Values as JSON for a page: numbers with the digits that give them back,
--- columns of doubles as base64.
local json = {}

--- A table that is an array, also when it is empty.
function json.array(list) return setmetatable(list, json.arrays) end
json.arrays = {}

local escapes = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t"}

-- "<" cannot end the element that the text is in.
local function text(s)
  s = utf8.len(s) and s or s:gsub("[\128-\255]", "?")
  return '"' .. s:gsub('[%c"\\<\127]', function(c)
    return escapes[c] or ("\\u%04x"):format(c:byte())
  end) .. '"'
end

--- The shortest digits that are this number; what is none in JSON is "nan", "inf",
--- "-inf".
function json.number(v)
  if v ~= v then return '"nan"' end
  if v == math.huge then return '"inf"' elseif v == -math.huge then return '"-inf"' end
  if math.type(v) == "integer" then return ("%d"):format(v) end
  for digits = 15, 16 do
    local short = ("%%.%dg"):format(digits):format(v)
    if tonumber(short) == v then return short end
  end
  return ("%.17g"):format(v)
end

local encode

local function encode_list(list, out)
  out[#out + 1] = "["
  for i = 1, #list do
    if i > 1 then out[#out + 1] = "," end
    encode(list[i], out)
  end
  out[#out + 1] = "]"
end

local function encode_object(object, out)
  local keys = {}
  for key in pairs(object) do keys[#keys + 1] = key end
  table.sort(keys)
  out[#out + 1] = "{"
  for i, key in ipairs(keys) do
    out[#out + 1] = (i > 1 and "," or "") .. text(key) .. ":"
    encode(object[key], out)
  end
  out[#out + 1] = "}"
end

function encode(value, out)
  local kind = type(value)
  if kind == "string" then out[#out + 1] = text(value)
  elseif kind == "number" then out[#out + 1] = json.number(value)
  elseif kind == "table" then
    local is_list = getmetatable(value) == json.arrays or #value > 0
    return (is_list and encode_list or encode_object)(value, out)
  else out[#out + 1] = tostring(value) end
end

--- Strings, numbers, booleans, tables with names, lists (empty ones by json.array).
function json.encode(value)
  local out = {}
  encode(value, out)
  return table.concat(out)
end

local letters = {}
for i, c in ("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"):gmatch("()(.)") do
  letters[i - 1] = c
end

-- What three bytes are in base64 is worked out once for all pairs of letters.
local pairs_of = {}
for i = 0, 4095 do pairs_of[i] = letters[i >> 6] .. letters[i & 63] end

--- Bytes in base64.
function json.base64(bytes)
  local out, n = {}, #bytes
  for i = 1, n - 2, 3 do
    local a, b, c = bytes:byte(i, i + 2)
    local v = a << 16 | b << 8 | c
    out[#out + 1] = pairs_of[v >> 12] .. pairs_of[v & 4095]
  end
  local a, b = bytes:byte(n - n % 3 + 1, n)
  if b then
    local v = a << 16 | b << 8
    out[#out + 1] = pairs_of[v >> 12] .. letters[v >> 6 & 63] .. "="
  elseif a then
    out[#out + 1] = pairs_of[a << 4] .. "=="
  end
  return table.concat(out)
end

--- A list of numbers, or those of a column at the places of the list `at`.
function json.column(values, at)
  local bytes = {}
  if at then
    for i, place in ipairs(at) do bytes[i] = ("<d"):pack(values[place]) end
  else
    for i = 1, #values do bytes[i] = ("<d"):pack(values[i]) end
  end
  return json.base64(table.concat(bytes))
end

return json
