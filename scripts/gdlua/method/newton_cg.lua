--- Newton's method by conjugate gradients (Nocedal & Wright 2006, algorithm
--- 7.1), the solver in C: engine/optim/solver/newton_cg.c.
local method = require "gdlua.method"

return method.solver("newton_cg", "Newton's method by conjugate gradients, for many variables")
