local rk4 = require "lib.rk4"
local measured = {{1, 0.62, 0.30}, {2, 0.39, 0.43}, {3, 0.25, 0.47}}

return {
  name = "rates of the reaction A -> B -> C",
  cost = function(p)
    local k1, k2 = math.exp(p[1]), math.exp(p[2])
    local function rates(_, y)
      return {-k1*y[1], k1*y[1] - k2*y[2]}
    end
    local y, t, sum = {1, 0}, 0, 0
    for _, m in ipairs(measured) do
      while t < m[1] - 1e-9 do
        y = rk4(rates, t, y, 0.25)
        t = t + 0.25
      end
      sum = sum + (y[1] - m[2])^2 + (y[2] - m[3])^2
    end
    return sum
  end,
  start = {-1, -1.5},
  note = "a closure over parameters given to an integrator in another file",
}
