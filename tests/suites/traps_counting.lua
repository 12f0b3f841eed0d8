-- Costs that count how often they are called, in whatever way: they run once
-- at every evaluation, no more and no less, and are differentiated exactly.
local lu = require "luaunit"
local gd = require "gdlua"
local near = dofile("tests/spec/exact.lua").near

TestCounting = {}

-- Functions that count their calls in some place: count() says how many.
local counting = {}

function counting.an_upvalue()
  local n = 0
  return function(x) n = n + 1; return x^2 end, function() return n end
end

function counting.a_global()
  TRAP_CALLS = 0
  return function(x) TRAP_CALLS = TRAP_CALLS + 1; return x^2 end, function() return TRAP_CALLS end
end

function counting.a_field()
  local stats = {calls = 0}
  return function(x) stats.calls = stats.calls + 1; return x^2 end,
         function() return stats.calls end
end

function counting.a_list_that_grows()
  local log = {}
  return function(x) log[#log + 1] = true; return x^2 end, function() return #log end
end

function counting.a_list_that_grows_by_insert()
  local log = {}
  return function(x) table.insert(log, "call"); return x^2 end, function() return #log end
end

function counting.rawset()
  local t = {n = 0}
  return function(x) rawset(t, "n", t.n + 1); return x^2 end, function() return t.n end
end

function counting.a_helper()
  local n = 0
  local function count() n = n + 1 end
  return function(x) count(); return x^2 end, function() return n end
end

function counting.a_method()
  local Counter = {}
  Counter.__index = Counter
  function Counter:up() self.n = self.n + 1 end
  local counter = setmetatable({n = 0}, Counter)
  return function(x) counter:up(); return x^2 end, function() return counter.n end
end

function counting.newindex()
  local n = 0
  local sink = setmetatable({}, {__newindex = function() n = n + 1 end})
  return function(x) sink.value = 1; return x^2 end, function() return n end
end

function counting.index()
  local n = 0
  local source = setmetatable({}, {__index = function() n = n + 1; return 1 end})
  return function(x) return source.one*x^2 end, function() return n end
end

function counting.len()
  local n = 0
  local sized = setmetatable({}, {__len = function() n = n + 1; return 3 end})
  return function(x) return #sized/3*x^2 end, function() return n end
end

function counting.close()
  local n = 0
  local guard = setmetatable({}, {__close = function() n = n + 1 end})
  return function(x)
    local _ <close> = guard
    return x^2
  end, function() return n end
end

function counting.an_element_of_an_array()
  local v = gd.zeros(2)
  return function(x) v[1] = v[1] + 1; return x^2 end, function() return v[1] end
end

function counting.inside_pcall()
  local n = 0
  return function(x)
    pcall(function() n = n + 1; error "always" end)
    return x^2
  end, function() return n end
end

function counting.a_comparator()
  local n = 0
  return function(x)
    local list = {2, 1}
    table.sort(list, function(a, b) n = n + 1; return a < b end)
    return list[1]*x^2
  end, function() return n end
end

function counting.a_closure_counter_made_outside()
  local function counter()
    local n = 0
    return function() n = n + 1; return n end
  end
  local tick = counter()
  local seen = 0
  return function(x) seen = tick(); return x^2 end, function() return seen end
end

local plain_calls = {}            -- how often one plain call counts
for name, make in pairs(counting) do
  local f, count = make()
  f(3.0)
  plain_calls[name] = count()
end

for name, make in pairs(counting) do
  TestCounting["test_gradients_" .. name] = function()
    local f, count = make()
    for k = 1, 7 do
      local g, cost = gd.gradient(f, k)
      near(g, 2*k)
      lu.assertEquals(cost, k^2)
      lu.assertEquals(count(), k*plain_calls[name], "how often it ran")
    end
  end

  TestCounting["test_a_descent_" .. name] = function()
    local f, count = make()
    local r = gd.minimize(f, 5, {method = "gd", step = 0.1, epochs = 20, tolerance = 0})
    near(r.x, 5*0.8^20, 1e-12)
    lu.assertEquals(count(), r.evaluations*plain_calls[name], "how often it ran")
    lu.assertEquals(r.evaluations, 21)
  end

  TestCounting["test_a_solver_" .. name] = function()
    local f, count = make()
    local r = gd.minimize(f, 5)
    near(r.x, 0, 1e-6)
    lu.assertTrue(r.converged)
    lu.assertEquals(count(), r.evaluations*plain_calls[name], "how often it ran")
  end
end

function TestCounting.test_the_count_takes_part()
  local n = 0
  local function f(x) n = n + 1; return n*x^2 end
  for k = 1, 9 do
    local g, cost = gd.gradient(f, 3)
    lu.assertEquals({n, cost}, {k, 9*k})
    near(g, 6*k)
  end
end

function TestCounting.test_the_count_starts_in_the_midst_of_a_run()
  local n = 0
  local function f(x)
    if x < 1 then n = n + 1 end
    return x^2
  end
  local r = gd.minimize(f, 5, {method = "gd", step = 0.1, epochs = 20, tolerance = 0})
  local below, x = 0, 5
  for _ = 0, 20 do
    if x < 1 then below = below + 1 end
    x = x*0.8
  end
  near(r.x, 5*0.8^20)
  lu.assertEquals(n, below)
end

function TestCounting.test_every_third_call_is_another_function()
  local n = 0
  local function f(x)
    n = n + 1
    if n % 3 == 0 then return x^3 end
    return x^2
  end
  for k = 1, 12 do
    near(gd.gradient(f, 2), k % 3 == 0 and 12 or 4)
    lu.assertEquals(n, k)
  end
end

function TestCounting.test_a_counter_made_in_the_cost_is_pure()
  local function f(x)
    local n = 0
    local function up() n = n + 1; return n end
    return up()*x + up()*x^2
  end
  near(gd.gradient(f, 3), 1 + 2*2*3)
  lu.assertEquals(gd.explain(f, 3).rung, "compiled")
end

function TestCounting.test_what_counts_is_a_tape()
  for name, make in pairs(counting) do
    local f = make()
    gd.gradient(f, 3)
    local e = gd.explain(f, 3)
    lu.assertNotEquals(e.rung, "compiled", name)
    lu.assertTrue(#e.reason > 0, name)
  end
end

os.exit(lu.LuaUnit.run())
