local counts = {2, 3, 1, 5, 6, 4, 9, 12, 10, 15}

return {
  name = "Poisson regression",
  cost = function(p)
    local loss = 0
    for t, k in ipairs(counts) do
      local log_rate = p.level + p.trend*t/10
      loss = loss + math.exp(log_rate) - k*log_rate
    end
    return loss
  end,
  start = {level = 0.5, trend = 1},
  gradient = function(p)
    local g = {level = 0, trend = 0}
    for t, k in ipairs(counts) do
      local r = math.exp(p.level + p.trend*t/10) - k
      g.level, g.trend = g.level + r, g.trend + r*t/10
    end
    return g
  end,
  note = "a record, a list of counts",
}
