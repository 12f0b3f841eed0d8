--- Nodes in the normal form of algebra.lua.
local algebra = require "gdlua.symbolic.algebra"
local node = require "gdlua.symbolic.node"
local number = require "gdlua.symbolic.number"

local normal = {}

local zero, one = algebra.zero, algebra.one
local half = algebra.number(number.half)

--
-- Numbers
--
-- The value of op for numbers, by the engine.
local function value(op, args)
  local list = {}
  for i, s in ipairs(args) do
    list[i] = node.constant(number.value(algebra.number_of(s)))
  end
  return node.compile({node.apply(op, table.unpack(list))}, {}, op)()
end

local function words(text)
  local set = {}
  for word in text:gmatch("%S+") do set[word] = true end
  return set
end

-- Functions whose values are as exact as what they are of.
local exact = words "floor ceil trunc frac abs sign relu min max mod idiv fmod"
-- Functions that are exact where value and operands are whole.
local whole = words "cbrt log2 log10 hypot"

local function is_small_whole(n)
  return number.is_whole(n) and math.abs(n.n) <= 1000000
end

-- op of numbers, where that is a number that can be trusted to the last digit:
-- sin(0) is, sin(2) stays as it is.
local function fold(op, args)
  local floats, ends, wholes = false, true, true
  for _, s in ipairs(args) do
    local n = algebra.number_of(s)
    if not n then return nil end
    floats = floats or n.f ~= nil
    ends = ends and (number.is(n, 0) or number.is(n, 1))
    wholes = wholes and is_small_whole(n)
  end
  local v = value(op, args)
  local n = number.of(v)
  if floats then return algebra.number{f = v} end
  if exact[op] or op == "deg" or op == "rad" then return algebra.number(n) end
  if ends and (v == 0 or v == 1 or v == 0.5) then
    return algebra.number(v == 0.5 and number.half or n)
  end
  if wholes and whole[op] and is_small_whole(n) then return algebra.number(n) end
end

--
-- Functions
--
local odd = words "sin tan asin atan sinh tanh erf cbrt"
local even = words "cos cosh"

local function is_negative(s) return #s > 0 and number.sign(s[1].c) < 0 end

local function call(op, args)
  local folded = fold(op, args)
  if folded then return folded end
  local s = args[1]
  if #args == 1 and is_negative(s) then
    if odd[op] then return algebra.negate(algebra.opaque(op, {algebra.negate(s)})) end
    if even[op] then s = algebra.negate(s) end
  end
  return algebra.opaque(op, {s, table.unpack(args, 2)})
end

local special = {}

function special.exp(s) return algebra.exp(s) end
function special.sqrt(s) return algebra.power(s, half) end

function special.log(s)
  local f = #s == 1 and s[1].p[1]
  if f and #s[1].p == 1 and number.is(s[1].c, 1) and f.b == algebra.euler then return f.e end
  return call("log", {s})
end

-- The factors of a term that are never below 0, and the others, as sums.
local function split_by_sign(t)
  local sure, open = {}, {}
  for _, f in ipairs(t.p) do
    local e = algebra.number_of(f.e)
    local safe = algebra.is_positive(f.b) or e and (e.d == nil or e.d > 1 or e.n % 2 == 0)
    table.insert(safe and sure or open, f)
  end
  return algebra.single(number.one, sure), algebra.single(number.one, open)
end

function special.abs(s)
  if algebra.number_of(s) then return call("abs", {s}) end
  local c, r = algebra.content(s)
  local factor = algebra.number(number.absolute(c))
  if #r == 1 then
    local sure, open = split_by_sign(r[1])
    factor, r = algebra.multiply(factor, sure), open
  end
  return r == one and factor or algebra.multiply(factor, algebra.opaque("abs", {r}))
end

function special.sign(s)
  if algebra.number_of(s) then return call("sign", {s}) end
  local c, r = algebra.content(s)
  local v = algebra.opaque("sign", {r})
  return number.sign(c) < 0 and algebra.negate(v) or v
end

-- algebra.lua finds abs where it needs it.
function algebra.call(op, args) return special[op](table.unpack(args)) end

for _, op in ipairs{"min", "max"} do
  special[op] = function(a, b) return a == b and a or call(op, {a, b}) end
end

--
-- Operators
--
special.neg = algebra.negate
special.add, special.sub, special.mul = algebra.add, algebra.subtract, algebra.multiply
special.pow = algebra.power

function special.div(a, b)
  return algebra.multiply(a, algebra.power(b, algebra.number(number.minus_one)))
end

--
-- Conditions
--
local reverse = {lt = "gt", gt = "lt", eq = "eq"}

local nonzero

-- Never below 0, for sure?
local function is_positive(s)
  for _, t in ipairs(s) do
    local _, open = split_by_sign(t)
    if number.sign(t.c) < 0 or open ~= one then return false end
  end
  return true
end

-- The sum that is 1 where x has this relation to y, else 0.
local function is(relation, x, y)
  local difference = algebra.number_of(algebra.subtract(x, y))
  if difference then
    local sign = number.sign(difference)
    local holds = relation == (sign < 0 and "lt" or sign > 0 and "gt" or "eq")
    return holds and one or zero
  end
  if x == zero and is_positive(y) and relation ~= "eq" then
    return relation == "lt" and nonzero(y) or zero
  end
  if algebra.compare(x, y) > 0 then relation, x, y = reverse[relation], y, x end
  return algebra.power_of_base(algebra.is_base(relation, x, y), one)
end

function special.lt(x, y) return is("lt", x, y) end
function special.le(x, y) return algebra.add(is("lt", x, y), is("eq", x, y)) end

-- Functions that are never 0.
local never_zero = words "cosh sigmoid softplus"

-- The factor that is 0, whatever else there is, where s is 0.
function nonzero(s)
  if algebra.number_of(s) then return s == zero and zero or one end
  if #s > 1 then return algebra.power_of_base(algebra.nonzero_base(s), one) end
  local result = one
  for _, f in ipairs(s[1].p) do
    local e = algebra.number_of(f.e)
    local b = f.b.kind == "sum" and f.b.s or algebra.power_of_base(f.b, one)
    local never = f.b == algebra.euler or f.b.kind == "number" or never_zero[f.b.op] or
                  e and number.sign(e) < 0 or b == f.e
    if f.b.kind == "is" or f.b.kind == "nonzero" then
      result = algebra.multiply(result, b)
    elseif f.b.op == "abs" then
      result = algebra.multiply(result, nonzero(f.b.args[1]))
    elseif not never then
      local guard = algebra.power_of_base(algebra.nonzero_base(b), one)
      result = algebra.multiply(result, guard)
    end
  end
  return result
end

-- A sum of conditions on one pair: the set of relations and the pair.
local function relations(c)
  local set, x, y = {}, nil, nil
  for _, t in ipairs(c) do
    local f = t.p[1]
    if #t.p ~= 1 or f.b.kind ~= "is" or not number.is(t.c, 1) then return nil end
    if x and (x ~= f.b.args[1] or y ~= f.b.args[2]) then return nil end
    set[f.b.relation], x, y = true, f.b.args[1], f.b.args[2]
  end
  return set, x, y
end

-- 1 - c, where c is a sum of conditions.
local function complement(set, x, y)
  local s = zero
  for relation in pairs(reverse) do
    if not set[relation] then s = algebra.add(s, is(relation, x, y)) end
  end
  return s
end

-- Not a condition: c == 0.
function special.eq(x, y)
  local set, u, v = nil, nil, nil
  if y == zero and x ~= zero then set, u, v = relations(x) end
  return set and complement(set, u, v) or is("eq", x, y)
end

local function only_conditions(c)
  for _, t in ipairs(c) do
    for _, f in ipairs(t.p) do
      if f.b.kind ~= "is" and f.b.kind ~= "nonzero" then return false end
    end
  end
  return true
end

function special.select(c, a, b)
  local n = algebra.number_of(c)
  if n then return number.sign(n) ~= 0 and a or b end
  if a == b then return a end
  local set, x, y = relations(c)
  if set and a == zero and set.eq and not set.lt and not set.gt then
    return algebra.multiply(b, nonzero(algebra.subtract(x, y)))       -- a guard
  elseif set and set.eq and algebra.number_of(a) and algebra.number_of(a).f == math.huge then
    return b                                  -- where b has its pole
  elseif set then
    return algebra.add(algebra.multiply(a, c), algebra.multiply(b, complement(set, x, y)))
  elseif only_conditions(c) and (a == zero or b == zero) then
    return algebra.add(algebra.multiply(a, c),
                       algebra.multiply(b, algebra.subtract(one, c)))
  end
  return algebra.opaque("select", {c, a, b})
end

function special.guard(u, a) return algebra.multiply(a, nonzero(u)) end

-- Numbers of the derivatives of log2 and log10 are what they stand for.
local bases = {[1/math.log(2)] = 2, [1/math.log(10)] = 10}

local function constant(value)
  local base = bases[value]
  if not base then return algebra.number(number.of(value)) end
  return special.div(one, call("log", {algebra.number(number.of(base))}))
end

--- The normal form of a node.
function normal.of(root)
  return node.fold(root, function(a, operands)
    if a.op == "constant" then return constant(a.value) end
    if a.op == "symbol" then return algebra.symbol(a.name) end
    local f = special[a.op]
    if f then return f(table.unpack(operands)) end
    return call(a.op, operands)
  end)
end

return normal
