--- Gradients by central differences of Rosenbrock's function, h = 1e-6: four
--- evaluations for the gradient, and the cost.
local run, costs = dofile "tests/bench/run.lua", dofile "tests/bench/costs.lua"
local cost = costs.rosenbrock()

local function plain(count)
  return function()
    local h, x, g = 1e-6, {-1.2, 1}, {}
    for _ = 1, count do
      local value, largest = cost(x), 0
      for i = 1, #x do
        local before = x[i]
        x[i] = before + h
        local above = cost(x)
        x[i] = before - h
        g[i] = (above - cost(x))/(2*h)
        x[i] = before
        largest = math.max(largest, math.abs(g[i]))
      end
      if value ~= value or largest <= 1e-6 then break end
      for i = 1, #x do x[i] = x[i] - 1e-5*g[i] end
    end
    return x
  end
end

return {
  {
    name = "central", title = "Rosenbrock n = 2, central differences", unit = "step", count = 1000000,
    ceiling = 3, few = {lua = 5, numpy = 100}, agree = 1e-4,
    sides = {
      c = "central", lua = plain, numpy = "central",
      gdlua = run.descent(cost, {-1.2, 1}, {step = 1e-5, gradient = {mode = "central", h = 1e-6}}),
    },
  },
}
