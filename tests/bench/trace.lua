--- trace.lua - what it takes to make a program of a function, counted in plain
--- calls of it: a table, and <build>/bench_trace.json. Fails above a ceiling.
local gd = require "gdlua"
local build = os.getenv("GDLUA_BUILD") or "build"

local function median(list)
  table.sort(list)
  return list[(#list + 1)//2]
end

-- Seconds of the quickest of several calls: what else runs only adds to it.
local function quickest(f, times)
  local best = math.huge
  for _ = 1, times do
    local began = os.clock()
    f()
    best = math.min(best, os.clock() - began)
  end
  return best
end

local function rosenbrock()
  return function(p)
    local x, y = p[1], p[2]
    return 100*(y - x^2)^2 + (1 - x)^2
  end
end

local function squares()
  return function(v)
    local s = 0
    for i = 1, #v do s = s + v[i]^2 end
    return s
  end
end

-- Time of the first gradient of a new function, and of a plain call.
local function first(make, x, times)
  local list = {}
  for i = 1, times do
    collectgarbage()
    local f = make()
    local began = os.clock()
    gd.gradient(f, x)
    list[i] = os.clock() - began
  end
  local f = make()
  local calls = 0
  local plain = quickest(function()
    for _ = 1, 10 do f(x) end
    calls = calls + 10
  end, 20)/10
  return median(list), plain
end

-- A gradient and a Hessian-vector product of operations on vectors.
local function chained(x)
  local n = #x
  local head, tail = x:slice(1, n - 1), x:slice(2, n)
  local t, u = tail - head*head, 1 - head
  return (100*(t*t) + u*u):sum()
end

local function per_call(f, times)
  for _ = 1, 50 do f() end
  return quickest(function() for _ = 1, times do f() end end, 15)/times
end

local rows, good = {}, true
local function show(title, value, unit, ceiling)
  local over = value > ceiling
  good = good and not over
  rows[#rows + 1] = ('  {"name": "%s", "unit": "%s", "value": %.4g, "ceiling": %.4g}'):format(
    title, unit, value, ceiling)
  print(("%-58s %8.3g %-12s at most %.3g%s"):format(title, value, unit, ceiling,
                                                     over and "  too much" or ""))
end

local took, plain = first(rosenbrock, gd.vector{-1.2, 1}, 200)
show("first gradient, Rosenbrock of two variables", took*1e6, "us", 100 + 30*plain*1e6)
took, plain = first(squares, gd.ones(100000), 7)
show("first gradient, 100,000 times s = s + v[i]^2", took/plain, "plain calls", 60)

local x, v = gd.linspace(-1, 1, 1000), gd.linspace(0, 1, 1000)
local grad = gd.grad(chained)
local once = per_call(function() grad(x) end, 200)
show("Hessian-vector product, chained Rosenbrock n = 1000",
     per_call(function() gd.hvp(chained, x, v) end, 200)/once, "gradients", 2.5)

local file = assert(io.open(build .. "/bench_trace.json", "w"))
file:write("[\n", table.concat(rows, ",\n"), "\n]\n")
file:close()
os.exit(good)
