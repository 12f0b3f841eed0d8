--- Adamax (Kingma & Ba 2015, section 7.1), as in PyTorch and optax; with `decay`
--- the gradient becomes g + decay*x:
---   m = beta1*m + (1 - beta1)*g
---   u = max(beta2*u, |g| + epsilon)
---   x - step/(1 - beta1^k)*m/u
--- at the k-th update. Variants: "paper" has no epsilon, u = max(beta2*u, |g|);
--- "keras" has it in the divisor, m/(u + epsilon).
local method = require "gdlua.method"
local gd = require "gdlua"

local tiny = 2.2250738585072014e-308       -- for the paper's 0/0

return method.define{
  name = "adamax", doc = "momentum divided by the largest recent gradient", step = 0.002,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the largest gradient is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "where epsilon is", choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x) return {m = gd.zeros_like(x), u = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    local beta1, within = o.beta1, o.variant == "torch" or o.variant == "optax"
    if o.decay ~= 0 then g = g + o.decay*x end
    s.m = beta1*s.m + (1 - beta1)*g
    s.u = gd.max(o.beta2*s.u, within and gd.abs(g) + o.epsilon or gd.abs(g))
    local divisor = o.variant == "keras" and s.u + o.epsilon or s.u
    return x - (step/(1 - beta1^(t + 1)))*s.m/gd.max(divisor, tiny)
  end,
}
