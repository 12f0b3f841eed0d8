--- Stops when the gradient is as small as `tol`: |g| <= tol in the infinity
--- norm or the 2-norm. A gradient by differences that is smaller than its own
--- rounding error says nothing, and does not fire it unless that error is no
--- larger than `tol` either (or gradient and cost are exactly 0).
local stop = require "gdlua.stop"
local tree = require "gdlua.tree"

return stop.define{
  name = "gradient", doc = "a small gradient", converges = true,
  options = {
    {"tol", 1e-6, "how small", min = 0},
    {"norm", "inf", "of the gradient", choices = {"inf", 2}},
  },
  reached = function(s, o)
    local largest = s.gradient_norm
    local norm = o.norm == "inf" and largest or tree.norm2(s.gradient)
    if not (norm <= o.tol) then return false end
    local err = s.gradient_error
    if largest < err and err > o.tol and not (largest == 0 and s.cost == 0) then return false end
    return true, "|g| = %.2g <= %g after %d epochs", norm, o.tol, s.epoch
  end,
}
