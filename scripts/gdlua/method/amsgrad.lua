--- AMSGrad (Reddi, Kale & Kumar 2018): Adam with a divisor that never falls, as
--- in PyTorch; with `decay` the gradient becomes g + decay*x:
---   m = beta1*m + (1 - beta1)*g      v = beta2*v + (1 - beta2)*g^2
---   w = max(w, v)
---   x - step*m'/(sqrt(w') + epsilon), m' = m/(1 - beta1^k), w' = w/(1 - beta2^k)
--- at the k-th update. Variants: "paper" corrects nothing, x - step*m/sqrt(w);
--- "optax" takes the largest of the corrected, w' = max(w', v/(1 - beta2^k));
--- "keras" is x - step*sqrt(1 - beta2^k)*m'/(sqrt(w) + epsilon).
local method = require "gdlua.method"
local gd = require "gdlua"

local tiny = 2.2250738585072014e-308       -- for the paper's 0/0

return method.define{
  name = "amsgrad", doc = "Adam with a divisor that never falls", step = 0.001,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "what is corrected, and where epsilon is",
     choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x)
    return {m = gd.zeros_like(x), v = gd.zeros_like(x), w = gd.zeros_like(x)}
  end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k, variant = o.beta1, o.beta2, t + 1, o.variant
    if o.decay ~= 0 then g = g + o.decay*x end
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = beta2*s.v + (1 - beta2)*(g*g)
    local bias, square = 1 - beta1^k, 1 - beta2^k
    s.w = gd.max(s.w, variant == "optax" and s.v/square or s.v)
    local root = gd.sqrt(s.w)
    if variant == "paper" then return x - step*s.m/gd.max(root, tiny) end
    if variant == "optax" then return x - (step/bias)*s.m/(root + o.epsilon) end
    if variant == "keras" then
      return x - (step*math.sqrt(square)/bias)*s.m/(root + o.epsilon)
    end
    return x - (step/bias)*s.m/(root/math.sqrt(square) + o.epsilon)
  end,
}
