--- Gradient descent (Cauchy 1847): x - step*g. With a line search, as in
--- gd{linesearch = "armijo"}, steps are searched for and the run takes no option
--- `step`: its first trials are the steps of Barzilai and Borwein. The solver is
--- then engine/optim/solver/gd.c.
local method = require "gdlua.method"

return method.define{
  name = "gd", doc = "gradient descent", step = 0.01, builtin = "gradient_step",
  options = {{"linesearch", nil, "a line search or its name, in place of a step size",
              object = true}},
  update = function(x, g, step) return x - step*g end,
}
