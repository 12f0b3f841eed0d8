--- Stops when |cost| is above `factor` times max(1, |cost at epoch 0|), or not
--- a number. The run then answers its best point.
local stop = require "gdlua.stop"

return stop.define{
  name = "diverged", doc = "a cost far above the first", best = true,
  options = {{"factor", 1e3, "how far above", above = 0}},
  init = function(s, o) return {limit = o.factor * math.max(1, math.abs(s.cost))} end,
  reached = function(s, o, m)
    local cost = s.cost
    if math.abs(cost) <= m.limit then return false end
    return true, "|cost| = %.6g > %g after %d epochs", math.abs(cost), m.limit, s.epoch
  end,
}
