--- Stops when the cost is as low as `v`; as high as `v` in a search for a
--- maximum.
local stop = require "gdlua.stop"

return stop.define{
  name = "cost_below", doc = "a cost that is good enough", converges = true,
  options = {{"v", nil, "the cost", required = true, type = "number"}},
  reached = function(s, o)
    local cost, sense = s.cost, s.sense
    if not (sense * cost <= sense * o.v) then return false end
    return true, "cost = %.6g %s %g after %d epochs", cost, sense > 0 and "<=" or ">=", o.v, s.epoch
  end,
}
