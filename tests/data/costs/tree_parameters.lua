local gd = require "gdlua"
local inputs, targets = gd.matrix{{1, 2}, {0.5, -1}, {-1, 0.3}}, gd.matrix{{1, 0}, {0.2, 0.5}, {-0.5, 1}}

return {
  name = "affine map with a scale",
  cost = function(p)
    local out = p.scale*(inputs:matmul(p.w) + p.b)
    local r = out - targets
    return (r*r):sum()/2
  end,
  start = {w = gd.matrix{{0.5, 0.1}, {-0.2, 0.4}}, b = gd.vector{0.1, -0.3}, scale = 1},
  gradient = function(p)
    local out = inputs:matmul(p.w) + p.b
    local r = p.scale*out - targets
    return {w = p.scale*inputs.T:matmul(r), b = p.scale*r:sum(1), scale = (r*out):sum()}
  end,
  note = "a matrix, a vector and a number",
}
