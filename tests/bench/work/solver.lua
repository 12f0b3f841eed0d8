--- Chained Rosenbrock by L-BFGS with five corrections: time per evaluation of
--- cost and gradient, all work of the solver in it.
local cost = dofile "tests/bench/costs.lua".chained()

local function lbfgs(gd, count)
  local x = gd.zeros(1000)
  for i = 1, 1000 do x[i] = i % 2 == 1 and -1.2 or 1 end
  local method = gd.method.lbfgs{memory = 5}
  return function()
    local units, last = 0, nil
    for _ = 1, count do
      local r = gd.minimize(cost, x, {method = method, epochs = 10000})
      units, last = units + r.evaluations, r.cost
    end
    return {last}, units
  end
end

return {
  {
    name = "lbfgs", title = "chained Rosenbrock n = 1000, L-BFGS", unit = "call", count = 100,
    base = "liblbfgs", few = {numpy = 10, nlopt = 50}, near = 1e-6,
    sides = {liblbfgs = "lbfgs", nlopt = "nlopt", numpy = "lbfgs", gdlua = lbfgs},
  },
}
