--- Chained Rosenbrock with operations on vectors, n = 1000.
local case = {title = "chained Rosenbrock, vectors, n = 1000", program = "chained", ceiling = 6,
              epochs = 200000}

local function cost(x)
  local n = #x
  local head, tail = x:slice(1, n - 1), x:slice(2, n)
  local t, u = tail - head*head, 1 - head
  return (100*(t*t) + u*u):sum()
end

function case.run(gd, epochs)
  local start = gd.zeros(1000)
  for i = 1, #start do start[i] = i % 2 == 1 and -1.2 or 1 end
  return gd.minimize(cost, start, {step = 1e-4, epochs = epochs, tolerance = 0, history = false})
end

return case
