local constraints = {
  function(x, y) return x + y - 2 end,
  function(x, y) return 0.5 - x*y end,
  function(x) return -x end,
}

return {
  name = "constraints as penalties",
  cost = function(p)
    local x, y = p[1], p[2]
    local penalty = 0
    for _, g in ipairs(constraints) do
      penalty = penalty + math.max(0, g(x, y))^2
    end
    return (x - 3)^2 + (y - 1)^2 + 10*penalty
  end,
  start = {1.7, 0.9},
  gradient = function(p)
    local x, y = p[1], p[2]
    local a, b = math.max(0, x + y - 2), math.max(0, 0.5 - x*y)
    local c = math.max(0, -x)
    return {2*(x - 3) + 20*(a - b*y - c), 2*(y - 1) + 20*(a - b*x)}
  end,
  note = "a list of functions, max(0, .)",
}
