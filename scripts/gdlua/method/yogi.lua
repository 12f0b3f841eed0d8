--- Yogi (Zaheer et al. 2018): Adam whose mean square changes by a share of g^2,
--- whatever it is itself, and so does not forget large gradients at once.
---   m = beta1*m + (1 - beta1)*g
---   v = v - (1 - beta2)*sign(v - g^2)*g^2
---   x - step*m/(sqrt(v) + epsilon)
--- v begins at `initial`. Variant "optax" corrects both, m/(1 - beta1^k) and
--- v/(1 - beta2^k) at the k-th update.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "yogi", doc = "Adam with a divisor that falls slowly", step = 0.01,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "1 minus the share by which the mean square changes", min = 0, below = 1},
    {"epsilon", 1e-3, "keeps the divisor above 0", min = 0},
    {"initial", 1e-6, "what the mean square begins with", min = 0},
    {"variant", "paper", "whether the means are corrected", choices = {"paper", "optax"}},
  },
  init = function(x, o) return {m = gd.zeros_like(x), v = gd.zeros_like(x) + o.initial} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k = o.beta1, o.beta2, t + 1
    local square = g*g
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = s.v - (1 - beta2)*(gd.sign(s.v - square)*square)
    if o.variant == "optax" then
      return x - (step/(1 - beta1^k))*s.m/(gd.sqrt(s.v/(1 - beta2^k)) + o.epsilon)
    end
    return x - step*s.m/(gd.sqrt(s.v) + o.epsilon)
  end,
}
