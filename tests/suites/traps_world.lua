-- What a cost reads by itself (upvalues, globals, fields, metatables, functions,
-- loop bounds) changes between evaluations: a trace that is trusted too long
-- gives the value of before (tests/spec/world.lua says what is compared).
local lu = require "luaunit"
local world = dofile "tests/spec/world.lua"

local rows = {}

function rows.upvalue()
  local k = 1
  return function(x) return k*x^2 end,
         function(x) return k*x^2, 2*k*x end,
         function() k = k + 0.5 end
end

function rows.upvalue_through_a_setter()
  local k = 1
  local function set(v) k = v end
  local function helper(x) return k*x end
  return function(x) return helper(x)*x end,
         function(x) return k*x^2, 2*k*x end,
         function(i) set(1 + i) end
end

function rows.upvalue_of_a_helper_of_a_helper()
  local k = 1
  local function inner(x) return x + k end
  local function outer(x) return inner(x)^2 end
  return function(x) return outer(x) end,
         function(x) return (x + k)^2, 2*(x + k) end,
         function() k = k*2 end
end

function rows.global()
  TRAP_RATE = 1
  return function(x) return TRAP_RATE*x^2 end,
         function(x) return TRAP_RATE*x^2, 2*TRAP_RATE*x end,
         function() TRAP_RATE = TRAP_RATE + 1 end
end

function rows.own_environment()
  local env = {rate = 1}
  local _ENV = env
  return function(x) return rate*x^2 end,
         function(x) return env.rate*x^2, 2*env.rate*x end,
         function() env.rate = env.rate + 1 end
end

function rows.field()
  local config = {rate = 1}
  return function(x) return config.rate*x^2 end,
         function(x) return config.rate*x^2, 2*config.rate*x end,
         function() config.rate = config.rate + 1 end
end

function rows.field_of_a_nested_table()
  local config = {model = {physics = {g = 9}}}
  return function(x) return config.model.physics.g*x^2 end,
         function(x) local g = config.model.physics.g; return g*x^2, 2*g*x end,
         function(k)
           if k % 2 == 0 then config.model.physics.g = k else config.model = {physics = {g = -k}} end
         end
end

function rows.field_that_appears_and_goes()
  local config = {}
  return function(x) return (config.weight or 2)*x^2 end,
         function(x) local w = config.weight or 2; return w*x^2, 2*w*x end,
         function(k) config.weight = k % 2 == 1 and k or nil end
end

function rows.false_becomes_nil()
  local config = {shift = false}
  return function(x) if config.shift == nil then return x^2 end return config.shift and x^3 or 3*x end,
         function(x) if config.shift == nil then return x^2, 2*x end return 3*x, 3 end,
         function(k) if k % 2 == 1 then config.shift = nil else config.shift = false end end
end

function rows.zero_becomes_nil()
  local config = {shift = 0}
  return function(x) return ((config.shift or 1) + x)^2 end,
         function(x) local s = config.shift or 1; return (s + x)^2, 2*(s + x) end,
         function(k) if k % 2 == 1 then config.shift = nil else config.shift = 0 end end
end

function rows.element_of_a_list()
  local data = {1, 2, 3, 4}
  return function(x)
           local s = 0
           for i = 1, #data do s = s + (x - data[i])^2 end
           return s
         end,
         function(x)
           local a, b = 0, 0
           for i = 1, 4 do a, b = a + (x - data[i])^2, b + 2*(x - data[i]) end
           return a, b
         end,
         function(k) data[k % 4 + 1] = 10*k end
end

function rows.element_far_down_a_long_list()
  local data = {}
  for i = 1, 20000 do data[i] = 1 end
  local n = #data
  return function(x)
           local s = 0
           for i = 1, n do s = s + data[i] end
           return s*x^2/n
         end,
         function(x)
           local s = 0
           for i = 1, n do s = s + data[i] end
           return s*x^2/n, 2*s*x/n
         end,
         function(k) data[9000 + 1001*k] = 20000 end
end

function rows.length_of_a_list()
  local data = {1, 2}
  return function(x)
           local s = 0
           for _, v in ipairs(data) do s = s + v*x end
           return s*s
         end,
         function(x)
           local s = 0
           for i = 1, #data do s = s + data[i] end
           return s^2*x^2, 2*s^2*x
         end,
         function(k) if k % 3 == 0 then data[#data] = nil else data[#data + 1] = k end end
end

function rows.list_replaced()
  local data = {1, 2}
  return function(x) return data[1]*x + data[2]*x^2 end,
         function(x) return data[1]*x + data[2]*x^2, data[1] + 2*data[2]*x end,
         function(k) data = {k, data[2] + 1} end
end

function rows.list_of_records()
  local records = {{x = 1, y = 2}, {x = 2, y = 3}}
  return function(w)
           local s = 0
           for _, r in pairs(records) do s = s + (w*r.x - r.y)^2 end
           return s
         end,
         function(w)
           local a, b = 0, 0
           for _, r in pairs(records) do
             a, b = a + (w*r.x - r.y)^2, b + 2*(w*r.x - r.y)*r.x
           end
           return a, b
         end,
         function(k) records[k % 2 + 1].y = k; if k == 3 then records.extra = {x = 5, y = 1} end end
end

function rows.loop_bound_in_an_upvalue()
  local n = 2
  return function(x)
           local s = 0
           for i = 1, n do s = s + i*x^2 end
           return s
         end,
         function(x) local c = n*(n + 1)/2; return c*x^2, 2*c*x end,
         function() n = n + 1 end
end

function rows.loop_bound_in_a_field_as_a_float()
  local config = {steps = 2.0}
  return function(x)
           local s = 0
           for i = 1, config.steps do s = s + i*x^2 end
           return s
         end,
         function(x) local n = config.steps; local c = n*(n + 1)/2; return c*x^2, 2*c*x end,
         function() config.steps = config.steps + 1 end
end

function rows.while_bound()
  local limit = 3
  return function(x)
           local t, s = 0, 0
           while t < limit do s, t = s + x^2, t + 1 end
           return s
         end,
         function(x) return limit*x^2, 2*limit*x end,
         function() limit = limit % 5 + 1 end
end

function rows.flag()
  local on = true
  return function(x) if on then return x^2 else return 3*x end end,
         function(x) if on then return x^2, 2*x end return 3*x, 3 end,
         function() on = not on end
end

function rows.mode_as_a_string()
  local mode = "square"
  local ops = {square = function(x) return x*x end, cube = function(x) return x*x*x end}
  return function(x) return ops[mode](x) end,
         function(x) if mode == "cube" then return x^3, 3*x^2 end return x^2, 2*x end,
         function() mode = mode == "cube" and "square" or "cube" end
end

function rows.number_becomes_text()
  local k = 2
  return function(x) return k*x^2 end,
         function(x) return tonumber(k)*x^2, 2*tonumber(k)*x end,
         function(i) k = i % 2 == 1 and tostring(i + 2) or i + 2 end
end

function rows.integer_becomes_float()
  local k = 1
  return function(x) return math.type(k) == "integer" and x or x^2 end,
         function(x) if math.type(k) == "integer" then return x, 1 end return x^2, 2*x end,
         function() k = math.type(k) == "integer" and 1.0 or 1 end
end

function rows.integers_and_then_floats()
  local k = 1
  return function(x) return math.type(k) == "integer" and k*x or k*x^2 end,
         function(x) if math.type(k) == "integer" then return k*x, k end return k*x^2, 2*k*x end,
         function(i) k = i < 4 and i + 1 or i < 6 and i + 1.0 or i + 1 end
end

function rows.integer_stays_an_integer()
  local k = 1
  local function term() return math.type(k) == "integer" and 3*k or -k end
  return function(x) return math.type(k + 1) == "integer" and term()*x^2 or x end,
         function(x) return 3*k*x^2, 6*k*x end,
         function() k = k + 1 end
end

function rows.integer_divided()
  local k = 1
  return function(x) return (7*k // 2 + k % 3)*x^2 end,
         function(x) local c = math.floor(7*k/2) + k % 3; return c*x^2, 2*c*x end,
         function() k = k + 1 end
end

function rows.zero_becomes_minus_zero()
  local k = 0.0
  return function(x) return 1/k > 0 and x or x^2 end,
         function(x) if 1/k > 0 then return x, 1 end return x^2, 2*x end,
         function() k = -k end
end

function rows.number_becomes_nan()
  local k = 1.0
  return function(x) if k ~= k then return x end return k*x^2 end,
         function(x) if k ~= k then return x, 1 end return k*x^2, 2*k*x end,
         function(i) k = i % 2 == 1 and 0/0 or i end
end

function rows.helper_replaced()
  local function helper(x) return x end
  local power = 1
  return function(x) return helper(x) end,
         function(x) return x^power, power*x^(power - 1) end,
         function()
           power = power + 1
           local p = power
           helper = function(x) return x^p end
         end
end

function rows.function_of_a_module_replaced()
  local module = {f = function(x) return x end}
  local power = 1
  return function(x) return module.f(x) end,
         function(x) return x^power, power*x^(power - 1) end,
         function()
           power = power % 3 + 1
           local p = power
           module.f = function(x) return x^p end
         end
end

function rows.function_added_to_math()
  local power = 2
  function math.trap(x) return x^2 end
  return function(x) return math.trap(x) end,
         function(x) return x^power, power*x^(power - 1) end,
         function()
           power = power + 1
           local p = power
           function math.trap(x) return x^p end
         end
end

function rows.function_of_math_replaced()
  local stock, factor = math.sqrt, 1
  return function(x) return math.sqrt(x) end,
         function(x) return factor*x^0.5, 0.5*factor*x^-0.5 end,
         function(k)
           factor = k
           math.sqrt = function(x) return k*stock(x) end
         end,
         function() math.sqrt = stock end
end

function rows.metatable_swapped()
  local one, two = {__index = {c = 2}}, {__index = {c = 5}}
  local object = setmetatable({}, one)
  return function(x) return object.c*x^2 end,
         function(x) return object.c*x^2, 2*object.c*x end,
         function(k) setmetatable(object, k % 2 == 1 and two or one) end
end

function rows.metatable_removed()
  local object = setmetatable({}, {__index = {c = 2}})
  return function(x) return (object.c or 7)*x^2 end,
         function(x) local c = object.c or 7; return c*x^2, 2*c*x end,
         function(k) setmetatable(object, k % 2 == 0 and {__index = {c = k}} or nil) end
end

function rows.method_of_a_class_replaced()
  local Class = {}
  Class.__index = Class
  function Class:scale() return self.k end
  local object = setmetatable({k = 3}, Class)
  local factor = 1
  return function(x) return object:scale()*x^2 end,
         function(x) return 3*factor*x^2, 6*factor*x end,
         function(k) factor = k; function Class:scale() return self.k*k end end
end

function rows.field_through_a_chain_of_metatables()
  local base = {c = 2}
  local middle = setmetatable({}, {__index = base})
  local object = setmetatable({}, {__index = middle})
  return function(x) return object.c*x^2 end,
         function(x) return object.c*x^2, 2*object.c*x end,
         function(k)
           if k == 2 then middle.c = 10 elseif k == 4 then object.c = -1 else base.c = k end
         end
end

function rows.index_function_with_a_store()
  local store = {a = 1}
  local object = setmetatable({}, {__index = function(_, key) return store[key] end})
  return function(x) return object.a*x^2 end,
         function(x) return store.a*x^2, 2*store.a*x end,
         function() store.a = store.a + 1 end
end

function rows.operators_of_an_older_object()
  local unit = setmetatable({k = 2}, {__mul = function(a, b)
    if type(a) == "table" then a, b = b, a end
    return a*b.k
  end, __call = function(self, x) return x + self.k end})
  return function(x) return unit(x*unit) end,
         function(x) return unit.k*x + unit.k, unit.k end,
         function() unit.k = unit.k + 1 end
end

function rows.captured_loop_variable()
  local functions = {}
  for i = 1, 3 do functions[i] = function(x) return i*x^2 end end
  local which = 1
  return function(x) return functions[which](x) end,
         function(x) return which*x^2, 2*which*x end,
         function(k) which = k % 3 + 1 end
end

function rows.function_found_in_a_string_library()
  local k = 2
  string.trap = function(s) return #s*k end
  return function(x) return ("abc"):trap()*x^2 end,
         function(x) return 3*k*x^2, 6*k*x end,
         function() k = k + 1 end
end

function rows.weak_table_alone()
  local strong = {2}
  local weak = setmetatable({strong}, {__mode = "v"})
  return function(x) return (weak[1] and weak[1][1] or 1)*x^2 end,
         function(x) local c = weak[1] and weak[1][1] or 1; return c*x^2, 2*c*x end,
         function(k)
           if k == 3 then strong = nil; collectgarbage() else weak[1] = {k}; strong = weak[1] end
         end
end

function rows.two_things_at_once()
  local a, t = 1, {b = 2}
  return function(x) return a*x^2 + t.b*x end,
         function(x) return a*x^2 + t.b*x, 2*a*x + t.b end,
         function(k) if k % 2 == 0 then a = a + 1 else t.b = t.b + 1; if k == 3 then a = 0 end end end
end

function rows.changed_back()
  local k = 1
  return function(x) if k > 1 then return k*x^2 end return x end,
         function(x) if k > 1 then return k*x^2, 2*k*x end return x, 1 end,
         function() k = 3 - k end
end

function rows.protected_helper()
  local k = 2
  return function(x)
           local ok, v = pcall(function() return k*x^2 end)
           return ok and v or 0
         end,
         function(x) return k*x^2, 2*k*x end,
         function() k = k + 1 end
end

TestWorld = {}
world(TestWorld, rows)

os.exit(lu.LuaUnit.run())
