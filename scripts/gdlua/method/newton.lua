--- Newton's method with a line search (Nocedal & Wright 2006, section 3.4), the
--- solver in C: engine/optim/solver/newton.c.
local method = require "gdlua.method"

return method.solver("newton", "Newton's method with the exact Hessian as a matrix")
