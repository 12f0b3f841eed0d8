local points = {0.2, 0.5, 0.9, 3.1, 3.3, 3.8, 7.7, 8.1}

return {
  name = "quantisation levels, soft and hard",
  cost = function(levels)
    local sum = 0
    for i = 1, #points do
      local squares = {}
      for k, level in ipairs(levels) do squares[k] = (points[i] - level)^2 end
      sum = sum + math.min(table.unpack(squares))
    end
    return sum
  end,
  start = {1, 4, 6.5},
  gradient = function(levels)
    local g = {0, 0, 0}
    for _, p in ipairs(points) do
      local at = 1
      for k = 2, 3 do
        if (p - levels[k])^2 < (p - levels[at])^2 then at = k end
      end
      g[at] = g[at] + 2*(levels[at] - p)
    end
    return g
  end,
  note = "math.min of an unpacked list",
}
