-- What a traced number cannot answer as the plain number would: comparisons for
-- equality, table keys, loop limits, integers, text, identity, protected calls,
-- other threads. The value is that of the plain call to the bit, the derivative
-- that of a formula by hand, whichever side of whatever branch is taken at each
-- of several points, asked in an order that a trace of the first one would get
-- wrong.
local lu = require "luaunit"
local gd = require "gdlua"
local flat = dofile "tests/spec/flat.lua"

-- name = {cost, slope by hand (nil: only values), points [, rung]}; the points
-- are asked in this order, twice.
local numbers = {}

-- Equality
numbers.equal_to_zero = {function(x) if x == 0 then return 5 end return x^2 end, nil, {1, 0, 2, 0, -1}}
numbers.unequal_to_zero = {function(x) if x ~= 0 then return x^2 end return 7 end, nil, {0, 1, 0, 3}}
numbers.equal_where_it_does_not_matter = {
  function(x) if x == 1 then return 2*x - 1 end return x^2 end,
  function(x) return 2*x end, {3, 1, 2, 1}}
numbers.equal_to_an_integer = {function(x) if x == 2 then return 4*x end return x^3 end, nil, {1, 2, 2.5, 2}}
numbers.equal_to_a_large_constant = {
  function(x) if x == 1e300 then return 0 end return x end, function() return 1 end, {1, 2}}
local two = 2
numbers.equal_to_an_upvalue = {function(x) if x == two then return 4*x end return x^3 end, nil, {1, 2, 3, 2}}
numbers.number_on_the_left = {function(x) if 0 == x then return 5 end return x^2 end, nil, {1, 0, 2}}
numbers.equality_as_a_value = {
  function(x) local at_one = x == 1; return at_one and 10 or x^2 end, nil, {2, 1, 3}}
numbers.two_traced_values = {
  function(x) local y = x^2; if y == x then return 10 end return y end, nil, {2, 1, 3, 0}}
numbers.an_element_with_itself = {
  function(x) local y = x; if y == x then return x^2 end return 1e9 end,
  function(x) return 2*x end, {2, 1, 3}}
numbers.recomputed = {
  function(x) if x*2 == x + x then return x^2 end return 1e9 end, function(x) return 2*x end, {2, 1, 3}}
numbers.not_a_number_by_itself = {
  function(x) local y = math.log(x); if y ~= y then return -x end return y end,
  function(x) if x < 0 then return -1 end return 1/x end, {2, -2, 3, -1}}
numbers.not_a_number_the_other_way = {
  function(x) local y = math.sqrt(x); if y == y then return y end return x^2 end,
  function(x) if x < 0 then return 2*x end return 0.5*x^-0.5 end, {-2, 4, -1, 9}}
numbers.equal_to_infinity = {
  function(x) local y = 1/x; if y == math.huge then return 3 end return y end, nil, {2, 0, 1}}
numbers.equal_to_a_string = {
  function(x) if x == "x" then return 1e9 end return x^2 end, function(x) return 2*x end, {1, 2}, "compiled"}
numbers.equal_to_nil = {
  function(x) if x == nil then return 1e9 end return x^2 end, function(x) return 2*x end, {1, 2}, "compiled"}
numbers.equal_to_true = {
  function(x) if x == true or x == false then return 1e9 end return x^2 end,
  function(x) return 2*x end, {1, 2}, "compiled"}
numbers.truth = {
  function(x) return x and x^2 or 1e9 end, function(x) return 2*x end, {0, 1, 2}, "compiled"}
numbers.not_of_it = {
  function(x) if not x then return 1e9 end return x^2 end, function(x) return 2*x end, {0, 1}, "compiled"}
numbers.rawequal = {
  function(x) if rawequal(x, 2.0) then return 10 end return x^2 end, nil, {1, 2, 3}}
numbers.own_equality = {
  function(x)
    local Money = {}
    Money.__eq = function(a, b) return a.v == b.v end
    local a, b = setmetatable({v = x}, Money), setmetatable({v = 2}, Money)
    return a == b and 10 or x^2
  end, nil, {1, 2, 3, 2}}
numbers.searched_in_a_list = {
  function(x)
    for i, v in ipairs{1, 2, 3} do if v == x then return 10*i end end
    return x^2
  end, nil, {1.5, 2, 2.5, 3}}

-- Order
numbers.sides_of_an_if = {
  function(x) if x < 0 then return -x elseif x < 1 then return x^2 elseif x <= 2 then return x^3 end return 5*x end,
  function(x) if x < 0 then return -1 elseif x < 1 then return 2*x elseif x <= 2 then return 3*x^2 end return 5 end,
  {-1, 0.5, 1.5, 3, -2, 0.3}, "compiled"}
numbers.greater = {
  function(x) if x > 1 then return x^2 end if 0 >= x then return -x end return x end,
  function(x) if x > 1 then return 2*x end if x <= 0 then return -1 end return 1 end, {2, -1, 0.5}, "compiled"}
numbers.on_the_edge = {
  function(x) if x <= 1 then return 3*x end return 7*x end,
  function(x) return x <= 1 and 3 or 7 end, {2, 1, 1.5, 0.5}, "compiled"}
numbers.order_of_nan = {
  function(x) local y = math.log(x); if y < 0 then return 1 + x elseif y >= 0 then return 2*x end return 3*x end,
  function(x) if x < 0 then return 3 elseif x < 1 then return 1 end return 2 end, {2, -1, 0.5, 2, -3}}
numbers.not_less = {
  function(x) local y = math.log(x); if not (y < 0) then return 3*x end return x^2 end,
  function(x) if x > 0 and x < 1 then return 2*x end return 3 end, {-1, 0.5, 2}}
numbers.how_often = {
  function(x) local n = 0; while x > 1 do x = x/2; n = n + 1 end return x + n end,
  function(x) local d = 1; while x > 1 do x, d = x/2, d/2 end return d end, {9, 3, 100, 0.5, 1000}}
numbers.many_paths = {
  function(x) local s = 0; for k = 1, 12 do if math.sin(k*x) > 0 then s = s + k*x else s = s - x^2 end end return s end,
  function(x) local s = 0; for k = 1, 12 do if math.sin(k*x) > 0 then s = s + k else s = s - 2*x end end return s end,
  (function() local list = {}; for i = 1, 120 do list[i] = 0.05*i + 0.013 end return list end)()}
numbers.and_or = {
  function(x) return x > 0 and x < 2 and x^2 or x > 5 and 7*x or 3*x end,
  function(x) if x > 0 and x < 2 then return 2*x elseif x > 5 then return 7 end return 3 end, {1, 3, 6, -1}, "compiled"}
numbers.an_integer_that_is_no_float = {
  function(x)
    local n, m = 9007199254740993, 9007199254740995            -- 2^53 + 1 and + 3
    return (x < n and 1 or 2)*x + (x <= m and 3 or 5)*x + (m < x and 7 or 11)*x + (n <= x and 13 or 17)*x
      + (math.maxinteger < x and 19 or 23)*x
  end, nil, {2^53, 3, 2^53 + 2, 2^53 + 4, 2^63, 2^62, -2^63}}
numbers.an_integer_or_a_float = {
  function(x) return math.type(math.max(x, 3)) == "integer" and 100 or x end, nil, {1, 5, 2}}
numbers.the_whole_part = {
  function(x) local whole = math.modf(x); return math.type(whole) == "integer" and x^2 or 7 end,
  function(x) return 2*x end, {2.5, -1.5}}
numbers.text_compared = {
  function(x) return tostring(x) < "2" and x^2 or 3*x end, nil, {1, 3, 1.5, 2.5}}

-- Integers
numbers.floor_division = {
  function(x) return x // 1 + x end, function() return 1 end, {1.5, 2.5, -0.5, 7.2}}
numbers.modulo = {
  function(x) return x % 1.5 end, function() return 1 end, {1, 2, -1, 7.1}}
numbers.modulo_by_it = {
  function(x) return 7 % x end, function(x) return -(7 // x) end, {2.5, 3.25, 4, -2.2}}
numbers.fmod = {
  function(x) return math.fmod(x, 2) + x end, function() return 2 end, {1, 3.5, -2.5}}
numbers.modf = {
  function(x) local whole, part = math.modf(x); return whole + part^2 end,
  function(x) return 2*math.fmod(x, 1) end, {1.25, 3.5, -2.5}}
numbers.floor_and_ceil = {
  function(x) return math.floor(x)*x + math.ceil(x) end, function(x) return math.floor(x) end, {1.25, 3.5, -2.5}}
numbers.type_of_a_float = {
  function(x) return math.type(x) == "float" and x^2 or 1e9 end, function(x) return 2*x end, {1, 2}}
numbers.type_is_number = {
  function(x) return type(x) == "number" and x^2 or 1e9 end, function(x) return 2*x end, {1, 2}, "compiled"}
numbers.type_of_a_floor = {
  function(x) return math.type(math.floor(x)) == "integer" and x^2 or 1e9 end, function(x) return 2*x end, {1.5, 2.5}}
numbers.tointeger = {
  function(x) return (math.tointeger(x) or 0.25)*10 + x end, nil, {1, 1.5, 2, 3}}
numbers.bits = {
  function(x) return (math.floor(x) & 3)*x + (math.floor(x) << 1) end,
  function(x) return math.floor(x) & 3 end, {1.5, 6.5, 2.25}}
numbers.unsigned_comparison = {
  function(x) return math.ult(math.floor(x), 3) and x^2 or 3*x end,
  function(x) if math.floor(x) >= 0 and x < 3 then return 2*x end return 3 end, {1.5, 4.5, -1.5}}
numbers.tonumber_of_it = {
  function(x) return tonumber(x)*x end, function(x) return 2*x end, {1, 2}}

-- Keys and limits
local shares = {[0] = 1, 2, 4, 8, 16}
numbers.a_floor_as_a_key = {
  function(x) local k = math.floor(x); return shares[k]*(x - k) end,
  function(x) return shares[math.floor(x)] end, {0.5, 1.5, 3.25, 2.75}}
numbers.a_floor_as_a_key_without_a_name = {
  function(x) return shares[math.floor(x)]*x end,
  function(x) return shares[math.floor(x)] end, {0.5, 1.5, 3.25, 2.75}}
numbers.a_key_of_a_key = {
  function(x)
    local order = {[0] = 3, 0, 2, 1}
    return shares[order[math.floor(x)]]*x + (({2, 5, 7, 9})[math.floor(x) + 1])
  end,
  function(x) local order = {[0] = 3, 0, 2, 1}; return shares[order[math.floor(x)]] end, {0.5, 1.5, 3.25, 2.75}}
numbers.itself_as_a_key = {
  function(x) return (shares[x] or 0.5)*x end, nil, {1.5, 1, 2, 2.5}}
numbers.a_key_to_store_at = {
  function(x) local seen = {}; seen[x] = true; local n = 0; for _ in pairs(seen) do n = n + 1 end return n*x + (seen[2] and 10 or 0) end,
  nil, {1.5, 2, 3}}
numbers.limit_of_a_loop = {
  function(x) local s = 0; for _ = 1, x do s = s + x end return s end, nil, {2.5, 3.5, 1.5}}
numbers.floor_as_a_limit = {
  function(x) local s = 0; for _ = 1, math.floor(x) do s = s + x end return s end,
  function(x) return math.floor(x) end, {2.5, 3.5, 1.5, 0.5}}
numbers.start_of_a_loop = {
  function(x) local s = 0; for v = x, 5 do s = s + v end return s end,
  function(x) return math.floor(5 - x) + 1 end, {2.5, 3.5, 1.25}}
numbers.step_of_a_loop = {
  function(x) local s = 0; for v = 0, 3, x do s = s + v end return s end, nil, {0.7, 0.45, 1.1}}
numbers.float_loop = {
  function(x) local s = 0; for t = 0, 1, 0.1 do s = s + x^2*t end return s end,
  function(x) local s = 0; for t = 0, 1, 0.1 do s = s + 2*x*t end return s end, {1, 2}, "compiled"}
numbers.while_by_it = {
  function(x) local s, i = 0, 1; while i <= x do s, i = s + x*i, i + 1 end return s end,
  function(x) local n = math.floor(x); return n*(n + 1)/2 end, {2.5, 4.5, 1.5, 0.5}, "compiled"}
numbers.repeated_text = {
  function(x) return #string.rep("ab", math.floor(x))*x end,
  function(x) return 2*math.floor(x) end, {2.5, 1.5, 3.5}}
numbers.how_many_selected = {
  function(x) return select(math.floor(x), 1, 2, 4, 8)*x end,
  function(x) return 2^(math.floor(x) - 1) end, {2.5, 1.5, 3.5}}

-- Text
numbers.formatted = {
  function(x) return tonumber(("%.2f"):format(x)) + x end, nil, {1.234, 2.345, 0.5}}
numbers.to_text_and_back = {
  function(x) return tonumber(tostring(x))*2 end, function() return 2 end, {1.5, 2.5, 3}}
numbers.joined = {
  function(x) return #(x .. "") + x end, nil, {1.5, 2.25, 100}}
numbers.joined_the_other_way = {
  function(x) return #("x = " .. x) + x end, nil, {1.5, 2.25, 100}}
numbers.a_key_of_text = {
  function(x) local t = {["k1.5"] = 7}; return (t["k" .. x] or 1)*x end, nil, {2, 1.5, 3}}
numbers.concatenated = {
  function(x) return tonumber(table.concat({x, "0"})) or x end, nil, {1.5, 2.25}}
numbers.text_in_arithmetic = {
  function(x) return x*"2" + "3" end, function() return 2 end, {1, 2}}
numbers.packed = {
  function(x) return string.unpack("d", string.pack("d", x))*x end, function(x) return 2*x end, {1.5, 2.5}}
numbers.encoded = {
  function(x) return utf8.codepoint(utf8.char(math.floor(x)))*x end, function(x) return math.floor(x) end, {65.5, 70.5}}

-- Calls
local function collapse(x, depth)
  if x < 1 then return x end
  return x*collapse(x/2, depth + 1)
end
numbers.recursion_as_deep_as_it_is_large = {
  function(x) return collapse(x, 0) end,
  function(x) local n, y = 1, x; while y >= 1 do n, y = n + 1, y/2 end return n*collapse(x, 0)/x end,
  {0.5, 3, 9, 1.5, 100}}
local function deep(x, n) if n == 0 then return x end return 1.0*deep(x, n - 1) end
numbers.deep_recursion = {function(x) return deep(x, 150)*x end, function(x) return 2*x end, {1, 2}, "compiled"}
numbers.deep_tail_calls = {
  function(x)
    local function go(n, s) if n == 0 then return s end return go(n - 1, s + x) end
    return go(1000, 0)
  end, function() return 1000 end, {1, 2}, "compiled"}
numbers.protected = {
  function(x) local ok, y = pcall(function(v) return v*v end, x); return ok and y or 1e9 end,
  function(x) return 2*x end, {1, 2, 3}}
numbers.protected_lookup = {
  function(x)
    local ok, y = pcall(function() return shares[x]*x end)
    return ok and y or x^2
  end, nil, {1.5, 2, 2.5, 1}}
numbers.protected_format = {
  function(x)
    local ok, text = pcall(string.format, "%d", x)
    return ok and #text*x or 0.5*x
  end, nil, {1.5, 12, 2.5, 3}}
numbers.protected_error = {
  function(x)
    local ok, y = pcall(function() if x > 2 then error{value = 3*x} end return x^2 end)
    return ok and y or y.value
  end, function(x) return x > 2 and 3 or 2*x end, {1, 3, 1.5, 4}}
numbers.protected_number = {
  function(x)
    local _, y = pcall(error, x^2)
    return y
  end, function(x) return 2*x end, {1, 3}}
numbers.handler = {
  function(x)
    local _, y = xpcall(function() error(x) end, function(v) return v*v end)
    return y
  end, function(x) return 2*x end, {1, 3}}
numbers.protected_refusals_in_a_loop = {
  function(x)
    local s = 0
    for i = 1, 5 do
      local ok, v = pcall(function() return ("%d"):rep(math.floor(x)):len()*i end)
      s = s + (ok and v or 0)
    end
    return s*x
  end, function(x) return 30*math.floor(x) end, {1.5, 2.5}}
numbers.coroutine_of_values = {
  function(x)
    local s = 0
    for v in coroutine.wrap(function() for k = 1, 4 do coroutine.yield(x^k) end end) do s = s + v end
    return s
  end, function(x) return 1 + 2*x + 3*x^2 + 4*x^3 end, {1, 2, 0.5}}
numbers.coroutine_that_compares = {
  function(x)
    local co = coroutine.create(function(v) if v == 2 then return 10 elseif v < 3 then return v^2 end return 3*v end)
    local _, y = coroutine.resume(co, x)
    return y
  end, nil, {1, 2, 4, 2.5}}
numbers.varargs = {
  function(x)
    local function last(...) return (select(-1, ...)) end
    local function count(...) return select("#", ...) end
    return last(1, 2, x)*count(x, nil, x)
  end, function() return 3 end, {1, 2}, "compiled"}
numbers.assert = {
  function(x) return (assert(x > 0 and x^2, "never")) end, function(x) return 2*x end, {1, 2}, "compiled"}
numbers.a_method_named_by_text = {
  function(x)
    local object = {square = function(_, v) return v*v end}
    local name = "squ" .. "are"
    return object[name](object, x)
  end, function(x) return 2*x end, {1, 2}, "compiled"}

-- Operators by ways that no operator shows
numbers.integer_start = {function(x) return 7 / x end, function(x) return -7/x^2 end, {1, 2}, "compiled"}
numbers.constant = {function() return 3 end, function() return 0 end, {1, 2}}
numbers.constant_integer_of_a_table = {function() return #shares end, function() return 0 end, {1, 2}}
numbers.itself = {function(x) return x end, function() return 1 end, {1, 2}}
numbers.power_of_two_unknowns = {
  function(x) return x^x end, function(x) return x^x*(math.log(x) + 1) end, {1.5, 2}, "compiled"}
numbers.minus_zero = {
  function(x) return 1/(x*0) < 0 and -x or x^2 end, nil, {1, -1, 2, -3}}
numbers.ties_of_max = {
  function(x) return math.max(x, 2*x - 1) end, function(x) if x == 1 then return 1.5 end return x > 1 and 2 or 1 end,
  {0.5, 1, 2}}
numbers.max_of_itself = {function(x) return math.max(x, x, x) end, function() return 1 end, {1, 2}}
numbers.abs_at_zero = {function(x) return math.abs(x) end, function(x) return x > 0 and 1 or x < 0 and -1 or 0 end, {0, 1, -1}}

local function number_test(row)
  local f, slope, points, rung = table.unpack(row, 1, 4)
  for round = 1, 2 do
    for _, x in ipairs(points) do
      local what = ("round %d at %g"):format(round, x)
      local g, cost = gd.gradient(f, x)
      local plain = f(x + 0.0)
      lu.assertTrue(flat.right(f, cost + 0.0, plain + 0.0), ("%s: %.17g for %.17g"):format(what, cost, plain))
      if slope then
        local expected = slope(x + 0.0)
        local exact = gd.explain(f, x).rung ~= "differences"
        lu.assertTrue(math.abs(g - expected) <= (exact and 1e-12 or 1e-5)*math.max(1, math.abs(expected)),
          ("%s: gradient %.17g for %.17g"):format(what, g, expected))
      end
      lu.assertTrue(flat.right(f, gd.minimize(f, x, {epochs = 0}).cost + 0.0, plain + 0.0), what)
    end
  end
  local e = gd.explain(f, points[1])
  lu.assertNotStrContains(e.reason or "", "spot check")
  if rung then lu.assertEquals(e.rung, rung, e.reason) end
end

TestNumbers = {}
for name, row in pairs(numbers) do
  TestNumbers["test_" .. name] = function() number_test(row) end
end

os.exit(lu.LuaUnit.run())
