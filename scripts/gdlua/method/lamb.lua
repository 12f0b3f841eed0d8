--- LAMB (You et al. 2020): Adam whose move is as long as the leaf it moves, leaf
--- by leaf of a start with names.
---   m = beta1*m + (1 - beta1)*g      v = beta2*v + (1 - beta2)*g^2
---   u = m'/(sqrt(v') + epsilon) + decay*x
---   x - step*|x|/|u|*u, or x - step*u where one of the norms is 0
--- with m' = m/(1 - beta1^k), v' = v/(1 - beta2^k) at the k-th update.
local method = require "gdlua.method"
local gd = require "gdlua"

return method.define{
  name = "lamb", doc = "Adam with moves as long as what they move", step = 0.001,
  per_leaf = true,
  options = {
    {"beta1", 0.9, "how much of the momentum is kept", min = 0, below = 1},
    {"beta2", 0.999, "how much of the mean square is kept", min = 0, below = 1},
    {"epsilon", 1e-6, "keeps the divisor above 0", min = 0},
    {"decay", 0, "pull towards 0, a share of x added to the move", min = 0},
  },
  init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x)} end,
  update = function(x, g, step, s, o, t)
    local beta1, beta2, k = o.beta1, o.beta2, t + 1
    s.m = beta1*s.m + (1 - beta1)*g
    s.v = beta2*s.v + (1 - beta2)*(g*g)
    local u = s.m/(1 - beta1^k)/(gd.sqrt(s.v/(1 - beta2^k)) + o.epsilon)
    if o.decay ~= 0 then u = u + o.decay*x end
    local length, move = x:norm(), u:norm()
    if length > 0 and move > 0 then return x - step*(length/move)*u end
    return x - step*u
  end,
}
