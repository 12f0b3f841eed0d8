local points = {{1, 7}, {2, 6}, {5, 8}, {7, 7}, {9, 5}, {3, 7}}

return {
  name = "circle through points",
  cost = function(c)
    local sum = 0
    for _, p in pairs(points) do
      local d = math.sqrt((p[1] - c.x)^2 + (p[2] - c.y)^2)
      sum = sum + (d - c.r)^2
    end
    return sum
  end,
  start = {x = 5.3, y = 3.8, r = 3},
  gradient = function(c)
    local g = {x = 0, y = 0, r = 0}
    for _, p in ipairs(points) do
      local d = math.sqrt((p[1] - c.x)^2 + (p[2] - c.y)^2)
      g.x = g.x + 2*(d - c.r)*(c.x - p[1])/d
      g.y = g.y + 2*(d - c.r)*(c.y - p[2])/d
      g.r = g.r - 2*(d - c.r)
    end
    return g
  end,
  note = "pairs over a list",
}
