-- Every function, operator and method, on numbers, vectors and matrices, with
-- traced values on the left, on the right and on both sides: the bits of the
-- plain call, and the derivatives that differences have.
local lu = require "luaunit"
local gd = require "gdlua"
local core = require "gdlua.core"

local vector = gd.vector{0.3061, 0.5531, 0.8329}
local matrix = gd.matrix{{0.3511, 0.6029, 0.2531}, {0.7523, 0.4519, 0.9043}}
local values = {number = 0.7177, vector = vector, matrix = matrix}
local others = {number = 0.4073, vector = gd.vector{0.6713, 0.2129, 0.5237},
                matrix = gd.matrix{{0.1637, 0.7211, 0.5719}, {0.3119, 0.8623, 0.6427}}}
local plain = {vector = {0.6713, 0.2129, 0.5237}, matrix = {{0.1637, 0.7211, 0.5719}, {0.3119, 0.8623, 0.6427}}}

-- The bits of a value, however deep, as one string.
local function bits(v)
  if math.type(v) == "integer" then return "i" .. v end
  if type(v) == "number" then return v ~= v and "nan" or string.pack("d", v) end
  if type(v) ~= "userdata" and type(v) ~= "table" then return tostring(v) end
  local list = {type(v) == "userdata" and table.concat(v.shape, "x") or "table"}
  for i = 1, #v do list[#list + 1] = bits(v[i]) end
  return table.concat(list, ",")
end

-- A number made of all elements, each with a weight of its own.
local function weigh(v)
  if type(v) == "number" then return v end
  local sum = 0.0
  for i = 1, #v do
    if type(v[i]) == "number" then
      sum = sum + (0.3 + 0.1*i)*v[i]
    else
      for j = 1, #v[i] do sum = sum + (0.2 + 0.3*i - 0.1*j)*v[i][j] end
    end
  end
  return sum
end

local function flat(v)
  if type(v) == "number" then return {v} end
  local list = {}
  local function add(w)
    if type(w) == "number" then list[#list + 1] = w return end
    if type(w) == "table" and #w == 0 then
      for _, key in ipairs{"a", "b"} do add(w[key]) end
      return
    end
    for i = 1, #w do add(w[i]) end
  end
  add(v)
  return list
end

-- f traced at x against f called: value, then gradient.
local function check(name, f, x, flatness)
  local t = core.trace(f, x)
  if t.error then error(name .. ": " .. tostring(t.error), 0) end
  local start = type(x) == "userdata" and x:copy() or x
  local v = f(start)
  lu.assertEquals(bits(t.value), bits(v), name)
  if flatness == "flat" then return end
  local function cost(u) return weigh(f(u)) end
  local c = core.trace(cost, x)
  if c.error then error(name .. ": " .. tostring(c.error), 0) end
  local got, want = flat(c.gradient), flat(gd.gradient(cost, x, {mode = "richardson"}))
  lu.assertEquals(#got, #want, name)
  for i = 1, #got do
    if math.abs(got[i] - want[i]) > 1e-7*math.max(1, math.abs(want[i])) then
      error(("%s: derivative %d is %.12g, differences say %.12g"):format(name, i, got[i], want[i]), 0)
    end
  end
end

local operators = {
  add = function(a, b) return a + b end, sub = function(a, b) return a - b end,
  mul = function(a, b) return a*b end, div = function(a, b) return a/b end,
  pow = function(a, b) return a^b end, mod = function(a, b) return a % b end,
  idiv = function(a, b) return a//b end,
}

local binary = {}
for name, f in pairs(operators) do binary[name] = f end
for _, name in ipairs{"pow", "hypot", "fmod", "min", "max", "atan", "atan2"} do
  if gd[name] then binary["gd." .. name] = gd[name] end
end

TestTracedFunctions = {}

function TestTracedFunctions:testOfOne()
  local seen = 0
  for _, row in ipairs(core.functions()) do
    local f = row.arity == 1 and gd[row.name]
    if f then
      seen = seen + 1
      for kind, x in pairs(values) do check(row.name .. " of a " .. kind, f, x) end
      check(row.name .. " of a table", function(u) return f{u, 2*u, 0.25} end, 0.3)
      if math[row.name] then
        for kind, x in pairs(values) do
          check("math." .. row.name .. " of a " .. kind, math[row.name], x)
        end
      end
    end
  end
  lu.assertTrue(seen >= 25)
end

function TestTracedFunctions:testOfTwo()
  for name, f in pairs(binary) do
    for left, x in pairs(values) do
      for right, y in pairs(others) do
        local what = ("%s of %s and %s"):format(name, left, right)
        local flat = name == "idiv" and "flat" or nil     -- differences step over its jumps
        check(what .. ", left traced", function(u) return f(u, y) end, x, flat)
        check(what .. ", right traced", function(u) return f(x, u) end, y, flat)
        check(what .. ", both traced", function(u) return f(u.a, u.b) end, {a = x, b = y}, flat)
        if plain[right] and (operators[name] == nil or left ~= "number") then
          check(what .. " (a table)", function(u) return f(u, plain[right]) end, x, flat)
          if operators[name] == nil or right ~= "number" then
            check(what .. " (a table on the left)", function(u) return f(plain[right], u) end, x, flat)
          end
        end
      end
    end
    check(name .. " of one value twice", function(u) return f(u, u) end, vector,
          name == "idiv" and "flat" or nil)
    check(name .. " of a whole number", function(u) return f(u, 3) end, vector)
    check(name .. " of two numbers of one vector", function(u) return f(u[1], u[2]) end, vector)
  end
end

function TestTracedFunctions:testOfNumbersInMath()
  local x, y = 0.7, 2.3
  check("math.fmod", function(u) return math.fmod(u, 0.4) end, x)
  check("math.fmod, right", function(u) return math.fmod(y, u) end, x)
  check("math.atan of two", function(u) return math.atan(u, 0.3) end, x)
  check("math.log base", function(u) return math.log(u, 3) end, x)
  check("math.log base 2", function(u) return math.log(u, 2) end, x)
  check("math.log base 10", function(u) return math.log(u, 10) end, x)
  check("math.log of a traced base", function(u) return math.log(y, u) end, x)
  check("math.log of base 2, traced", function(u) return math.log(u[1], u[2]) end, {0.7, 2})
  check("math.max", function(u) return math.max(0, u, 0.1) end, x)
  check("math.min", function(u) return math.min(4, 2*u, y) end, x)
  check("math.modf", function(u) local w, f = math.modf(3*u) return w + f^2 end, x)
  check("math.floor", function(u) return u*math.floor(5*u) end, x)
  check("math.ceil", function(u) return u*math.ceil(5*u) end, x)
  check("math.type", function(u) return math.type(u) == "float" and u or 0.0 end, x)
  check("type", function(u) return type(u) == "number" and u*u or 0.0 end, x)
  check("tonumber", function(u) return tonumber(u)*2 end, x)
  check("a string operand", function(u) return u*"2" + "1" end, x)
  check("a string operand on the left", function(u) return "2"*u end, x)
end

-- NaN, infinities and zeros of both signs, where there is a choice to be made.
function TestTracedFunctions:testSpecialValues()
  local special = {0.0, -0.0, 1.5, -1.5, math.huge, -math.huge, 0/0}
  local function each(name, f)
    for _, a in ipairs(special) do
      check(("%s(%g)"):format(name, a), f, a, "flat")
      for _, b in ipairs(special) do
        check(("%s(%g, %g)"):format(name, a, b), function(u) return f(u[1], u[2]) end, {a, b}, "flat")
        check(("%s(c, %g)"):format(name, b), function(u) return f(a, u) end, b, "flat")
        check(("%s(%g, c)"):format(name, a), function(u) return f(u, b) end, a, "flat")
      end
    end
  end
  for name, f in pairs(operators) do each(name, function(a, b) return f(a, b or 2) end) end
  for _, name in ipairs{"max", "min", "atan", "fmod", "pow", "hypot"} do
    local of_gd, of_math = gd[name], math[name]
    if of_gd then each("gd." .. name, function(a, b) return of_gd(a, b or 1.0) end) end
    if of_math and name ~= "fmod" then
      each("math." .. name, function(a, b) return of_math(a, b or 1.0) end)
    end
  end
  for _, row in ipairs(core.functions()) do
    local f = row.arity == 1 and gd[row.name]
    if f then
      for _, a in ipairs(special) do check(("%s(%g)"):format(row.name, a), f, a, "flat") end
      check(row.name .. " of special values", f, gd.vector(special), "flat")
    end
  end
  for _, name in ipairs{"sum", "mean", "min", "max", "norm", "abs", "copy"} do
    for _, a in ipairs(special) do
      local v = gd.vector{1, a, 2}
      check(name .. " beside a special value", function(u) return u[name](u) end, v, "flat")
    end
  end
  for _, a in ipairs(special) do
    check("softmax", gd.softmax, gd.vector{1, a, 2}, "flat")
    check("softmax of a number", gd.softmax, a, "flat")
    check("logsumexp", gd.logsumexp, gd.vector{1, a, 2}, "flat")
    check("where", function(u) return gd.where(u, u, 2.0) end, a, "flat")
    check("clamp", function(u) return gd.clamp(u, -1, 1) end, a, "flat")
    for _, p in ipairs{1, 1.5, 3, "inf"} do
      check("norm " .. p, function(u) return u:norm(p) end, gd.vector{1, a, 2}, "flat")
      check("norm " .. p .. " of one", function(u) return u:norm(p) end, gd.vector{a}, "flat")
    end
    for _, b in ipairs(special) do
      check("distance", function(u) return gd.distance(u, gd.vector{b, 1}) end, gd.vector{a, 2}, "flat")
    end
  end
end

local methods = {
  copy = function(a) return a:copy() end,
  sum = function(a) return a:sum() end, mean = function(a) return a:mean() end,
  min = function(a) return a:min() end, max = function(a) return a:max() end,
  norm = function(a) return a:norm() end, ["norm 1"] = function(a) return a:norm(1) end,
  ["norm 3"] = function(a) return a:norm(3) end, ["norm 1.5"] = function(a) return a:norm(1.5) end,
  ["norm inf"] = function(a) return a:norm("inf") end,
  abs = function(a) return (-a):abs() end, ["sum 1"] = function(a) return a:sum(1) end,
  map = function(a) return a:map(function(e) return e*e + 1 end) end,
  ["map of a function of gd"] = function(a) return a:map(gd.exp) end,
  slice = function(a) return a:slice(2) end, ["slice to"] = function(a) return a:slice(1, -2) end,
  ["slice from the end"] = function(a) return a:slice(-1, -1) end,
  ["empty slice"] = function(a) return a:slice(2, 1):sum() + a:sum() end,
  rows_at = function(a) return a:rows_at{2, 1, 2} end,
  ["rows_at a vector"] = function(a) return a:rows_at(gd.vector{2, 1, 2}) end,
  T = function(a) return a.T end, matmul = function(a) return a.T:matmul(a) end,
  elements = function(a) local s = 0.0 for _, e in ipairs(a) do s = s + (type(e) == "number" and e or e:sum())^2 end return s end,
  pairs = function(a) local s = 0.0 for i, e in pairs(a) do s = s + i*(type(e) == "number" and e or e[1]) end return s end,
  length = function(a) return a:sum()*#a*a.rows*a.cols*a.rank*#a.shape end,
  step = function(a) return gd.step(a, a*2, -0.1) end,
  add = function(a) return gd.add(a, a) end, subtract = function(a) return gd.subtract(a, 3*a) end,
  scalar_multiply = function(a) return gd.scalar_multiply(2, a) end,
  sum_of_squares = function(a) return gd.sum_of_squares(a) end,
  magnitude = function(a) return gd.magnitude(a) end,
  distance = function(a) return gd.distance(a, a*a) end,
  logsumexp = function(a) return gd.logsumexp(a) end, softmax = function(a) return gd.softmax(a) end,
  where = function(a) return gd.where(a, a*2, 3) end,
  ["where not"] = function(a) return gd.where(a - a, 3, a*2) end,
  clamp = function(a) return gd.clamp(a, 0.4, 0.7) end,
  ["max of several"] = function(a) return gd.max(a, 0.5, 1 - a) end,
  ["min of one"] = function(a) return gd.min(a) end,
  ["a function of one argument, math"] = function(a) return math.max(a, 0.5) end,
}

function TestTracedFunctions:testMethods()
  for name, f in pairs(methods) do
    if name ~= "matmul" then check(name .. " of a vector", f, vector) end
    check(name .. " of a matrix", f, matrix)
  end
  for _, name in ipairs{"sum", "mean", "min", "max"} do
    for axis = 1, 2 do
      check(name .. " over an axis", function(a) return a[name](a, axis) end, matrix)
    end
  end
  for axis = 1, 2 do
    check("logsumexp over an axis", function(a) return gd.logsumexp(a, axis) end, matrix)
  end
  check("totable", function(a) return gd.vector(a:totable()) end, vector)
  check("totable of a matrix", function(a) return gd.matrix(a:totable()) end, matrix)
  check("a function of rows", function(a) return a[2] end, matrix)
  check("a row twice", function(a) return a[1]*a[2] + a[1][2] end, matrix)
  for _, name in ipairs{"argmin", "argmax"} do
    check(name, function(a) return a[a[name](a)] end, vector)
    check(name .. " of a matrix", function(a) local i, j = a[name](a) return a[i][j]*i*j end, matrix)
  end
end

function TestTracedFunctions:testOfTwoArrays()
  local square = gd.matrix{{0.3, 0.8}, {0.55, 0.2}}
  local pairs_of = {
    dot = {function(a, b) return a:dot(b) end, vector, others.vector},
    ["gd.dot"] = {gd.dot, vector, others.vector},
    distance = {gd.distance, vector, others.vector},
    ["distance of matrices"] = {gd.distance, matrix, others.matrix},
    add = {gd.add, matrix, others.matrix}, subtract = {gd.subtract, vector, others.vector},
    scalar_multiply = {gd.scalar_multiply, 0.7, matrix},
    ["matrix by matrix"] = {function(a, b) return a:matmul(b) end, square, matrix},
    ["matrix by vector"] = {function(a, b) return a:matmul(b) end, matrix, vector},
    ["vector by matrix"] = {function(a, b) return a:matmul(b) end, square[1], matrix},
    step = {function(a, b) return gd.step(a, b, 0.3) end, vector, others.vector},
  }
  for name, case in pairs(pairs_of) do
    local f, x, y = case[1], case[2], case[3]
    check(name .. ", left", function(u) return f(u, y) end, x)
    check(name .. ", right", function(u) return f(x, u) end, y)
    check(name .. ", both", function(u) return f(u.a, u.b) end, {a = x, b = y})
  end
  check("step of a traced size", function(u) return gd.step(vector, others.vector, u) end, 0.4)
  check("where, all traced", function(u) return gd.where(u - 0.5, u*u, 1/u) end, vector)
  check("clamp between traced bounds", function(u) return gd.clamp(vector, u[1], u[2]) end, {0.4, 0.7})
end

function TestTracedFunctions:testMakingArrays()
  check("vector", function(u) return gd.vector{u, 2*u, 3} end, 0.4)
  check("vector of a vector", function(u) return gd.vector(u)*2 end, vector)
  check("matrix", function(u) return gd.matrix{{u, 0}, {0, u^2}} end, 0.4)
  check("matrix of rows", function(u) return gd.matrix{u, {1, 2, 3}, u*u} end, vector)
  check("matrix of a matrix", function(u) return gd.matrix(u)*u end, matrix)
  check("full", function(u) return gd.full(3, u) end, 0.4)
  check("full matrix", function(u) return gd.full(2, 3, u) end, 0.4)
  check("full of a shape", function(u) return gd.full({2, 3}, u) end, 0.4)
  check("linspace", function(u) return gd.linspace(u, 2*u + 1, 5) end, 0.4)
  check("linspace of one", function(u) return gd.linspace(u, 2, 1) end, 0.4)
  check("linspace of two", function(u) return gd.linspace(1, u, 2) end, 0.4)
  check("logspace", function(u) return gd.logspace(u, 1, 4) end, 0.4)
  check("zeros_like", function(u) return gd.zeros_like(u) + u end, matrix)
end

function TestTracedFunctions:testStores()
  check("into zeros", function(u)
    local r = gd.zeros(3)
    for i = 1, 3 do r[i] = u[i]^i end
    return r
  end, vector)
  check("some into zeros", function(u)
    local r = gd.zeros(5)
    r[2], r[4] = u[1], 7
    return r
  end, vector)
  check("over what was stored", function(u)
    local r = gd.ones(3)
    r[1] = u[1]; r[1] = r[1]*u[2]; r[2] = r[1] + r[3]
    local total = r:sum()
    r[3] = total*r[1]
    return r*total
  end, vector)
  check("into the argument", function(u)
    u[2] = u[1]*u[3]
    return u:sum() + u[2]
  end, vector)
  check("a running sum", function(u)
    for i = 2, #u do u[i] = u[i] + u[i - 1] end
    return u
  end, vector)
  check("into a matrix", function(u)
    local A = gd.zeros(2, 2)
    A[1][1], A[2][2] = u[1], u[2]*u[3]
    A[1][2] = A[2][2] + 1
    return A
  end, vector)
  check("a row", function(u)
    local A = gd.eye(3)
    A[2] = u
    A[3] = {u[1], 5, u[3]}
    A[2][1] = A[2][2]
    return A:matmul(u)
  end, vector)
  check("rows are views", function(u)
    local row = u[2]
    u[2][1] = u[1][1]*3
    row[2] = row[1]
    return u:sum(1)*row
  end, matrix)
  check("rows that move", function(u)
    u[1] = u[2]
    u[2] = u[1]*2
    return u
  end, matrix)
  check("into a copy", function(u)
    local r = u:copy()
    r[1] = r[2]*r[3]
    return r - u
  end, vector)
  check("into a result", function(u)
    local r = vector*2
    r[3] = u[1]
    return r
  end, others.vector)
  check("into the rows of a result", function(u)
    local A = matrix:slice(1, 2)
    for i = 1, 2 do A[i][2] = A[i][1]*u[i] end
    return A
  end, others.vector)
  check("into pairs of a matrix", function(u)
    local A = gd.ones(2, 3)
    for i, row in pairs(A) do row[i] = u[i] end
    return A
  end, vector)
end

-- Arrays and tables that are not traced go with what is.
function TestTracedFunctions:testMixed()
  local X = gd.matrix{{1, 2}, {3, 4}, {5, 6}}
  check("rows of data", function(u)
    local s = 0.0
    for i = 1, #X do s = s + (X[i]:dot(u) - i)^2 end
    return s
  end, {0.3, 0.4})
  check("elements of data", function(u)
    local s = 0.0
    for i = 1, #X do s = s + (X[i][1]*u[1] + X[i][2]*u[2])^2 end
    return s
  end, {0.3, 0.4})
  check("data by methods", function(u) return (X:matmul(u) - X:sum(2)):norm() end, {0.3, 0.4})
  check("data mapped", function(u) return X:map(function(e) return e*u end) end, 0.5)
  check("data mapped to numbers", function(u) return X:map(function(e) return e + 1 end)*u end, 0.5)
  check("what plain arrays hold stays usable as an index", function(u)
    local order = gd.zeros(3)
    for i = 1, 3 do order[i] = 4 - i end
    return u[order[1]] + 2*u[order[2]]
  end, vector)
  check("a matrix of plain numbers too", function(u)
    local at = gd.zeros(2, 2)
    at[1][2] = 3
    return u[at[1][2]]
  end, vector)
  check("empty arrays", function(u) return u + gd.hypot(u, {}):sum() + #(u*gd.vector{}) end, 0.4)
  check("tables of traced numbers", function(u)
    local t = {}
    for i = 1, 3 do t[i] = u[i]*i end
    return gd.dot(t, vector) + gd.magnitude(t) + (vector + t):sum()
  end, vector)
end

os.exit(lu.LuaUnit.run())
