local gd = require "gdlua"
local start = {}
for i = 1, 30 do start[i] = -1 + 0.1*i end

return {
  name = "chained Rosenbrock, whole vectors",
  cost = function(x)
    local a, b = x:slice(1, #x - 1), x:slice(2, #x)
    local r, s = b - a^2, 1 - a
    return 100*r:dot(r) + s:dot(s)
  end,
  start = gd.vector(start),
  gradient = function(x)
    local g = gd.zeros(#x)
    for i = 1, #x - 1 do
      local r = x[i + 1] - x[i]^2
      g[i] = g[i] - 400*x[i]*r - 2*(1 - x[i])
      g[i + 1] = g[i + 1] + 200*r
    end
    return g
  end,
  note = "slices and dot products",
}
