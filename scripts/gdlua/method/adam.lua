--- Adam (Kingma & Ba 2015), epsilon outside the square root as in algorithm 1
--- of the paper, in PyTorch and in optax; with `decay` the gradient becomes
--- g + decay*x (for a pull apart from it see adamw):
---   m = beta1*m + (1 - beta1)*g      v = beta2*v + (1 - beta2)*g^2
---   x - step*m'/(sqrt(v') + epsilon), m' = m/(1 - beta1^k), v' = v/(1 - beta2^k)
--- at the k-th update. Variant "keras" has epsilon before the correction of v
--- (the paper's "epsilon hat"):
---   x - step*sqrt(1 - beta2^k)*m'/(sqrt(v) + epsilon)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "adam", doc = "momentum divided by recent gradients", step = 0.001,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "where epsilon is", choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k = o.beta1, o.beta2, t + 1
    if o.decay ~= 0 then g = g + o.decay*x end
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = beta2*s.v + (1 - beta2)*(g*g)
    local bias, root = 1 - beta1^k, math.sqrt(1 - beta2^k)
    if o.variant == "keras" then
      return x - (step*root/bias)*s.m/(gd.sqrt(s.v) + o.epsilon)
    end
    return x - (step/bias)*s.m/(gd.sqrt(s.v)/root + o.epsilon)
  end,
}
