--- L-BFGS: the chained Rosenbrock function with five corrections, time per
--- evaluation of cost and gradient, all work of the solver in it; and whole
--- solutions with ten, from (0.5, 1.5, 0.5, ...) and of two variables.
local costs = dofile "tests/bench/costs.lua"
local cost = costs.chained()

-- A side that solves `count` times, and the numbers it arrives at.
local function solutions(f, start, opts)
  return function(gd, count)
    local x = start(gd)
    local function once()
      local r = gd.minimize(f, x, opts)
      if not r.converged then error(r.reason, 0) end
      return r
    end
    for _ = 1, 10 do once() end
    return function()
      local r
      for _ = 1, count do r = once() end
      return {#r.x > 2 and r.x:norm() or math.sqrt(r.x[1]^2 + r.x[2]^2)}, nil,
             ("%d evaluations"):format(r.evaluations)
    end
  end
end

local function zigzag(n)
  return function(gd)
    local x = gd.zeros(n)
    for i = 1, n do x[i] = i % 2 == 1 and 0.5 or 1.5 end
    return x
  end
end

local function solving(n, ceiling, count)
  return {
    name = "solve" .. n, title = ("chained Rosenbrock n = %s, L-BFGS to 1e-6"):format(
      n == 100000 and "10^5" or n),
    unit = "solution", count = count, base = "c", ceiling = ceiling,
    few = {numpy = n == 1000 and 10 or 2, liblbfgs = 1, nlopt = 1}, near = 1e-4,
    sides = {c = "lbfgs " .. n, liblbfgs = "solve " .. n, numpy = "solve " .. n,
             gdlua = solutions(cost, zigzag(n), {method = "lbfgs", epochs = 10000, history = false})},
  }
end

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
  solving(1000, 1.3, 200), solving(100000, 1.3, 4),
  {
    name = "solve2", title = "Rosenbrock n = 2, L-BFGS to 1e-8", unit = "solution", count = 5000,
    base = "c", ceiling = 5, few = {numpy = 50},
    sides = {c = "lbfgs two", liblbfgs = "solve two", numpy = "solve two",
             gdlua = solutions(costs.rosenbrock(), function() return {-1.2, 1} end,
                               {method = "lbfgs", tolerance = 1e-8})},
  },
}
