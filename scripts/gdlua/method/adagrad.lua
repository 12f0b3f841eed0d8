--- AdaGrad (Duchi, Hazan & Singer 2011), as in the paper and PyTorch; v begins
--- at `initial`, and with `decay` the gradient becomes g + decay*x:
---   v = v + g^2
---   x - step*g/(sqrt(v) + epsilon)
--- Variants "optax" and "keras" have epsilon inside the root:
---   x - step*g/sqrt(v + epsilon)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "adagrad", doc = "steps divided by all gradients so far", step = 0.01,
  options = {
    {"epsilon", 1e-10, "keeps the divisor above 0", min = 0},
    {"initial", 0, "what the sum of squares begins with", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "where epsilon is", choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x, o) return {v = gd.zeros_like(x) + o.initial} end,
  update = function(x, g, step, s, o)
    if o.decay ~= 0 then g = g + o.decay*x end
    s.v = s.v + g*g
    if o.variant == "optax" or o.variant == "keras" then
      return x - step*g/gd.sqrt(s.v + o.epsilon)
    end
    return x - step*g/(gd.sqrt(s.v) + o.epsilon)
  end,
}
