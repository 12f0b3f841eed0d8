--- RAdam (Liu et al. 2020): Adam that divides only once the mean square can be
--- relied upon, as in PyTorch; with `decay` the gradient becomes g + decay*x. At
--- the k-th update
---   m = beta1*m + (1 - beta1)*g      v = beta2*v + (1 - beta2)*g^2
---   m' = m/(1 - beta1^k),  q = 2/(1 - beta2) - 1,
---   p = q - 2*k*beta2^k/(1 - beta2^k)
---   x - step*m'*r*sqrt(1 - beta2^k)/(sqrt(v) + epsilon) where p > 5,
---       r = sqrt((p - 4)*(p - 2)*q/((q - 4)*(q - 2)*p))
---   x - step*m' otherwise
--- Variants: "paper" divides where p > 4, and has no epsilon; "optax" where
--- p >= 5, by sqrt(v/(1 - beta2^k)) + epsilon.
local method = require "gdlua.method"
local gd = require "gdlua"

local tiny = 2.2250738585072014e-308       -- for the paper's 0/0

-- Is the variance tractable?
local function reliable(p, variant)
  if variant == "paper" then return p > 4 end
  if variant == "optax" then return p >= 5 end
  return p > 5
end

return method.define{
  name = "radam", doc = "Adam with a rectified beginning", step = 0.001,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "when it divides, and where epsilon is",
     choices = {"paper", "torch", "optax"}},
  },
  init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k, variant = o.beta1, o.beta2, t + 1, o.variant
    if o.decay ~= 0 then g = g + o.decay*x end
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = beta2*s.v + (1 - beta2)*(g*g)
    local square, m = 1 - beta2^k, s.m/(1 - beta1^k)
    local q = 2/(1 - beta2) - 1
    local p = q - 2*k*beta2^k/square
    if not reliable(p, variant) then return x - step*m end
    local r, root = math.sqrt((p - 4)*(p - 2)*q/((q - 4)*(q - 2)*p)), math.sqrt(square)
    if variant == "paper" then return x - step*m*(r*root)/gd.max(gd.sqrt(s.v), tiny) end
    if variant == "optax" then return x - step*m*r/(gd.sqrt(s.v/square) + o.epsilon) end
    return x - step*m*(r*root)/(gd.sqrt(s.v) + o.epsilon)
  end,
}
