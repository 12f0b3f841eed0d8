--- What tells one sweep from another: its points and seeds, and the code of its
--- function, line numbers included, with all that it reaches through local variables.
--- Globals are not looked at, nor what modules hold.
local core = require "gdlua.core"

-- Appends what stands for `value` to out; seen: what has been met, and its number.
local write

local function write_function(f, out, seen)
  local info = debug.getinfo(f, "S")
  if info.what == "C" or info.source:find("^=gdlua/") then
    out[#out + 1] = ("known %s:%d"):format(info.source, info.linedefined)
    return
  end
  out[#out + 1] = ("function %s"):format(string.dump(f, true))
  for i = 1, math.huge do
    local name, value = debug.getupvalue(f, i)
    if not name then break end
    if name ~= "_ENV" then write(value, out, seen) end
  end
end

-- Values of gdlua that print what they are.
local said = {schedule = true, ["stopping rule"] = true, method = true, linesearch = true}

-- In one order; of other kinds of keys there is none.
local function sorted_keys(value)
  local keys = {}
  for key in next, value do
    if type(key) == "string" or type(key) == "number" then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b)
    if type(a) ~= type(b) then return type(a) == "number" end
    return a < b
  end)
  return keys
end

local function write_table(value, out, seen)
  local meta = getmetatable(value)
  if type(meta) == "table" and meta.__name then
    out[#out + 1] = ("%s %s"):format(meta.__name, said[meta.gdlua] and tostring(value) or "")
    return
  end
  local keys = sorted_keys(value)
  out[#out + 1] = ("table %d"):format(#keys)
  for _, key in ipairs(keys) do
    write(key, out, seen)
    write(value[key], out, seen)
  end
end

function write(value, out, seen)
  local kind = type(value)
  if kind == "table" or kind == "function" then
    if seen[value] then
      out[#out + 1] = seen[value]
      return
    end
    seen.count = seen.count + 1
    seen[value] = ("number %d"):format(seen.count)
    return (kind == "table" and write_table or write_function)(value, out, seen)
  elseif kind == "thread" or kind == "userdata" and not core.is_array(value) then
    out[#out + 1] = kind
  else
    out[#out + 1] = core.pack(value, "tell sweeps apart", "the sweep")
  end
end

--- A text of 16 digits that is another one for other values.
return function(...)
  local out, seen = {}, {count = 0, [_G] = "globals"}
  for name, module in pairs(package.loaded) do
    if type(module) == "table" then
      local before = seen[module]                    -- one may have several names
      name = "module " .. tostring(name)
      seen[module] = before and before < name and before or name
    end
  end
  for i = 1, select("#", ...) do write((select(i, ...)), out, seen) end
  for i, text in ipairs(out) do out[i] = ("%d:%s"):format(#text, text) end
  return core.checksum(table.concat(out))
end
