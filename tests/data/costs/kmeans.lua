local points = {{1, 1.1}, {0.8, 1.3}, {1.2, 0.9}, {4, 4.2}, {4.1, 3.8}, {3.7, 4}, {0.9, 4}, {1.1, 4.3}}

return {
  name = "distance to the nearest centre",
  cost = function(centres)
    local sum = 0
    for _, p in ipairs(points) do
      local nearest = math.huge
      for _, c in ipairs(centres) do
        local d = (p[1] - c.x)^2 + (p[2] - c.y)^2
        if d < nearest then nearest = d end
      end
      sum = sum + nearest
    end
    return sum
  end,
  start = {{x = 0.5, y = 0.5}, {x = 3, y = 3.5}, {x = 1.5, y = 3}},
  gradient = function(centres)
    local g = {}
    for k = 1, #centres do g[k] = {x = 0, y = 0} end
    for _, p in ipairs(points) do
      local nearest, at = math.huge, nil
      for k, c in ipairs(centres) do
        local d = (p[1] - c.x)^2 + (p[2] - c.y)^2
        if d < nearest then nearest, at = d, k end
      end
      g[at].x = g[at].x + 2*(centres[at].x - p[1])
      g[at].y = g[at].y + 2*(centres[at].y - p[2])
    end
    return g
  end,
  note = "a running minimum that starts at math.huge",
}
