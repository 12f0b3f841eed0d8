--- Adadelta (Zeiler 2012), as in PyTorch, optax and Keras; the paper has a step
--- of 1 and rho = 0.95. With `decay` the gradient becomes g + decay*x; then
---   v = rho*v + (1 - rho)*g^2
---   d = sqrt(u + epsilon)/sqrt(v + epsilon)*g
---   u = rho*u + (1 - rho)*d^2
---   x - step*d
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "adadelta", doc = "recent moves divided by recent gradients", step = 1,
  options = {
    {"rho", 0.9, "how much of the mean squares is kept", min = 0, max = 1},
    {"epsilon", 1e-6, "lets the first moves begin, keeps the divisor above 0", above = 0},
    {"decay", 0, "pull towards 0, a share of x added to the gradient", min = 0},
  },
  init = function(x) return {v = gd.zeros_like(x), u = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o)
    if o.decay ~= 0 then g = g + o.decay*x end
    local rho, epsilon = o.rho, o.epsilon
    s.v = rho*s.v + (1 - rho)*(g*g)
    local d = gd.sqrt(s.u + epsilon)/gd.sqrt(s.v + epsilon)*g
    s.u = rho*s.u + (1 - rho)*(d*d)
    return x - step*d
  end,
}
