--- L-BFGS (Liu & Nocedal 1989) with a strong Wolfe line search, the solver in
--- C: engine/optim/solver/lbfgs.c.
local method = require "gdlua.method"

return method.solver("lbfgs", "quasi-Newton with limited memory")
