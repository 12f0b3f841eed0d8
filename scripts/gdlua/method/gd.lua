--- Gradient descent (Cauchy 1847): x - step*g.
local method = require "gdlua.method"

return method.define{
  name = "gd", doc = "gradient descent", step = 0.01, builtin = "gradient_step",
  update = function(x, g, step) return x - step*g end,
}
