--- Nesterov's accelerated gradient (Nesterov 1983), in the form of Sutskever
--- et al. 2013 with the gradient at x itself:
---   m = beta*m + g
---   x - step*(g + beta*m)
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "nesterov", doc = "Nesterov's accelerated gradient", step = 0.01,
  options = {{"beta", 0.9, "how much of the momentum is kept", min = 0}},
  init = function(x) return {m = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    s.m = o.beta*s.m + g
    return x - step*(g + o.beta*s.m)
  end,
}
