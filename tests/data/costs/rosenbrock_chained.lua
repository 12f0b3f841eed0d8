local start = {}
for i = 1, 20 do start[i] = i % 2 == 1 and -1.2 or 1 end

return {
  name = "chained Rosenbrock",
  cost = function(x)
    local sum = 0
    for i = 1, #x - 1 do
      sum = sum + 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2
    end
    return sum
  end,
  start = start,
  gradient = function(x)
    local g = {}
    for i = 1, #x do g[i] = 0 end
    for i = 1, #x - 1 do
      local r = x[i + 1] - x[i]^2
      g[i] = g[i] - 400*x[i]*r - 2*(1 - x[i])
      g[i + 1] = g[i + 1] + 200*r
    end
    return g
  end,
  note = "a loop over #x",
}
