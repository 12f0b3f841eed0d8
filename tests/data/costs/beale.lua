return {
  name = "Beale",
  cost = function(p)
    local x, y = p[1], p[2]
    return (1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2
  end,
  start = {1, 1},
  gradient = function(p)
    local x, y = p[1], p[2]
    local a, b, c = 1.5 - x + x*y, 2.25 - x + x*y^2, 2.625 - x + x*y^3
    return {2*a*(y - 1) + 2*b*(y^2 - 1) + 2*c*(y^3 - 1), 2*a*x + 4*b*x*y + 6*c*x*y^2}
  end,
  note = "elements given names",
}
