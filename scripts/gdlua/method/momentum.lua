--- Momentum (Polyak 1964), as PyTorch's SGD: with `decay` the gradient becomes
--- g + decay*x; then
---   m = beta*m + (1 - dampening)*g     (m = g at the first update)
---   x - step*m, or with `nesterov` x - step*(g + beta*m)
--- Variants "paper" and "keras" have the step inside the momentum, which matters
--- where it changes:
---   m = beta*m + step*(1 - dampening)*g, x - m, or x - (step*g + beta*m)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "momentum", doc = "gradient descent with momentum", step = 0.01,
  options = {
    {"beta", 0.9, "how much of the momentum is kept", min = 0},
    {"dampening", 0, "how much of the gradient is left out", min = 0, max = 1},
    {"nesterov", false, "look ahead along the momentum"},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "where the step is", choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x) return {m = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    if o.decay ~= 0 then g = g + o.decay*x end
    if o.variant == "paper" or o.variant == "keras" then
      s.m = t == 0 and step*g or o.beta*s.m + step*((1 - o.dampening)*g)
      return x - (o.nesterov and step*g + o.beta*s.m or s.m)
    end
    s.m = t == 0 and g:copy() or o.beta*s.m + (1 - o.dampening)*g
    if o.nesterov then return x - step*(g + o.beta*s.m) end
    return x - step*s.m
  end,
}
