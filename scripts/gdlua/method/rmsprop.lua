--- RMSProp (Tieleman & Hinton 2012), as in PyTorch; with `decay` the gradient
--- becomes g + decay*x:
---   v = rho*v + (1 - rho)*g^2
---   u = g/(sqrt(v) + epsilon), centered (Graves 2013):
---       g/(sqrt(v - a^2) + epsilon) with a = rho*a + (1 - rho)*g
---   x - step*u, or with momentum `beta` m = beta*m + u, x - step*m
--- Variants "paper" (Graves 2013), "optax" and "keras" have epsilon inside the
--- root and the step inside the momentum:
---   u = g/sqrt(v + epsilon), m = beta*m + step*u, x - m
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "rmsprop", doc = "steps divided by recent gradients", step = 0.01,
  options = {
    {"rho", 0.99, "how much of the mean square is kept", min = 0, max = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", min = 0},
    {"beta", 0, "how much of the momentum is kept", min = 0},
    {"centered", false, "divide by the deviation, not the mean square"},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
    {"variant", "torch", "where epsilon and the step are",
     choices = {"paper", "torch", "optax", "keras"}},
  },
  init = function(x, o)
    return {
      v = gd.zeros_like(x),
      a = o.centered and gd.zeros_like(x) or nil,
      m = o.beta ~= 0 and gd.zeros_like(x) or nil,
    }
  end,
  update = function(x, g, step, s, o)
    local rho, outside = o.rho, o.variant == "torch"
    if o.decay ~= 0 then g = g + o.decay*x end
    s.v = rho*s.v + (1 - rho)*(g*g)
    local v = s.v
    if o.centered then
      s.a = rho*s.a + (1 - rho)*g
      v = v - s.a*s.a
    end
    local u = outside and g/(gd.sqrt(v) + o.epsilon) or g/gd.sqrt(v + o.epsilon)
    if o.beta == 0 then return x - step*u end
    s.m = o.beta*s.m + (outside and u or step*u)
    return x - (outside and step*s.m or s.m)
  end,
}
