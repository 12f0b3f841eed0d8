-- Costs that do more than compute: they print, draw random numbers, change
-- their data. Such a function has to run at every evaluation, once; derivatives
-- are those of what it computed this time.
local lu = require "luaunit"
local gd = require "gdlua"
local exact = dofile "tests/spec/exact.lua"
local near, exact_or_refused = exact.near, exact.exact_or_refused
local flat = dofile "tests/spec/flat.lua"
local process = dofile "tests/spec/cli/process.lua"

TestChance = {}
TestPrinting = {}
TestMoreEffects = {}

--
-- Chance and the world
--

function TestChance.test_math_random()
  local drawn
  local function f(x)
    drawn = math.random()
    return drawn*x^2
  end
  local before
  for _ = 1, 6 do
    local g, cost = gd.gradient(f, 3)
    near(cost, 9*drawn)
    near(g, 6*drawn)
    lu.assertNotEquals(drawn, before)
    before = drawn
  end
end

function TestChance.test_math_random_leaves_the_generator_where_a_plain_run_does()
  local function f(x) return math.random()*x^2 end
  math.randomseed(7)
  local expected = {}
  for k = 1, 5 do expected[k] = f(3) end
  math.randomseed(7)
  for k = 1, 5 do
    local g, cost = gd.gradient(f, 3)
    near(cost, expected[k])
    near(g, 2/3*expected[k])
  end
end

function TestChance.test_numbers_of_gdlua()
  for _, draw in ipairs{function() return gd.uniform(1, 0, 1)[1] end, function() return gd.normal(2)[2] end,
                        function() return gd.permutation(9)[1] end} do
    local function f(x) return draw()*x^2 end
    gd.seed(5)
    local expected = {}
    for k = 1, 6 do expected[k] = f(3) end
    gd.seed(5)
    for k = 1, 6 do
      local g, cost = gd.gradient(f, 3)
      near(cost, expected[k])
      near(g, 2/3*expected[k])
    end
  end
end

function TestChance.test_noise_on_a_vector()
  local drawn
  local function f(x)
    local noise = gd.normal(#x)
    drawn = noise:copy()
    return ((x + noise)^2):sum()
  end
  for _ = 1, 4 do
    local g = gd.gradient(f, {1, 2, 3})
    for i = 1, 3 do near(g[i], 2*(i + drawn[i])) end
  end
end

function TestChance.test_a_seed_inside()
  local function f(x)
    gd.seed(3)
    return gd.uniform(1, 0, 1)[1]*x^2
  end
  local c = f(1.0)
  for k = 1, 4 do
    near(gd.gradient(f, k), 2*c*k)
    local a = gd.uniform(1, 0, 1)[1]
    gd.seed(3)
    gd.uniform(1, 0, 1)
    lu.assertEquals(gd.uniform(1, 0, 1)[1], a, "the generator is seeded at each evaluation")
  end
end

function TestChance.test_dropout_in_a_descent()
  local function f(x)
    local sum = 0
    for i = 1, #x do
      if math.random() < 0.5 then sum = sum + (x[i] - i)^2 end
    end
    return sum
  end
  math.randomseed(11)
  local x, expected = {0, 0, 0}, nil
  for _ = 1, 30 do
    local g = {}
    for i = 1, 3 do g[i] = math.random() < 0.5 and 2*(x[i] - i) or 0 end
    for i = 1, 3 do x[i] = x[i] - 0.1*g[i] end
  end
  expected = x
  math.randomseed(11)
  local r = gd.minimize(f, {0, 0, 0}, {method = "gd", step = 0.1, epochs = 30, stop = gd.stop.never()})
  for i = 1, 3 do near(r.x[i], expected[i]) end
end

function TestChance.test_the_clocks()
  for _, clock in ipairs{os.clock, os.time, function() return os.date("*t").year end,
                         function() return collectgarbage("count") end} do
    local seen
    local function f(x)
      seen = clock()
      return seen*x^2
    end
    for _ = 1, 4 do
      local g, cost = gd.gradient(f, 2)
      near(cost, 4*seen)
      near(g, 4*seen)
      local t = {}
      for i = 1, 1000 do t[i] = {} end
    end
  end
end

function TestChance.test_a_file()
  local path = os.tmpname()
  local function write(text)
    local file = assert(io.open(path, "w"))
    file:write(text)
    file:close()
  end
  local readers = {
    function() for line in io.lines(path) do return tonumber(line) end end,
    function() local file = io.open(path); local v = file:read("n"); file:close(); return v end,
    function() return dofile(path) end,
    function() return loadfile(path)() end,
  }
  for i, read in ipairs(readers) do
    local function f(x) return read()*x^2 end
    for k = 1, 4 do
      write((i > 2 and "return " or "") .. k)
      near(gd.gradient(f, 3), 6*k, 1e-12, "reader " .. i)
    end
  end
  os.remove(path)
end

function TestChance.test_a_file_read_on()
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write("1 2 3 4 5")
  file:close()
  file = io.open(path)
  local function f(x) return file:read("n")*x^2 end
  for k = 1, 5 do near(gd.gradient(f, 3), 6*k) end
  file:close()
  os.remove(path)
end

function TestChance.test_a_generator()
  local next_number = coroutine.wrap(function()
    local k = 0
    while true do k = k + 1; coroutine.yield(k) end
  end)
  local function f(x) return next_number()*x^2 end
  exact_or_refused(f, 3, "coroutine", function()
    for k = 1, 5 do near(gd.gradient(f, 3), 6*k) end
  end)
end

--
-- Printing, in a program of its own
--

local function printed(script, warned)
  local path = os.tmpname()
  process.write(path, script)
  local out, err, code = process.run(process.quote(process.gdlua) .. " " .. path)
  os.remove(path)
  lu.assertEquals(code, 0, err)
  if warned then lu.assertStrContains(err, warned) else lu.assertEquals(err, "") end
  return out
end

function TestPrinting.test_print()
  lu.assertEquals(printed [[
    local function f(x) print("at", x, x^2); return x^2 end
    for k = 1, 3 do print(gd.gradient(f, k)) end
    print(gd.minimize(f, 1, {method = "gd", step = 0.25, epochs = 2, tolerance = 0}).x)
  ]], "at\t1.0\t1.0\n2.0\t1.0\nat\t2.0\t4.0\n4.0\t4.0\nat\t3.0\t9.0\n6.0\t9.0\n" ..
      "at\t1.0\t1.0\nat\t0.5\t0.25\nat\t0.25\t0.0625\n0.25\n")
end

function TestPrinting.test_print_of_vectors()
  lu.assertEquals(printed [[
    local function f(x) print(x, 2*x, #x); return x:dot(x) end
    print(gd.gradient(f, {1, 2}))
    print(gd.gradient(f, {3, 4}))
  ]], "{1, 2}\t{2, 4}\t2\n{2, 4}\t5.0\n{3, 4}\t{6, 8}\t2\n{6, 8}\t25.0\n")
end

function TestPrinting.test_write_of_plain_text()
  lu.assertEquals(printed [[
    local function f(x) io.write("."); io.stdout:write("!"); return x^2 end
    for k = 1, 3 do io.write(tostring(gd.gradient(f, k)), "\n") end
  ]], ".!2.0\n.!4.0\n.!6.0\n")
end

function TestPrinting.test_what_cannot_be_traced_prints_what_it_prints()
  local out = printed([[
    local function f(x) io.write(("%.3f "):format(x)); return x^2 end
    local ok, g = pcall(gd.gradient, f, 3)
    io.write(("\n%.5f\n"):format(g))
  ]], "cannot be traced")
  lu.assertStrMatches(out, "[%d%. ]*3%.000 [%d%. ]*\n6%.00000\n")
end

--
-- More
--

function TestMoreEffects.test_data_changed_by_the_cost()
  local data = {1, 2, 3}
  local function f(x)
    local s = 0
    for i = 1, 3 do
      data[i] = 2*data[i]
      s = s + data[i]*x^2
    end
    return s
  end
  for k = 1, 5 do
    near(gd.gradient(f, 3), 6*6*2^k)
    lu.assertEquals(data, {2^k//1|0, (2*2^k)//1|0, (3*2^k)//1|0})
  end
end

function TestMoreEffects.test_an_array_changed_by_the_cost()
  local v = gd.vector{1, 2}
  local function f(x) v[2] = v[2] + 1; return v[2]*x^2 end
  for k = 1, 5 do
    near(gd.gradient(f, 3), 6*(2 + k))
    lu.assertEquals(v[2], 2.0 + k)
  end
end

function TestMoreEffects.test_an_older_list_sorted_by_the_cost()
  local list = {3, 1, 2}
  local function f(x)
    table.sort(list)
    return list[1]*x^2
  end
  for k = 1, 4 do
    near(gd.gradient(f, 3), 6*list[1])
    lu.assertTrue(list[1] <= list[2] and list[2] <= list[3])
    list[3], list[1] = list[1] + k, list[3] + k
  end
end

function TestMoreEffects.test_a_queue_emptied_by_the_cost()
  local queue = {5, 4, 3, 2, 1}
  local function f(x) return table.remove(queue)*x^2 end
  for k = 1, 5 do near(gd.gradient(f, 3), 6*k) end
  lu.assertEquals(queue, {})
end

function TestMoreEffects.test_a_function_replaced_by_the_cost()
  local function helper(x) return x^2 end
  local function f(x)
    local y = helper(x)
    helper = helper(1) == 1 and function(z) return 3*z^2 end or function(z) return z^2 end
    return y
  end
  for k = 1, 6 do near(gd.gradient(f, 2), k % 2 == 1 and 4 or 12) end
end

function TestMoreEffects.test_a_metatable_set_by_the_cost()
  local classes = {{__index = {k = 1}}, {__index = {k = 2}}}
  local object, at = setmetatable({}, classes[1]), 1
  local function f(x)
    local y = object.k*x^2
    at = 3 - at
    setmetatable(object, classes[at])
    return y
  end
  for k = 1, 6 do near(gd.gradient(f, 2), k % 2 == 1 and 4 or 8) end
end

function TestMoreEffects.test_a_debug_hook_of_the_user_goes_on()
  local lines = 0
  local function hook() lines = lines + 1 end
  local function f(x)
    local y = x
    y = y*x
    return y
  end
  gd.gradient(f, 1)
  debug.sethook(hook, "l")
  local g = gd.gradient(f, 3)
  local seen, h, mask = lines, debug.gethook()
  debug.sethook()
  near(g, 6)
  lu.assertTrue(h == hook)
  lu.assertEquals(mask, "l")
  lu.assertTrue(seen > 0)
end

function TestMoreEffects.test_a_debug_hook_during_the_first_trace()
  local lines = {}
  local function f(x)
    local y = x
    y = y*x
    return y
  end
  local first = debug.getinfo(f, "S").linedefined
  debug.sethook(function(_, line) lines[line - first] = true end, "l")
  local g = gd.gradient(f, 3)
  debug.sethook()
  near(g, 6)
  for i = 1, 3 do lu.assertTrue(lines[i], "line " .. i .. " was seen") end
end

function TestMoreEffects.test_a_hook_set_by_the_cost()
  local n = 0
  local function f(x)
    debug.sethook(function() n = n + 1 end, "", 1)
    local y = x*x
    debug.sethook()
    return y*(n > 0 and 1 or 2)
  end
  local expected = f(3.0)
  lu.assertEquals(expected, 9.0)
  for k = 1, 3 do
    local g, cost = gd.gradient(f, k)
    near(cost, k*k)
    near(g, 2*k, 1e-6)
  end
end

function TestMoreEffects.test_garbage_collected_between()
  local function f(x)
    local t = {}
    for i = 1, 50 do t[i] = {x*i} end
    collectgarbage()
    local s = 0
    for i = 1, 50 do s = s + t[i][1] end
    return s
  end
  for k = 1, 3 do
    local g, cost = gd.gradient(f, k)
    near(cost, 1275*k)
    near(g, 1275, 1e-6)
    collectgarbage()
  end
end

function TestMoreEffects.test_the_start_and_the_argument_stay_as_they_are()
  local start = {w = {1, 2}, b = 3}
  local function f(p)
    p.w[1] = p.w[1]*2
    p.b = p.b + p.w[1]
    p.extra = 1
    return p.b^2 + p.w[2]^2
  end
  for _ = 1, 3 do
    local g, cost = gd.gradient(f, start)
    lu.assertEquals(start, {w = {1, 2}, b = 3})
    near(cost, 29)
    lu.assertEquals(flat.flat(g), {10.0, 20.0, 4.0})
  end
end

os.exit(lu.LuaUnit.run())
