--- Stops when the step is as small as `tol`. Steps of 0 that begin a run (a
--- warm-up) do not count. Never means convergence.
local stop = require "gdlua.stop"

return stop.define{
  name = "step_size", doc = "a small step",
  options = {{"tol", 1e-8, "how small", min = 0}},
  reached = function(s, o)
    local step = s.step
    if not (step <= o.tol and s.step_peak > 0) then return false end
    return true, "step = %.2g <= %g after %d epochs", step, o.tol, s.epoch
  end,
}
