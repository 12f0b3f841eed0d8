--- NAdam (Dozat 2016): Adam with Nesterov's look ahead, as in PyTorch; with
--- `decay` the gradient becomes g + decay*x. At the k-th update
---   m = beta1*m + (1 - beta1)*g      v = beta2*v + (1 - beta2)*g^2
---   mu(k) = beta1*(1 - 0.96^(k*momentum_decay)/2),  p = mu(1)*...*mu(k)
---   m' = mu(k+1)*m/(1 - p*mu(k+1)) + (1 - mu(k))*g/(1 - p)
---   x - step*m'/(sqrt(v/(1 - beta2^k)) + epsilon)
--- Variants: "keras" has momentum_decay = 1 whatever is said; "optax" has
--- mu(k) = beta1.
local method = require "gdlua.method"
local gd = require "gdlua"

-- The momentum of the k-th update.
local function momentum(o, k)
  if o.variant == "optax" then return o.beta1 end
  local rate = o.variant == "keras" and 1 or o.momentum_decay
  return o.beta1*(1 - 0.5*0.96^(k*rate))
end

return method.define{
  name = "nadam", doc = "Adam that looks ahead", step = 0.002,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"momentum_decay", 0.004, "how fast the momentum of the look ahead rises to beta1", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "how that momentum rises", choices = {"torch", "optax", "keras"}},
  },
  init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x), product = 1.0} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k = o.beta1, o.beta2, t + 1
    if o.decay ~= 0 then g = g + o.decay*x end
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = beta2*s.v + (1 - beta2)*(g*g)
    local mu, ahead = momentum(o, k), momentum(o, k + 1)
    s.product = s.product*mu
    local m = ahead*s.m/(1 - s.product*ahead) + (1 - mu)*g/(1 - s.product)
    return x - step*m/(gd.sqrt(s.v/(1 - beta2^k)) + o.epsilon)
  end,
}
