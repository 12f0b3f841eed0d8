return {
  name = "Rosenbrock in two variables",
  cost = function(x)
    return (1 - x[1])^2 + 100*(x[2] - x[1]^2)^2
  end,
  start = {-1.2, 1},
  gradient = function(x)
    local r = x[2] - x[1]^2
    return {-2*(1 - x[1]) - 400*x[1]*r, 200*r}
  end,
  note = "elements of a vector",
}
