--- AdaBelief (Zhuang et al. 2020): Adam that divides by how far gradients are
--- from what the momentum led to expect.
---   m = beta1*m + (1 - beta1)*g
---   v = beta2*v + (1 - beta2)*(g - m)^2 + epsilon
---   x - step*m'/(sqrt(v') + epsilon), m' = m/(1 - beta1^k), v' = v/(1 - beta2^k)
--- at the k-th update. With `decay` x - step*decay*x takes the place of x.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "adabelief", doc = "momentum divided by how much gradients surprise", step = 0.001,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-16, "keeps the divisor above 0", min = 0},
    {"decay", 0, "pull towards 0, the share of x that a step takes away", min = 0},
  },
  init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k = o.beta1, o.beta2, t + 1
    s.m = beta1*s.m + (1 - beta1)*g
    local e = g - s.m
    s.v = beta2*s.v + (1 - beta2)*(e*e) + o.epsilon
    local bias, root = 1 - beta1^k, math.sqrt(1 - beta2^k)
    if o.decay ~= 0 then x = x - (step*o.decay)*x end
    return x - (step/bias)*s.m/(gd.sqrt(s.v)/root + o.epsilon)
  end,
}
