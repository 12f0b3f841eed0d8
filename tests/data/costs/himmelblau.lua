return {
  name = "Himmelblau",
  cost = function(p)
    return (p.x^2 + p.y - 11)^2 + (p.x + p.y^2 - 7)^2
  end,
  start = {x = 0, y = 1},
  gradient = function(p)
    local a, b = p.x^2 + p.y - 11, p.x + p.y^2 - 7
    return {x = 4*a*p.x + 2*b, y = 2*a + 4*b*p.y}
  end,
  note = "a record",
}
