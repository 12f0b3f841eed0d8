--- Prodigy (Mishchenko & Defazio 2024, algorithm 4): Adam that estimates d, how
--- far the minimum is from the start x0, and takes steps of that size.
---   m = beta1*m + (1 - beta1)*d*g      v = beta2*v + (1 - beta2)*d^2*g^2
---   r = beta3*r + (1 - beta3)*d^2*step*g*(x0 - x)     beta3 = sqrt(beta2)
---   q = beta3*q + (1 - beta3)*d^2*step*g
---   x - step*d*m/(sqrt(v) + d*epsilon),  then d = max(d, r/|q|_1)
--- `step` is a factor, 1. With `decay` x - step*d*decay*x takes the place of x.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "prodigy", doc = "Adam that finds its step by itself", step = 1,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-8, "keeps the divisor above 0", above = 0},
    {"first", 1e-6, "the first estimate of the distance", above = 0},
    {"decay", 0, "pull towards 0, the share of x that a step takes away", min = 0},
  },
  init = function(x, o)
    return {
      m = gd.zeros_like(x), v = gd.zeros_like(x), q = gd.zeros_like(x),
      x0 = x:copy(), r = 0.0, d = o.first + 0.0,
    }
  end,
  update = function(x, g, step, s, o)
    local beta1, beta2, beta3, d = o.beta1, o.beta2, math.sqrt(o.beta2), s.d
    local along = step*g
    s.m = beta1*s.m + ((1 - beta1)*d)*g
    s.v = beta2*s.v + ((1 - beta2)*d*d)*(g*g)
    s.r = beta3*s.r + (1 - beta3)*d*d*along:dot(s.x0 - x)
    s.q = beta3*s.q + ((1 - beta3)*d*d)*along
    local kept = o.decay ~= 0 and x - (step*(d*o.decay))*x or x
    local size = gd.abs(s.q):sum()
    if size > 0 then s.d = math.max(d, s.r/size) end
    return kept - (step*d)*s.m/(gd.sqrt(s.v) + d*o.epsilon)
  end,
}
