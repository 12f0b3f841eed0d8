--- Stops when an epoch changed the cost by no more than tol + rel_tol*|cost|.
--- While the step has decayed below 1% of its peak that is a stall, not
--- convergence; steps of 0 that begin a run (a warm-up) say nothing.
local stop = require "gdlua.stop"

return stop.define{
  name = "cost_change", doc = "a small change of the cost",
  converges = require "gdlua.stop.steady",
  options = {
    {"tol", 1e-9, "how small", min = 0},
    {"rel_tol", 0, "how small, as a share of the cost", min = 0},
  },
  reached = function(s, o)
    local change, limit = math.abs(s.cost_change), o.tol
    if o.rel_tol > 0 then limit = limit + o.rel_tol * math.abs(s.cost) end
    if not (change <= limit) or change == math.huge or s.step_peak == 0 then return false end
    return true, "|change of the cost| = %.2g <= %g after %d epochs", change, limit, s.epoch
  end,
}
