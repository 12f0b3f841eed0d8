--- Stops when an epoch moved the parameters by no more than `tol` (2-norm).
--- While the step has decayed below 1% of its peak that is a stall, not
--- convergence; steps of 0 that begin a run (a warm-up) say nothing.
local stop = require "gdlua.stop"

return stop.define{
  name = "change", doc = "a small move", converges = require "gdlua.stop.steady",
  options = {{"tol", 1e-8, "how small", min = 0}},
  reached = function(s, o)
    local change = s.change
    if not (change <= o.tol) or s.step_peak == 0 then return false end
    return true, "moved by %.2g <= %g after %d epochs", change, o.tol, s.epoch
  end,
}
