local columns, width, drop = 12, 2, 1

return {
  name = "brachistochrone",
  cost = function(y)
    local dx = width/columns
    local time, before = 0, 0
    for i = 1, columns do
      local after
      if i < columns then after = y[i] else after = drop end
      local v = (math.sqrt(2*9.81*before + 1e-3) + math.sqrt(2*9.81*after))/2
      time = time + math.sqrt(dx*dx + (after - before)*(after - before))/v
      before = after
    end
    return time
  end,
  start = {0.1, 0.2, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9},
  note = "a local assigned on both sides of an if",
}
