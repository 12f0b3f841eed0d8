--- Costs of several workloads; each call makes a new function.
local costs = {}

--- Rosenbrock's function of two variables.
function costs.rosenbrock()
  return function(p)
    local x, y = p[1], p[2]
    return 100*(y - x^2)^2 + (1 - x)^2
  end
end

--- The chained one of many: the sum of 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2,
--- written with vectors.
function costs.chained()
  return function(x)
    local n = #x
    local head, tail = x:slice(1, n - 1), x:slice(2, n)
    local t, u = tail - head*head, 1 - head
    return (100*(t*t) + u*u):sum()
  end
end

return costs
