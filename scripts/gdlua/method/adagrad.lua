--- AdaGrad (Duchi, Hazan & Singer 2011), as in PyTorch:
---   v = v + g^2
---   x - step*g/(sqrt(v) + epsilon)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "adagrad", doc = "steps divided by all gradients so far", step = 0.01,
  options = {{"epsilon", 1e-10, "keeps the divisor above 0", min = 0}},
  init = function(x) return {v = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    s.v = s.v + g*g
    return x - step*g/(gd.sqrt(s.v) + o.epsilon)
  end,
}
