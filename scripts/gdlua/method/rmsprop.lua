--- RMSProp (Tieleman & Hinton 2012), as in PyTorch:
---   v = rho*v + (1 - rho)*g^2
---   u = g/(sqrt(v) + epsilon), centered (Graves 2013):
---       g/(sqrt(v - a^2) + epsilon) with a = rho*a + (1 - rho)*g
---   x - step*u, or with momentum `beta` m = beta*m + u, x - step*m
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "rmsprop", doc = "steps divided by recent gradients", step = 0.01,
  options = {
    {"rho", 0.99, "how much of the mean square is kept", min = 0, max = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"beta", 0, "how much of the momentum is kept", min = 0},
    {"centered", false, "divide by the deviation, not the mean square"},
  },
  init = function(x, o)
    return {
      v = gd.zeros_like(x),
      a = o.centered and gd.zeros_like(x) or nil,
      m = o.beta ~= 0 and gd.zeros_like(x) or nil,
    }
  end,
  update = function(x, g, step, s, o)
    local rho = o.rho
    s.v = rho*s.v + (1 - rho)*(g*g)
    local v = s.v
    if o.centered then
      s.a = rho*s.a + (1 - rho)*g
      v = v - s.a*s.a
    end
    local u = g/(gd.sqrt(v) + o.epsilon)
    if o.beta ~= 0 then
      s.m = o.beta*s.m + u
      u = s.m
    end
    return x - step*u
  end,
}
