--- Lion (Chen et al. 2023), as in the paper and optax: every component moves by
--- the step, in the direction of a momentum.
---   u = sign(beta1*m + (1 - beta1)*g)      m = beta2*m + (1 - beta2)*g
---   x - step*(u + decay*x)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "lion", doc = "the sign of a momentum", step = 1e-4,
  options = {
    {"beta1", 0.9, "how much of the momentum is in the move", min = 0, below = 1},
    {"beta2", 0.99, "how much of the momentum is kept", min = 0, below = 1},
    {"decay", 0, "pull towards 0, the share of x that a step takes away", min = 0},
  },
  init = function(x) return {m = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    local u = gd.sign(o.beta1*s.m + (1 - o.beta1)*g)
    s.m = o.beta2*s.m + (1 - o.beta2)*g
    if o.decay ~= 0 then u = u + o.decay*x end
    return x - step*u
  end,
}
