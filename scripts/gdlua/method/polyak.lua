--- Polyak's step (Polyak 1969), for costs whose minimum is known:
---   a = (cost - minimum)/|g|^2, at most `max`
---   x - step*a*g
--- The point stays where it is once the cost is no more than `minimum`. With
--- batches this is the stochastic step of Loizou et al. 2021. `step` is a
--- factor, 1. For a maximum, `minimum` is that of the negative cost.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "polyak", doc = "steps from the height above a known minimum", step = 1,
  options = {
    {"minimum", 0, "the least cost there is"},
    {"max", math.huge, "the longest step", above = 0, huge = true},
  },
  update = function(x, g, step, s, o, t, cost)
    local square = g:dot(g)
    if not (square > 0) then return x:copy() end
    local a = math.min(math.max(cost - o.minimum, 0)/square, o.max)
    return x - (step*a)*g
  end,
}
