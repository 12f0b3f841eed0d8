--- Chained Rosenbrock, sum of 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2: cost and
--- gradient, and a step of descent; written with vectors and as a plain loop.
local run, costs = dofile "tests/bench/run.lua", dofile "tests/bench/costs.lua"
local vectors = costs.chained()

local function loop(x)
  local s = 0
  for i = 1, #x - 1 do
    s = s + 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2
  end
  return s
end

local function start(x, n)
  for i = 1, n do x[i] = i % 2 == 1 and -1.2 or 1 end
  return x
end

-- The cost at x; its gradient goes to g.
local function plain_gradient(x, g, n)
  local value, before = 0, 0
  for i = 1, n - 1 do
    local t, u = x[i+1] - x[i]*x[i], 1 - x[i]
    value = value + 100*t*t + u*u
    g[i] = before - 400*t*x[i] - 2*u
    before = 200*t
  end
  g[n] = before
  return value
end

local function plain_descent(n)
  return function(count)
    return function()
      local x, g = start({}, n), start({}, n)
      for _ = 1, count do
        local value, largest = plain_gradient(x, g, n), 0
        for i = 1, n do largest = math.max(largest, math.abs(g[i])) end
        if value ~= value or largest <= 1e-6 then break end
        for i = 1, n do x[i] = x[i] - 1e-5*g[i] end
      end
      local s = 0
      for i = 1, n do s = s + x[i]^2 end
      return {s^0.5}
    end
  end
end

local function descent(cost, n)
  return run.descent(cost, function(gd) return start(gd.zeros(n), n) end, {step = 1e-5})
end

-- Calls of the gradient from Lua, at two points in turn.
local function calls(cost, n)
  return function(gd, count)
    local grad, x = gd.grad(cost), start(gd.zeros(n), n)
    local y = 0.9*x
    return function()
      local s, g, value = 0, nil, nil
      for i = 1, count do
        g, value = grad(i % 2 == 1 and x or y)
        s = s + value
      end
      return {s, g[1]}
    end
  end
end

local function plain_calls(n)
  return function(count)
    local x, y, g = start({}, n), {}, {}
    for i = 1, n do y[i] = 0.9*x[i] end
    return function()
      local s = 0
      for i = 1, count do s = s + plain_gradient(i % 2 == 1 and x or y, g, n) end
      return {s, g[1]}
    end
  end
end

local rows = {}
for _, size in ipairs{{1000, "1000", 50000}, {100000, "10^5", 500}} do
  local n, text, count = size[1], size[2], size[3]
  for _, form in ipairs{{"vector", vectors, "vectors"}, {"loop", loop, "plain loop"}} do
    rows[#rows + 1] = {
      name = "chained_" .. form[1] .. "_" .. n, title = "chained Rosenbrock n = " .. text .. ", " .. form[3],
      unit = "step", count = count, ceiling = 1.5, few = {lua = 50, luajit = 10, numpy = 20},
      sides = {
        c = "chained descent " .. n, gdlua = descent(form[2], n),
        lua = plain_descent(n), numpy = "chained descent " .. n,
      },
    }
    rows[#rows + 1] = {
      name = "chained_calls_" .. form[1] .. "_" .. n, title = "the same, cost and gradient by gd.grad",
      unit = "call", count = count, ceiling = 1.5, few = {lua = 50, luajit = 10, numpy = 20},
      sides = {
        c = "chained calls " .. n, gdlua = calls(form[2], n), lua = plain_calls(n),
        numpy = "chained calls " .. n,
      },
    }
  end
end
return rows
