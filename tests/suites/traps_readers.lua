-- What a cost has read for it by functions of the library (rawget, pairs,
-- table.unpack ...), and arrays, change between evaluations: a trace that is
-- trusted too long gives the value of before (tests/spec/world.lua says what is
-- compared).
local lu = require "luaunit"
local gd = require "gdlua"
local world = dofile "tests/spec/world.lua"

local rows = {}

function rows.rawget()
  local t = {k = 2}
  return function(x) return rawget(t, "k")*x^2 end,
         function(x) return t.k*x^2, 2*t.k*x end,
         function() t.k = t.k + 1 end
end

function rows.rawlen()
  local t = {1}
  return function(x) return rawlen(t)*x^2 end,
         function(x) return #t*x^2, 2*#t*x end,
         function(k) t[#t + 1] = k end
end

function rows.unpacked()
  local t = {1, 2, 3}
  return function(x)
           local a, b, c = table.unpack(t)
           return a + b*x + c*x^2
         end,
         function(x) return t[1] + t[2]*x + t[3]*x^2, t[2] + 2*t[3]*x end,
         function(k) t[k % 3 + 1] = k + 5 end
end

function rows.unpacked_into_math_max()
  local t = {1, 2, 3}
  return function(x) return math.max(table.unpack(t))*x^2 end,
         function(x) local m = math.max(t[1], t[2], t[3]); return m*x^2, 2*m*x end,
         function(k) t[k % 3 + 1] = 5 + k end
end

function rows.pairs_over_an_older_table()
  local t = {a = 1, b = 2}
  local function total() local s = 0; for _, v in pairs(t) do s = s + v end return s end
  return function(x)
           local s = 0
           for _, v in pairs(t) do s = s + v end
           return s*x^2
         end,
         function(x) return total()*x^2, 2*total()*x end,
         function(k) if k == 2 then t.c = 10 elseif k == 4 then t.a = nil else t.b = t.b + 1 end end
end

function rows.next_of_an_older_table()
  local t = {k = 2}
  return function(x)
           local _, v = next(t)
           return (v or 1)*x^2
         end,
         function(x) local v = t.k or 1; return v*x^2, 2*v*x end,
         function(k) t.k = k % 3 ~= 0 and k or nil end
end

function rows.concatenated()
  local t = {"1", "2"}
  return function(x) return tonumber(table.concat(t))*x^2 end,
         function(x) local c = tonumber(t[1] .. t[2]); return c*x^2, 2*c*x end,
         function(k) t[2] = tostring(k % 10) end
end

function rows.moved()
  local t = {1, 2, 3}
  return function(x)
           local copy = table.move(t, 1, 3, 1, {})
           return (copy[1] + copy[2] + copy[3])*x^2
         end,
         function(x) local s = t[1] + t[2] + t[3]; return s*x^2, 2*s*x end,
         function(k) t[k % 3 + 1] = k end
end

function rows.loaded_text()
  TRAP_LOADED = 2
  return function(x) return load("return TRAP_LOADED")()*x^2 end,
         function(x) return TRAP_LOADED*x^2, 2*TRAP_LOADED*x end,
         function() TRAP_LOADED = TRAP_LOADED + 1 end
end

function rows.read_by_debug()
  local k = 2
  local function holder() return k end
  return function(x) local _, v = debug.getupvalue(holder, 1); return v*x^2 end,
         function(x) return k*x^2, 2*k*x end,
         function() k = k + 1 end
end

function rows.fields_of_a_metatable()
  local object = setmetatable({}, {k = 2})
  return function(x) return getmetatable(object).k*x^2 end,
         function(x) local k = getmetatable(object).k; return k*x^2, 2*k*x end,
         function() getmetatable(object).k = getmetatable(object).k + 1 end
end

function rows.text_of_an_object()
  local object = setmetatable({k = 2}, {__tostring = function(self) return tostring(self.k) end})
  return function(x) return tonumber(tostring(object))*x^2 end,
         function(x) return object.k*x^2, 2*object.k*x end,
         function() object.k = object.k + 1 end
end

function rows.comparator_of_a_sort()
  local weight = {1, 2, 3}
  return function(x)
           local order = {1, 2, 3}
           table.sort(order, function(a, b) return weight[a] < weight[b] end)
           return order[1]*x^2
         end,
         function(x)
           local at = 1
           for i = 2, 3 do if weight[i] < weight[at] then at = i end end
           return at*x^2, 2*at*x
         end,
         function(k) weight[k % 3 + 1] = -k end
end

function rows.replacement_by_gsub()
  local t = {k = "2"}
  return function(x) return tonumber((("$k"):gsub("%$(%w+)", t)))*x^2 end,
         function(x) return tonumber(t.k)*x^2, 2*tonumber(t.k)*x end,
         function(k) t.k = tostring(k + 2) end
end

function rows.element_of_an_array()
  local v = gd.vector{1, 2, 3}
  return function(x) return v[2]*x^2 end,
         function(x) return v[2]*x^2, 2*v[2]*x end,
         function(k) v[2] = k + 3 end
end

function rows.whole_array()
  local v = gd.vector{1, 2, 3}
  return function(x) return ((x - v)^2):sum() end,
         function(x)
           local a, b = 0, 0
           for i = 1, 3 do a, b = a + (x - v[i])^2, b + 2*(x - v[i]) end
           return a, b
         end,
         function(k) v[k % 3 + 1] = k end
end

function rows.array_replaced()
  local v = gd.vector{1, 2}
  return function(x) return (v*x):sum() end,
         function(x)
           local s = 0
           for i = 1, #v do s = s + v[i] end
           return s*x, s
         end,
         function(k) v = gd.full(k % 3 + 1, k) end
end

function rows.loop_over_an_array_that_is_replaced()
  local v = gd.vector{1, 2}
  return function(x)
           local s = 0
           for i = 1, #v do s = s + v[i]*x^i end
           return s
         end,
         function(x)
           local a, b = 0, 0
           for i = 1, #v do a, b = a + v[i]*x^i, b + i*v[i]*x^(i - 1) end
           return a, b
         end,
         function(k) v = gd.full(k % 4 + 1, k) end
end

function rows.matrix_through_a_row()
  local A = gd.matrix{{1, 2}, {3, 4}}
  local row = A[2]
  return function(x) return A:matmul(gd.vector{1, 1}):sum()*x^2 end,
         function(x) local s = A[1][1] + A[1][2] + A[2][1] + A[2][2]; return s*x^2, 2*s*x end,
         function(k) row[1] = 3 + k end
end

function rows.row_through_its_matrix()
  local A = gd.matrix{{1, 2}, {3, 4}}
  local row = A[2]
  return function(x) return (row*x):sum()*x + row[1] end,
         function(x) local s = A[2][1] + A[2][2]; return s*x^2 + A[2][1], 2*s*x end,
         function(k) A[2][2] = 4 + k end
end

function rows.array_made_of_a_table()
  local t = {1, 2}
  return function(x) return gd.vector(t):sum()*x^2 end,
         function(x) local s = t[1] + t[2]; return s*x^2, 2*s*x end,
         function(k) t[2] = 2 + k end
end

function rows.matrix_made_of_tables()
  local t = {{1, 2}, {3, 4}}
  return function(x) return gd.matrix(t):sum()*x^2 end,
         function(x) local s = t[1][1] + t[1][2] + t[2][1] + t[2][2]; return s*x^2, 2*s*x end,
         function(k) t[2][1] = 2 + k end
end

function rows.plain_table_as_an_operand()
  local target = {1, 2}
  return function(x) return ((gd.vector{1, 1}*x - target)^2):sum() end,
         function(x)
           return (x - target[1])^2 + (x - target[2])^2, 2*(x - target[1]) + 2*(x - target[2])
         end,
         function(k) target[k % 2 + 1] = k end
end

function rows.plain_table_as_an_argument()
  local target = {1, 2}
  return function(x) return gd.distance(gd.vector{1, 1}*x, target)^2 end,
         function(x)
           return (x - target[1])^2 + (x - target[2])^2, 2*(x - target[1]) + 2*(x - target[2])
         end,
         function(k) target[k % 2 + 1] = 4*k end
end

function rows.map_with_a_closure()
  local k = 2
  local v = gd.vector{1, 2}
  return function(x) return (v*x):map(function(e) return k*e end):sum() end,
         function(x) return 3*k*x, 3*k end,
         function() k = k + 1 end
end

function rows.rows_by_a_list()
  local A, list = gd.matrix{{1, 0}, {2, 0}, {3, 0}}, {1, 2}
  return function(x) return A:rows_at(list):sum()*x^2 end,
         function(x) local s = list[1] + list[2]; return s*x^2, 2*s*x end,
         function(k) list[2] = k % 3 + 1 end
end

TestWorld = {}
world(TestWorld, rows)

os.exit(lu.LuaUnit.run())
