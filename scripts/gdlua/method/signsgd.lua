--- Sign descent (Bernstein et al. 2018): every component moves by the step.
---   x - step*sign(g), or with momentum `beta` (the paper's Signum)
---   m = beta*m + (1 - beta)*g,  x - step*sign(m)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "signsgd", doc = "the sign of the gradient", step = 0.001,
  options = {{"beta", 0, "how much of the momentum is kept", min = 0, below = 1}},
  init = function(x, o) return {m = o.beta ~= 0 and gd.zeros_like(x) or nil} end,
  update = function(x, g, step, s, o)
    if o.beta == 0 then return x - step*gd.sign(g) end
    s.m = o.beta*s.m + (1 - o.beta)*g
    return x - step*gd.sign(s.m)
  end,
}
