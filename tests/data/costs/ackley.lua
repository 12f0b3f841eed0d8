local exp, sqrt, cos, pi = math.exp, math.sqrt, math.cos, math.pi

return {
  name = "Ackley",
  cost = function(x)
    local n, squares, cosines = #x, 0, 0
    for i = 1, n do
      squares = squares + x[i]*x[i]
      cosines = cosines + cos(2*pi*x[i])
    end
    return -20*exp(-0.2*sqrt(squares/n)) - exp(cosines/n) + 20 + exp(1)
  end,
  start = {0.7, -1.3, 2.1},
  gradient = function(x)
    local n, squares, cosines, g = #x, 0, 0, {}
    for i = 1, n do
      squares = squares + x[i]*x[i]
      cosines = cosines + cos(2*pi*x[i])
    end
    local r = sqrt(squares/n)
    for i = 1, n do
      g[i] = 4*exp(-0.2*r)*x[i]/(n*r) + exp(cosines/n)*2*pi*math.sin(2*pi*x[i])/n
    end
    return g
  end,
  note = "functions of math in locals",
}
