--- gd.custom: a function that brings its own derivative.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"

local parts = {"gradient", "value"}

local function check(given)
  if type(given) ~= "table" then
    blame("bad argument #1 to 'custom' ({value = f, gradient = g} expected, got %s)",
          core.describe(given))
  end
  for _, name in ipairs(parts) do
    local meta = getmetatable(given[name])
    if type(given[name]) ~= "function" and not (type(meta) == "table" and meta.__call) then
      blame("bad argument #1 to 'custom' (%s should be a function, it is %s)", name,
            core.describe(given[name]))
    end
  end
  for key in pairs(given) do
    if not options.is_one_of(key, parts) then
      blame("bad argument #1 to 'custom' (it has the field %s%s)", core.describe(key),
            options.hint(tostring(key), parts))
    end
  end
end

--- A function that answers value(x, ...), of which derivatives are made with
--- gradient(x, ...): that is not looked into.
return function(given)
  check(given)
  local value, gradient = given.value, given.gradient
  local tracing, traced = core.tracing, core.custom
  return function(x, ...)
    if tracing() then return traced(value, gradient, x, ...) end
    return value(x, ...)
  end
end
