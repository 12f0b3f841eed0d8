return {
  name = "Powell's singular function",
  cost = function(x)
    local sum = 0
    for i = 1, #x, 4 do
      local a, b, c, d = x[i], x[i + 1], x[i + 2], x[i + 3]
      sum = sum + (a + 10*b)^2 + 5*(c - d)^2 + (b - 2*c)^4 + 10*(a - d)^4
    end
    return sum
  end,
  start = {3, -1, 0, 1, 2, -2, 1, 3},
  gradient = function(x)
    local g = {}
    for i = 1, #x, 4 do
      local a, b, c, d = x[i], x[i + 1], x[i + 2], x[i + 3]
      g[i] = 2*(a + 10*b) + 40*(a - d)^3
      g[i + 1] = 20*(a + 10*b) + 4*(b - 2*c)^3
      g[i + 2] = 10*(c - d) - 8*(b - 2*c)^3
      g[i + 3] = -10*(c - d) - 40*(a - d)^3
    end
    return g
  end,
  note = "a loop with a step",
}
