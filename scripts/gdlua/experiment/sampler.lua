--- Where the runs of gd.multistart begin: a function(i), or a box {lower, upper}.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local is_callable = require "gdlua.callable"

local function box(fname, given)
  local shape, lower = core.shape(given[1], "lower end of the box")
  local upper = core.spread(shape, given[2], "the upper end of the box")
  for i = 1, #lower do
    if not (lower[i] <= upper[i]) or upper[i] - lower[i] == math.huge then
      blame("bad argument #2 to '%s' (element %d of the box goes from %s to %s)", fname, i,
            core.describe(lower[i]), core.describe(upper[i]))
    end
  end
  return function()
    local u = require "gdlua".uniform(#lower, 0, 1)
    return core.unflatten(shape, lower + u*(upper - lower))
  end
end

--- sample(i) -> a start, of gd's generator.
return function(fname, given)
  if is_callable(given) then return given end
  if type(given) == "table" and given[1] ~= nil and given[2] ~= nil and #given == 2 then
    return box(fname, given)
  end
  blame("bad argument #2 to '%s' (function(i) that answers the start of run i, or a box " ..
        "{lower, upper} expected, got %s)", fname, core.describe(given))
end
