--- Rosenbrock's function of two variables, a plain Lua function.
local case = {title = "Rosenbrock, n = 2", program = "rosenbrock", epochs = 2000000}

local function cost(p)
  local x, y = p[1], p[2]
  return 100*(y - x^2)^2 + (1 - x)^2
end

function case.run(gd, epochs)
  return gd.minimize(cost, {-1.2, 1}, {step = 1e-4, epochs = epochs, tolerance = 0, history = false})
end

return case
