--- Nonlinear least squares (Levenberg 1944, Marquardt 1963) in the trust region
--- of More (1978), the solver in C: engine/optim/solver/levenberg_marquardt.c.
--- It takes residuals instead of a cost: gd.least_squares, gd.fit and
--- gd.descent hand them over. It keeps to bounds.
local method = require "gdlua.method"

return method.solver("levenberg_marquardt", "least squares of residuals in a trust region")
