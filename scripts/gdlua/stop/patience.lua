--- Stops when the cost (the validation cost where there is one) has not fallen
--- by more than `min_delta` for `epochs` epochs; risen, where a maximum is
--- sought.
local stop = require "gdlua.stop"

local function cost_of(s)
  local cost = s.validation
  if cost == nil then cost = s.cost end
  return s.sense * cost
end

return stop.define{
  name = "patience", doc = "no progress for a while",
  options = {
    {"epochs", 10, "how long", min = 1},
    {"min_delta", 0, "the least that counts as a fall", min = 0},
  },
  init = function(s) return {best = cost_of(s), since = s.epoch} end,
  reached = function(s, o, m)
    local cost, epoch = cost_of(s), s.epoch
    if cost < m.best - o.min_delta then m.best, m.since = cost, epoch end
    if epoch - m.since < o.epochs then return false end
    return true, "no %s of %g in %.14g epochs", s.sense > 0 and "fall" or "rise", o.min_delta,
           o.epochs
  end,
}
