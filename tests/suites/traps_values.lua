-- Refusals and their lines, vectors, errors, derivatives within costs, further
-- arguments, stock Lua: values are those of plain calls to the bit, derivatives
-- those of formulas by hand, and messages those of plain calls, asked in an
-- order that a trace of the first call would get wrong.
local lu = require "luaunit"
local gd = require "gdlua"
local flat = dofile "tests/spec/flat.lua"
local process = dofile "tests/spec/cli/process.lua"

-- A refused function says which line refuses.
TestRefusals = {}

function TestRefusals.test_reasons_and_lines()
  local refused = {
    function(x) return utf8.char(math.floor(x)):len()*x end,
    function(x) return #("x" .. x)*x end,
    function(x) return tonumber(("%.3f"):format(x))*x end,
    function(x) return (string.unpack("d", string.pack("d", x))) end,
    function(x) return (math.floor(x) & 1)*x end,
  }
  local line = debug.getinfo(refused[1], "S").linedefined
  for i, f in ipairs(refused) do
    gd.gradient(f, 3.25)
    local e = gd.explain(f, 3.25)
    lu.assertEquals(e.rung, "differences", i)
    lu.assertTrue(#e.reason > 0)
    lu.assertEquals(e.line, line + i - 1)
    lu.assertStrContains(e.file, "traps_values.lua")
  end
end

function TestRefusals.test_one_warning_in_the_result()
  local r = gd.minimize(function(x) return #tostring(x > 2)*(x - 2.5)^2 + #(x .. "")*0 end, 3.3, {method = "gd", step = 0.1, epochs = 20})
  lu.assertEquals(#r.warnings, 1)
  lu.assertStrMatches(r.warnings[1], ".*traps_values.lua:%d+:.*")
  lu.assertTrue(math.abs(r.x - 2.5) < 0.1)
end

-- No rule of tracing tells that the address of a new table is another one each
-- time: the spot check does.
function TestRefusals.test_what_only_a_spot_check_finds()
  local function f(x) return x*(tonumber(tostring({}):match("0x(%x+)"), 16) % 4093 + 1) end
  local kept = {}
  for i = 1, 10 do
    kept[i] = {}
    gd.gradient(f, 3)
  end
  lu.assertNotEquals(gd.explain(f, 3).rung, "compiled")
end

-- Vectors

TestVectors = {}

local function vector_test(f, gradient, points, rung)
  for round = 1, 2 do
    for i, p in ipairs(points) do
      local g, cost = gd.gradient(f, p)
      local what = ("round %d, point %d"):format(round, i)
      local plain = f(gd.vector(p))
      lu.assertTrue(flat.same(cost, plain), ("%s: %.17g for %.17g"):format(what, cost, plain))
      local exact = gd.explain(f, p).rung ~= "differences"
      local err = flat.error(flat.flat(g), gradient(p))
      lu.assertTrue(err <= (exact and 1e-12 or 1e-5), ("%s: error %g: %s"):format(what, err, g))
    end
  end
  if rung then lu.assertEquals(gd.explain(f, points[1]).rung, rung) end
end

local orders = {{1, 2, 3}, {3, 1, 2}, {2, 3, 1}, {0, -1, -5}, {1, 5, 4}}

function TestVectors.test_sorted()
  local function f(x)
    local t = x:totable()
    table.sort(t)
    return t[1] + 2*t[2]^2 + 3*t[3]
  end
  local function gradient(p)
    local g = {}
    for i = 1, 3 do
      local rank = 1
      for j = 1, 3 do if p[j] < p[i] then rank = rank + 1 end end
      g[i] = rank == 2 and 4*p[i] or rank
    end
    return g
  end
  vector_test(f, gradient, orders)
end

function TestVectors.test_sorted_by_a_function()
  local function f(x)
    local t = {}
    for i = 1, #x do t[i] = {key = x[i], weight = i} end
    table.sort(t, function(a, b) return a.key > b.key end)
    return t[1].key*t[3].weight + t[2].key
  end
  local function gradient(p)
    local order = {1, 2, 3}
    table.sort(order, function(a, b) return p[a] > p[b] end)
    local g = {0, 0, 0}
    g[order[1]] = order[3]
    g[order[2]] = 1
    return g
  end
  vector_test(f, gradient, orders)
end

function TestVectors.test_median_by_hand()
  local function f(x)
    local a, b, c = x[1], x[2], x[3]
    if a > b then a, b = b, a end
    if b > c then b, c = c, b end
    if a > b then a, b = b, a end
    return b^2
  end
  local function gradient(p)
    local sorted = {p[1], p[2], p[3]}
    table.sort(sorted)
    local g = {}
    for i = 1, 3 do g[i] = p[i] == sorted[2] and 2*p[i] or 0 end
    return g
  end
  vector_test(f, gradient, orders, "compiled")
end

function TestVectors.test_where_the_largest_is()
  local function f(x) return x[x:argmax()]^2 end
  local function gradient(p)
    local g, at = {0, 0, 0}, 1
    for i = 2, 3 do if p[i] > p[at] then at = i end end
    g[at] = 2*p[at]
    return g
  end
  vector_test(f, gradient, orders)
end

function TestVectors.test_past_the_end()
  local function f(x)
    local s, i = 0, 1
    while x[i] do s, i = s + i*x[i], i + 1 end
    return s
  end
  vector_test(f, function(p) local g = {}; for i = 1, #p do g[i] = i end return g end,
              {{1, 2, 3}, {1, 2}, {4, 5, 6, 7}, {1, 2, 3}})
end

function TestVectors.test_lengths_of_one_function()
  local function f(x)
    local s = 0
    for i = 1, #x do s = s + x[i]^i end
    return s
  end
  vector_test(f, function(p) local g = {}; for i = 1, #p do g[i] = i*p[i]^(i - 1) end return g end,
              {{1, 2, 3}, {1, 2}, {4, 5, 6, 7}, {1, 2, 3}, {9}})
end

function TestVectors.test_a_number_then_a_vector_then_a_record()
  local function f(p)
    if type(p) == "number" then return p^2 end
    if p.w then return p.w^3 end
    return p[1]^4
  end
  for _ = 1, 3 do
    lu.assertAlmostEquals(gd.gradient(f, 2), 4, 1e-12)
    lu.assertAlmostEquals(gd.gradient(f, {w = 2}).w, 12, 1e-12)
  end
end

function TestVectors.test_writing_into_the_argument()
  local function f(x)
    for i = 2, #x do x[i] = x[i] + 0.5*x[i - 1] end
    return x[#x]^2
  end
  vector_test(f, function(p)
    local y = p[3] + 0.5*p[2] + 0.25*p[1]
    return {0.5*y, y, 2*y}
  end, {{1, 2, 3}, {0, 1, -1}})
end

function TestVectors.test_an_alias_of_the_argument()
  local function f(x)
    local y = x
    y[1] = y[1]*2
    return x[1]^2 + x[2]
  end
  vector_test(f, function(p) return {8*p[1], 1} end, {{1, 2}, {3, 4}}, "compiled")
end

function TestVectors.test_a_copy_of_the_argument()
  local function f(x)
    local y = x:copy()
    y[1] = 0
    return x[1]^2 + y[1] + y[2]^2
  end
  vector_test(f, function(p) return {2*p[1], 2*p[2]} end, {{1, 2}, {3, 4}})
end

function TestVectors.test_zeros_filled()
  local function f(x)
    local r = gd.zeros(#x)
    for i = 1, #x do r[i] = x[i]^2 end
    r[1] = r[1] + r[2]
    return r:sum()*r[1]
  end
  vector_test(f, function(p)
    local a, s = p[1]^2 + p[2]^2, p[1]^2 + 2*p[2]^2
    return {2*p[1]*(a + s), 4*p[2]*a + 2*p[2]*s}
  end, {{1, 2}, {3, 4}})
end

function TestVectors.test_an_element_of_a_result_replaced()
  local function f(x)
    local y = x*x
    y[1] = 5*x[2]
    return (y*y):sum() + y[3]
  end
  vector_test(f, function(p) return {0, 50*p[2] + 4*p[2]^3, 4*p[3]^3 + 2*p[3]} end, {{1, 2, 3}, {3, 4, -1}}, "compiled")
end

function TestVectors.test_a_row_of_a_new_matrix()
  local function f(x)
    local A = gd.zeros(2, 2)
    local row = A[1]
    for j = 1, 2 do row[j] = x[j] end
    A[2] = x*x
    row[2] = row[2] + 1
    return A:sum()
  end
  local ok, value = pcall(f, gd.vector{1, 2})
  if ok then
    lu.assertEquals(value, 9.0)
    vector_test(f, function(p) return {1 + 2*p[1], 1 + 2*p[2]} end, {{1, 2}, {3, 4}})
  else
    lu.assertError(gd.gradient, f, {1, 2})
  end
end

function TestVectors.test_a_slice_kept_while_the_argument_changes()
  local function f(x)
    local part = x:slice(1, 2)
    x[1] = 10
    return part[1]^2 + x[1]*x[2]
  end
  local before = f(gd.vector{3, 4})
  lu.assertTrue(before == 49 or before == 140)         -- a copy or a view
  vector_test(f, function(p)
    return before == 49 and {2*p[1], 10} or {0, 10}
  end, {{3, 4}, {1, 2}})
end

function TestVectors.test_equality_of_vectors()
  local zero = gd.vector{0, 0}
  local function f(x)
    if x == zero then return 7 end
    return x:dot(x)
  end
  for _, p in ipairs{{1, 2}, {0, 0}, {3, 4}, {0, 0}} do
    local _, cost = gd.gradient(f, p)
    lu.assertEquals(cost, f(gd.vector(p)))
  end
end

function TestVectors.test_pairs_and_next()
  local function f(p)
    local n = 0
    for _, v in pairs(p) do n = n + v^2 end
    return n + (next(p) and 1 or 0)
  end
  for k = 1, 3 do
    local g, cost = gd.gradient(f, {a = k, b = 2, c = -1})
    lu.assertEquals(cost, k*k + 6.0)
    lu.assertEquals(flat.flat(g), {2.0*k, 4.0, -2.0})
  end
end

--
-- Errors
--

TestErrors = {}

local function same_message(f, x)
  local ok, plain = pcall(f, x)
  lu.assertFalse(ok)
  for _ = 1, 2 do
    local good, message = pcall(gd.gradient, f, x)
    lu.assertFalse(good)
    lu.assertStrContains(tostring(message), tostring(plain))
  end
end

function TestErrors.test_messages_are_those_of_a_plain_call()
  same_message(function(x) error("no: " .. x) end, 3.5)
  same_message(function(x) return x.field.field end, 3.5)
  same_message(function(x) local t; return t[x] end, 3.5)
  same_message(function(x) return x + {} end, 3.5)
  same_message(function(x) return math.sqrt(x, {}) + math.sqrt("x") end, 3.5)
  same_message(function(x) assert(x < 0, "it is positive") return x end, 3.5)
  same_message(function(x) error(("%.3f"):format(x), 0) end, 3.5)
  same_message(function(x) return missing_function(x) end, 3.5)
end

function TestErrors.test_error_objects()
  for k = 1, 2 do
    local ok, e = pcall(gd.gradient, function(x) error{code = 7, x = x} end, k)
    lu.assertFalse(ok)
    lu.assertEquals(type(e), "table")
    lu.assertEquals(e.code, 7)
    local read, v = pcall(function() return e.x + 0 end)
    if read then lu.assertEquals(v, 1.0*k) else lu.assertStrContains(tostring(v), "trace") end
  end
end

function TestErrors.test_right_again_after_an_error()
  local function f(x)
    if x > 2 then error "far" end
    return x^2
  end
  for _, x in ipairs{1, 3, 2, 5, 1.5} do
    if x > 2 then
      lu.assertErrorMsgContains("far", gd.gradient, f, x)
    else
      lu.assertAlmostEquals(gd.gradient(f, x), 2*x, 1e-12)
    end
  end
end

function TestErrors.test_results_that_are_no_number()
  for _, f in ipairs{function() end, function() return "text" end, function(x) return {x} end,
                     function(x) return x > 0 end, function() return gd.vector{1, 2} end} do
    lu.assertErrorMsgContains("a number expected", gd.gradient, f, 3)
    lu.assertErrorMsgContains("a number expected", gd.gradient, f, 3)
  end
end

function TestErrors.test_an_endless_recursion()
  local function f(x) return f(x) + 1 end
  lu.assertErrorMsgContains("stack overflow", gd.gradient, f, 3)
end

function TestErrors.test_no_yield_across_a_cost()
  local co = coroutine.create(function() return gd.gradient(function(x) coroutine.yield(); return x^2 end, 3) end)
  local ok, message = coroutine.resume(co)
  lu.assertFalse(ok)
  lu.assertStrContains(message, "yield")
end

function TestErrors.test_within_a_coroutine()
  local f = function(x) if x > 1 then return x^2 end return x end
  for k = 1, 4 do
    local g = coroutine.wrap(function() return (gd.gradient(f, k)) end)()
    lu.assertAlmostEquals(g, k > 1 and 2*k or 1, 1e-12)
    lu.assertAlmostEquals(gd.gradient(f, k + 0.5), 2*k + 1, 1e-12)
  end
end

--
-- Derivatives within
--

TestWithin = {}

local function close(got, expected, tolerance)
  lu.assertTrue(math.abs(got - expected) <= tolerance*math.max(1, math.abs(expected)),
                ("%.17g for %.17g"):format(got, expected))
end

function TestWithin.test_a_gradient_in_the_cost()
  local function inner(y) return y[1]^3 + y[1]*y[2]^2 end
  local function f(x)
    local g = gd.gradient(inner, x)
    return g[1]^2 + g[2]^2
  end
  for _, p in ipairs{{1, 2}, {-1, 0.5}, {2, 2}} do
    local a, b = p[1], p[2]
    local g, cost = gd.gradient(f, p)
    close(cost, (3*a^2 + b^2)^2 + (2*a*b)^2, 1e-9)
    close(g[1], 2*(3*a^2 + b^2)*6*a + 8*a*b^2, 1e-4)
    close(g[2], 2*(3*a^2 + b^2)*2*b + 8*a^2*b, 1e-4)
    if gd.explain(f, p).rung ~= "differences" then
      close(g[1], 2*(3*a^2 + b^2)*6*a + 8*a*b^2, 1e-12)
      close(g[2], 2*(3*a^2 + b^2)*2*b + 8*a^2*b, 1e-12)
    end
  end
end

function TestWithin.test_what_is_detached_is_constant()
  local function f(x) return x[1]*gd.detach(x[1]^2) + gd.detach(x):dot(x) end
  for _, p in ipairs{{1, 2}, {3, -1}} do
    local g, cost = gd.gradient(f, p)
    close(cost, p[1]^3 + p[1]^2 + p[2]^2, 1e-12)
    close(g[1], p[1]^2 + p[1], 1e-12)
    close(g[2], p[2], 1e-12)
  end
end

function TestWithin.test_perturbations_are_not_confused()
  local function f(x) return x*gd.derivative(function(y) return x + y end, 1) end
  for k = 1, 3 do close(gd.derivative(f, k), 1, 1e-6) end
  local function h(x) return x*gd.derivative(function(y) return x*y end, 1) end
  for k = 1, 3 do close(gd.derivative(h, k), 2*k, 1e-6) end
end

function TestWithin.test_a_gradient_of_plain_numbers_in_the_cost()
  local k = 2
  local function f(x)
    local c = gd.derivative(function(y) return k*y^2 end, 3)
    return c*x^2
  end
  for _ = 1, 4 do
    close(gd.gradient(f, 5), 6*k*10, 1e-5)
    k = k + 1
  end
end

function TestWithin.test_a_descent_in_the_cost()
  local function f(x)
    local r = gd.minimize(function(y) return (y - x)^2 + y^2 end, 0, {tolerance = 1e-10})
    return r.cost + r.x
  end
  for _, x in ipairs{1, 3, -2} do
    local g, cost = gd.gradient(f, x)
    close(cost, x^2/2 + x/2, 1e-6)
    close(g, x + 0.5, 1e-3)
  end
end

function TestWithin.test_the_same_function_within_itself()
  local f
  local depth = 0
  function f(x)
    if depth == 0 then
      depth = 1
      local g = gd.gradient(f, 3)
      depth = 0
      return g*x^2
    end
    return x^3
  end
  for k = 1, 3 do close(gd.gradient(f, k), 27*2*k, 1e-5) end
end

function TestWithin.test_of_each_other()
  local function f(x) if x > 1 then return x^2 end return x end
  local function h(x) return f(x)*f(x/2) end
  for _, x in ipairs{0.5, 1.5, 3} do
    local fx, fh = f(x), f(x/2)
    local dx, dh = x > 1 and 2*x or 1, x/2 > 1 and x or 1
    close(gd.gradient(h, x), dx*fh + fx*dh/2, 1e-12)
    close(gd.gradient(f, x), dx, 1e-12)
  end
end

--
-- Further arguments
--

TestArguments = {}

function TestArguments.test_they_may_change()
  local config = {k = 1}
  local v = gd.vector{1, 2}
  local grad = gd.grad(function(x, factor, t, a, kind)
    local y = factor*t.k*a[2]*x^2
    if kind == "double" then y = 2*y end
    return y
  end)
  for k = 1, 6 do
    config.k, v[2] = k, 3 + k
    local kind = k % 2 == 0 and "double" or "single"
    close((grad(5, k*10, config, v, kind)), 10*k*10*k*(3 + k)*(k % 2 == 0 and 2 or 1), 1e-12)
  end
  close((grad(5, 1, {k = 2}, {0, 7}, nil)), 140, 1e-12)
  lu.assertEquals(math.type(config.k), "integer")
end

function TestArguments.test_closures_of_one_function()
  local function make(k) return function(x) return k*x^2 end end
  local list = {}
  for k = 1, 5 do list[k] = make(k) end
  for _ = 1, 2 do
    for k = 1, 5 do close(gd.gradient(list[k], 3), 6*k, 1e-12) end
  end
end

function TestArguments.test_many_short_lived_functions()
  for k = 1, 300 do close(gd.gradient(function(x) return k*x^2 end, 3), 6*k, 1e-12) end
end

function TestArguments.test_a_table_that_can_be_called()
  local model = setmetatable({k = 2}, {__call = function(self, x) return self.k*x^2 end})
  for k = 1, 4 do
    close(gd.gradient(model, 3), 6*model.k, 1e-6)
    model.k = model.k + k
  end
end

function TestArguments.test_functions_of_the_library()
  close(gd.gradient(math.sin, 1), math.cos(1), 1e-9)
  local g = gd.gradient(gd.sum_of_squares, {1, 2})
  close(g[1], 2, 1e-9)
  close(g[2], 4, 1e-9)
end

--
-- Stock Lua, where functions of math may have been taken before the library was
-- there
--

TestStock = {}

local function stock(script)
  local path = os.tmpname()
  process.write(path, script)
  local out, err, code = process.run(process.stock .. " " .. path)
  os.remove(path)
  lu.assertEquals(code, 0, err)
  return out
end

function TestStock.test_taken_before()
  lu.assertEquals(stock [[
    local sin = math.sin
    local gd = require "gdlua"
    local f = function(x) return sin(x)*x end
    for k = 1, 3 do
      local g = gd.gradient(f, k)
      print(math.abs(g - (math.cos(k)*k + math.sin(k))) < 1e-6)
    end
    local e = gd.explain(f, 1)
    print(e.rung, e.reason:find("sin", 1, true) ~= nil, e.line)
  ]], "true\ntrue\ntrue\ndifferences\ttrue\t3\n")
end

function TestStock.test_taken_after()
  lu.assertEquals(stock [[
    local gd = require "gdlua"
    local sin = math.sin
    local f = function(x) return sin(x)*math.exp(x) end
    local g = gd.gradient(f, 1)
    print(math.abs(g - math.exp(1)*(math.cos(1) + math.sin(1))) < 1e-14)
    print(gd.explain(f, 1).rung)
  ]], "true\ncompiled\n")
end

function TestStock.test_plain_calls_stay_what_they_are()
  local script = [[
    for _, f in ipairs{"sin", "sqrt", "floor", "max", "type", "tointeger", "abs", "fmod", "log"} do
      for _, v in ipairs{1, 2.5, -3, "4", "x", {}} do
        local ok, r = pcall(math[f], v)
        print(f, tostring(v):match("^[^:]*"), ok, ok and math.type(r), (tostring(r):gsub("0x%x+", "address")))
      end
      print(f, pcall(math[f]))
    end
    print(pcall(type), pcall(tonumber), tonumber("0x10"), tonumber("z", 36), tonumber("8", 8))
  ]]
  lu.assertEquals(stock('require "gdlua"\n' .. script), stock("\n" .. script))
end

os.exit(lu.LuaUnit.run())
