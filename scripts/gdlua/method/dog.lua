--- DoG, distance over gradients (Ivgi, Hinder & Carmon 2023):
---   r = max(r, |x - x0|), first `first`*(1 + |x0|)      q = q + |g|^2
---   x - step*r/sqrt(q + epsilon)*g
--- `step` is a factor, 1. The paper averages the points it visits; here the last
--- one counts.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "dog", doc = "the way so far divided by the gradients so far", step = 1,
  options = {
    {"first", 1e-6, "share of 1 + |x0| that the first move is long", above = 0},
    {"epsilon", 1e-8, "keeps the divisor above 0", above = 0},
  },
  init = function(x, o)
    return {x0 = x:copy(), r = o.first*(1 + x:norm()), q = 0.0}
  end,
  update = function(x, g, step, s, o)
    s.r = math.max(s.r, (x - s.x0):norm())
    s.q = s.q + g:dot(g)
    return x - (step*(s.r/math.sqrt(s.q + o.epsilon)))*g
  end,
}
