-- What a cost keeps from one evaluation for the next, or for whoever looks:
-- always what it would be without us, plain numbers where there would be plain
-- numbers. Derivatives are exact, or the cost is refused.
local lu = require "luaunit"
local gd = require "gdlua"
local exact = dofile "tests/spec/exact.lua"
local near, exact_or_refused = exact.near, exact.exact_or_refused

TestKeeping = {}

function TestKeeping.test_the_last_x()
  local last
  local function f(x)
    local before = last or 0
    last = x
    return (x - before)^2
  end
  exact_or_refused(f, 1, "earlier evaluation", function()
    local before = 0
    for _, x in ipairs{3, 5, 5, -2, 7} do
      near(gd.gradient(f, x), 2*(x - before))
      lu.assertEquals(math.type(last), "float")
      lu.assertEquals(last, x)
      before = x
    end
  end)
end

function TestKeeping.test_the_last_value()
  local last = 0
  local function f(x)
    last = 0.5*last + x^2
    return last
  end
  exact_or_refused(f, 1, "earlier evaluation", function()
    local expected = 0
    for _, x in ipairs{1, 2, -3, 4} do
      local g, cost = gd.gradient(f, x)
      expected = 0.5*expected + x^2
      near(g, 2*x)
      near(cost, expected)
      near(last, expected)
      lu.assertEquals(math.type(last), "float")
    end
  end)
end

function TestKeeping.test_the_last_vector()
  local last
  local function f(x)
    local sum = x:dot(x)
    if last then sum = sum + last[1]*x[2] end
    last = x:copy()
    return sum
  end
  exact_or_refused(f, {1, 2}, "earlier evaluation", function()
    local before
    for _, x in ipairs{{1, 2}, {3, 4}, {-1, 5}} do
      local g = gd.gradient(f, x)
      near(g[1], 2*x[1])
      near(g[2], 2*x[2] + (before and before[1] or 0))
      lu.assertTrue(gd.equal(last, x))
      lu.assertEquals(tostring(last), tostring(gd.vector(x)))
      before = x
    end
  end)
end

function TestKeeping.test_a_log_of_costs()
  local log = {}
  local function f(x)
    local cost = x[1]^2 + 3*x[2]^2
    log[#log + 1] = cost
    table.insert(log, x[1])
    return cost
  end
  local r = gd.minimize(f, {1, 2}, {method = "gd", step = 0.05, epochs = 10, tolerance = 0, history = {"x", "cost"}})
  lu.assertEquals(#log, 2*11)
  for i = 1, 11 do
    lu.assertEquals(math.type(log[2*i - 1]), "float")
    near(log[2*i - 1], r.history.cost[i])
    near(log[2*i], 0.9^(i - 1))
  end
end

function TestKeeping.test_a_global()
  TRAP_LAST = nil
  local function f(x) TRAP_LAST = 2*x; return x^2 end
  for k = 1, 3 do
    near(gd.gradient(f, k), 2*k)
    lu.assertEquals(TRAP_LAST, 2.0*k)
    lu.assertEquals(math.type(TRAP_LAST), "float")
  end
end

function TestKeeping.test_after_an_error()
  local last
  local function f(x)
    last = x
    if x > 2 then error "too far" end
    return x^2
  end
  near(gd.gradient(f, 1), 2)
  lu.assertErrorMsgContains("too far", gd.gradient, f, 3)
  lu.assertEquals(last, 3.0)
  near(gd.gradient(f, 2), 4)
  lu.assertEquals(last, 2.0)
end

-- A table with traced values in it is kept: what is read there later is the
-- number, or an error that says what happened, and never a wrong number. (What
-- cannot be traced keeps the point of the last difference.)
local function number_or_refusal(expected, read)
  local ok, v = pcall(function() return read() + 0 end)
  if ok then
    lu.assertEquals(math.type(v), "float")
    near(v, expected, 1e-4, "kept")
  else
    lu.assertStrContains(tostring(v), "trace")
  end
end

function TestKeeping.test_in_a_new_table()
  local keep
  local function f(x) keep = {x = x, square = x*x}; return keep.square end
  for k = 1, 3 do
    near(gd.gradient(f, k), 2*k)
    number_or_refusal(k, function() return keep.x end)
    number_or_refusal(k*k, function() return keep.square end)
  end
end

function TestKeeping.test_in_a_closure()
  local keep
  local function f(x) keep = function() return x end; return x*x end
  for k = 1, 3 do
    near(gd.gradient(f, k), 2*k)
    number_or_refusal(k, function() return keep() end)
  end
end

function TestKeeping.test_in_a_closure_that_the_next_call_uses()
  local before
  local function f(x)
    local sum = x^2
    if before then sum = sum + before()*x end
    before = function() return x end
    return sum
  end
  exact_or_refused(f, 1, "trace", function()
    local last
    for _, x in ipairs{3, 5, 2, 7} do
      local ok, g, cost = pcall(gd.gradient, f, x)
      if ok then
        near(cost, x^2 + (last and last*x or 0))
        near(g, 2*x + (last or 0))
      else
        lu.assertStrContains(tostring(g), "trace")
      end
      last = x
    end
  end)
end

function TestKeeping.test_in_a_table_that_the_next_call_uses()
  local memory = {velocity = 0}
  local function f(x)
    memory = {velocity = 0.5*memory.velocity + x}
    return memory.velocity^2
  end
  exact_or_refused(f, 1, "trace", function()
    local v = 0
    for _, x in ipairs{3, 5, 2, 7} do
      local ok, g, cost = pcall(gd.gradient, f, x)
      v = 0.5*v + x
      if ok then
        near(cost, v^2)
        near(g, 2*v)
      else
        lu.assertStrContains(tostring(g), "trace")
      end
    end
  end)
end

function TestKeeping.test_in_a_table_by_rawset()
  local keep = {}
  local function f(x)
    rawset(keep, "x", x)
    return x*x
  end
  for k = 1, 3 do
    near(gd.gradient(f, k), 2*k)
    lu.assertEquals(keep.x, 1.0*k)
    lu.assertEquals(math.type(keep.x), "float")
  end
end

function TestKeeping.test_in_front_of_a_list()
  local list = {}
  local function f(x)
    table.insert(list, 1, x*x)
    return x*x
  end
  for k = 1, 3 do
    near(gd.gradient(f, k), 2*k, 1e-6)
    lu.assertEquals(math.type(list[1]), "float")
    near(list[1], k*k, 1e-4)
  end
  for i = 1, #list do lu.assertEquals(math.type(list[i]), "float") end
end

-- A cache of one value: what it holds is worth a derivative.
function TestKeeping.test_the_last_point_and_its_value()
  local last_x, last_value
  local function f(x)
    if x ~= last_x then last_x, last_value = x, x^3 end
    return last_value
  end
  for _, x in ipairs{3, 3, 2, 3, 3, 3} do
    local g, cost = gd.gradient(f, x)
    near(cost, x^3)
    near(g, 3*x^2, 1e-6)
  end
  local r = gd.minimize(function(x) return f(x)^2 end, 1.5, {method = "gd", step = 0.01, epochs = 5})
  lu.assertTrue(r.cost < 1.5^6)
end

function TestKeeping.test_a_cache_of_squares_by_index()
  local cache = {}
  local function square(i, v)
    cache[i] = cache[i] or {}
    if cache[i].of ~= v then cache[i].of, cache[i].is = v, v*v end
    return cache[i].is
  end
  local function f(x)
    local s = 0
    for i = 1, #x do s = s + i*square(i, x[i]) end
    return s
  end
  for _, x in ipairs{{1, 2}, {1, 2}, {3, 2}, {3, 2}, {1, 5}} do
    local g, cost = gd.gradient(f, x)
    near(cost, x[1]^2 + 2*x[2]^2)
    near(g[1], 2*x[1], 1e-6)
    near(g[2], 4*x[2], 1e-6)
  end
end

function TestKeeping.test_in_an_array()
  local work = gd.zeros(3)
  local function f(x)
    for i = 1, 3 do work[i] = x^i end
    return work:sum()
  end
  for k = 1, 4 do
    local g, cost = gd.gradient(f, k)
    near(cost, k + k^2 + k^3)
    near(g, 1 + 2*k + 3*k^2, 1e-6)
    for i = 1, 3 do near(work[i], k^i, 1e-5) end
  end
end

function TestKeeping.test_in_a_scratch_table()
  local work = {}
  local function f(x)
    for i = 1, 3 do work[i] = x[i]^2 end
    local sum = 0
    for i = 1, 3 do sum = sum + i*work[i] end
    return sum
  end
  for k = 1, 4 do
    local g, cost = gd.gradient(f, {k, 2, -1})
    near(cost, k^2 + 8 + 3)
    for i, d in ipairs{2*k, 8, -6} do near(g[i], d) end
    for i, v in ipairs{k^2, 4, 1} do
      lu.assertEquals(math.type(work[i]), "float")
      near(work[i], v)
    end
  end
end

function TestKeeping.test_the_argument_itself_in_a_table()
  local seen = {}
  local function f(x) seen[#seen + 1] = x; return x[1]^2 + x[2] end
  for k = 1, 3 do
    local g = gd.gradient(f, {k, 1})
    near(g[1], 2*k)
    lu.assertEquals(#seen, k)
    local ok, v = pcall(function() return seen[k][2] + 0 end)
    if ok then lu.assertEquals(v, 1.0) else lu.assertStrContains(tostring(v), "trace") end
  end
end

function TestKeeping.test_the_argument_that_is_a_record()
  local keep
  local function f(p) keep = p; p.b = p.a*2; return p.a^2 + p.b end
  for k = 1, 3 do
    near(gd.gradient(f, {a = k}).a, 2*k + 2)
    number_or_refusal(k, function() return keep.a end)
    number_or_refusal(2*k, function() return keep.b end)
  end
end

function TestKeeping.test_the_record_of_the_call_before()
  local before
  local function f(p)
    local sum = p.a^2
    if before then sum = sum + before.a*p.a end
    before = p
    return sum
  end
  exact_or_refused(f, {a = 1}, "trace", function()
    local last
    for _, a in ipairs{3, 5, 2} do
      near(gd.gradient(f, {a = a}).a, 2*a + (last or 0))
      last = a
    end
  end)
end

function TestKeeping.test_nothing_stays_behind_in_a_promoted_upvalue()
  local rate = 1
  local function f(x) return rate*x^2 end
  for k = 1, 5 do
    near(gd.gradient(f, 3), 6*rate)
    lu.assertEquals(math.type(rate), "integer")
    lu.assertEquals(rate, k)
    rate = rate + 1
  end
end

function TestKeeping.test_nothing_stays_behind_after_an_error()
  local rate, fail = 1, false
  local function f(x)
    local y = rate*x^2
    if fail then error "on purpose" end
    return y
  end
  for k = 1, 6 do
    fail = k % 2 == 0
    if fail then
      lu.assertErrorMsgContains("on purpose", gd.gradient, f, 3)
    else
      near(gd.gradient(f, 3), 6*rate)
    end
    lu.assertEquals(math.type(rate), "integer")
    lu.assertEquals(rate, k)
    rate = rate + 1
  end
end

function TestKeeping.test_a_memo_table()
  local memo, calls = {}, 0
  local function slow(x)
    local y = memo[x]
    if not y then
      calls = calls + 1
      y = x^3
      memo[x] = y
    end
    return y
  end
  local function f(x) return slow(x) + slow(x)*x end
  for _, x in ipairs{2, 3, 2, 1, 3} do
    local g, cost = gd.gradient(f, x)
    near(cost, x^3 + x^4)
    near(g, 3*x^2 + 4*x^3, 1e-6)
  end
  for k, v in pairs(memo) do
    lu.assertNotNil(math.type(k))
    lu.assertEquals(math.type(v), "float")
    lu.assertEquals(v, k^3)
  end
end

function TestKeeping.test_a_cache_with_a_default()
  local cache = {[2.0] = 10}
  local function f(x) return (cache[x] or 0) + x^2 end
  for _, x in ipairs{3, 4, 5} do
    local g, cost = gd.gradient(f, x)
    near(cost, x^2)
    near(g, 2*x, 1e-6)
  end
  lu.assertEquals(select(2, gd.gradient(f, 2)), 14.0)
  lu.assertEquals(gd.minimize(f, 2, {epochs = 0}).cost, 14.0)
end

function TestKeeping.test_a_memo_by_text()
  local memo = {}
  local function f(x)
    local key = ("%.17g"):format(x)
    memo[key] = memo[key] or x^2
    return memo[key]
  end
  for _, x in ipairs{2, 3, 2, 1.5} do
    local g, cost = gd.gradient(f, x)
    near(cost, x^2)
    near(g, 2*x, 1e-6)
  end
  for key, v in pairs(memo) do lu.assertEquals(v, tonumber(key)^2) end
end

os.exit(lu.LuaUnit.run())
