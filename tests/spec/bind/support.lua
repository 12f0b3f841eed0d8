-- What the specs of the binding share. Load it with
--   local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")
local support = {}

--- The message that `code` raises, run as line 2 of a file script.lua that
--- sees `values` and everything global.
function support.message(code, values)
  local env = setmetatable(values or {}, {__index = _G})
  local f = assert(load("\n" .. code, "@script.lua", "t", env))
  local ok, message = pcall(f)
  assert(not ok, "no error from: " .. code)
  return message
end

--- A path for a temporary file with this ending; removed by support.clean().
local made = {}
function support.path(ending)
  local base = os.tmpname()
  made[#made + 1] = base
  made[#made + 1] = base .. ending
  return base .. ending
end

function support.write(ending, text)
  local path = support.path(ending)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  return path
end

function support.read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("a")
  file:close()
  return text
end

function support.clean()
  for _, path in ipairs(made) do os.remove(path) end
  made = {}
end

return support
