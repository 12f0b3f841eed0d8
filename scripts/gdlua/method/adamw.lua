--- AdamW (Loshchilov & Hutter 2019): Adam with a pull towards 0 that is not
--- divided by the gradients, as in PyTorch, optax and Keras:
---   m = beta1*m + (1 - beta1)*g      v = beta2*v + (1 - beta2)*g^2
---   x - step*decay*x - step*m'/(sqrt(v') + epsilon)
--- with m' = m/(1 - beta1^k), v' = v/(1 - beta2^k) at the k-th update. Variants:
--- "paper" has x - decay*x, apart from the step; "keras" has epsilon before the
--- correction of v, as in adam.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "adamw", doc = "Adam with weights that decay by themselves", step = 0.001,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"decay", 0.01, "pull towards 0, the share of x that a step takes away", min = 0},
    {"variant", "torch", "what the decay goes with, and where epsilon is",
     choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k = o.beta1, o.beta2, t + 1
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = beta2*s.v + (1 - beta2)*(g*g)
    local bias, root = 1 - beta1^k, math.sqrt(1 - beta2^k)
    local kept = x - (o.variant == "paper" and o.decay or step*o.decay)*x
    if o.variant == "keras" then
      return kept - (step*root/bias)*s.m/(gd.sqrt(s.v) + o.epsilon)
    end
    return kept - (step/bias)*s.m/(gd.sqrt(s.v)/root + o.epsilon)
  end,
}
