local function barrier(x)
  if x <= 0 then return math.huge end
  return -math.log(x)
end

return {
  name = "interior point of a polygon",
  cost = function(p)
    if p.x < -100 or p.y < -100 then return 1e10 end
    local value = 0
    for _, edge in ipairs{{1, 0, 0}, {0, 1, 0}, {-1, -1, 3}, {-1, 1, 2}} do
      local slack = edge[1]*p.x + edge[2]*p.y + edge[3]
      local b = barrier(slack)
      if b == math.huge then return math.huge end
      value = value + b
    end
    return value
  end,
  start = {x = 0.4, y = 0.9},
  gradient = function(p)
    local a, b, c, d = p.x, p.y, 3 - p.x - p.y, 2 - p.x + p.y
    return {x = -1/a + 1/c + 1/d, y = -1/b + 1/c - 1/d}
  end,
  note = "returns from the middle, == with a traced value that is never equal",
}
