local gd = require "gdlua"

local function bump(v) return v^2/(1 + v^2) end

return {
  name = "redescending loss of a map",
  cost = function(x)
    return x:map(bump):sum() + 0.1*x:norm() + 0.05*(x:max() - x:min())
  end,
  start = gd.vector{0.3, -1.5, 2, 0.8},
  gradient = function(x)
    local g = {}
    for i, v in ipairs(x) do
      g[i] = 2*v/(1 + v^2)^2 + 0.1*v/x:norm()
           + (v == x:max() and 0.05 or 0) - (v == x:min() and 0.05 or 0)
    end
    return g
  end,
  note = "methods of vectors: map, norm, max, min",
}
