local sales = {112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118}

return {
  name = "Holt's exponential smoothing",
  cost = function(p)
    local alpha, beta = 1/(1 + math.exp(-p[1])), 1/(1 + math.exp(-p[2]))
    local level, trend, sse = sales[1], sales[2] - sales[1], 0
    local t = 2
    while t <= #sales do
      local forecast = level + trend
      sse = sse + (sales[t] - forecast)^2
      local before = level
      level = alpha*sales[t] + (1 - alpha)*forecast
      trend = beta*(level - before) + (1 - beta)*trend
      t = t + 1
    end
    return sse/100
  end,
  start = {0.5, -1},
  note = "while with a plain counter",
}
