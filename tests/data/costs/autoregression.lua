local y = require "lib.data".series(40)

return {
  name = "autoregression of order two",
  cost = function(p)
    local sum, n = 0, 0
    for t = 3, #y do
      local forecast = p[1] + p[2]*y[t - 1] + p[3]*y[t - 2]
      sum, n = sum + (y[t] - forecast)^2, n + 1
    end
    return sum/n
  end,
  start = {0, 0.4, 0.1},
  gradient = function(p)
    local g = {0, 0, 0}
    for t = 3, #y do
      local r = y[t] - (p[1] + p[2]*y[t - 1] + p[3]*y[t - 2])
      for k, d in ipairs{1, y[t - 1], y[t - 2]} do g[k] = g[k] - 2*r*d/(#y - 2) end
    end
    return g
  end,
  note = "lagged data",
}
