--- From the normal form back to nodes, as one would write it by hand.
local algebra = require "gdlua.symbolic.algebra"
local node = require "gdlua.symbolic.node"
local number = require "gdlua.symbolic.number"

local write = {}

local one = algebra.one

--- write.part(s): the node of a sum that is part of another; write.length(node);
--- write.common(s): what the terms of a sum have in common. In simplify.lua,
--- which knows which form is short.

local function constant(n) return node.constant(number.value(n)) end

-- A number that is no factor: 1/3 as a quotient.
local function plain_number(n)
  if n.f or n.d == 1 or number.is_decimal(n) then return constant(n) end
  return node.apply("div", node.constant(n.n), node.constant(n.d))
end

local function chain(op, list)
  local result = list[1]
  for i = 2, #list do result = node.apply(op, result, list[i]) end
  return result
end

local function base_node(b)
  if b.kind == "symbol" then return node.symbol(b.name) end
  if b.kind == "number" then return plain_number(b.number) end
  if b.kind == "sum" then return write.part(b.s) end
  if b.kind == "written" then return b.node end
  local args = {}
  for i, s in ipairs(b.args) do args[i] = write.part(s) end
  return node.apply(b.op, table.unpack(args))
end

local function power_node(b, e)
  local n = algebra.number_of(e)
  local x = base_node(b)
  if e == one then return x end
  if n and n.n == 1 and n.d == 2 then return node.apply("sqrt", x) end
  return node.apply("pow", x, n and plain_number(n) or write.part(e))
end

-- Every coefficient of the sum below 0?
local function is_negative(s)
  for _, t in ipairs(s) do
    if number.sign(t.c) >= 0 then return false end
  end
  return true
end

-- Powers of symbols to what is no number come after the other symbols.
local function reading_order(factors)
  local first, rest = {}, {}
  for _, f in ipairs(factors) do
    local plain = f.b.kind == "symbol" and algebra.number_of(f.e)
    table.insert(plain and first or rest, f)
  end
  return table.move(rest, 1, #rest, #first + 1, first)
end

-- -1 times a sum that is not written longer: 1 - x instead of -(x - 1).
-- Answers c and the factors without the sign where there is such a sum.
local function without_sign(c, factors)
  if number.sign(c) >= 0 then return c, factors end
  for i, f in ipairs(factors) do
    local e = algebra.number_of(f.e)
    if f.b.kind == "sum" and e and number.is_whole(e) and e.n % 2 == 1 then
      local r = algebra.negate(f.b.s)
      if write.length(write.part(r)) <= write.length(write.part(f.b.s)) then
        local list = table.move(factors, 1, #factors, 1, {})
        list[i] = {b = algebra.sum_base(r), e = f.e}
        return number.negate(c), list
      end
    end
  end
  return c, factors
end

--- c times the factors, a list.
function write.term(c, factors)
  c, factors = without_sign(c, factors)
  local above, below, guards = {}, {}, {}
  for _, f in ipairs(reading_order(factors)) do
    if f.b == algebra.euler then above[#above + 1] = node.apply("exp", write.part(f.e))
    elseif f.b.kind == "nonzero" then guards[#guards + 1] = write.part(f.b.s)
    elseif is_negative(f.e) then below[#below + 1] = power_node(f.b, algebra.negate(f.e))
    else above[#above + 1] = power_node(f.b, f.e) end
  end
  local split = not c.f and not number.is_decimal(c)
  local top, bottom = c, 1
  if split then top, bottom = {n = c.n, d = 1}, c.d end
  if bottom ~= 1 then table.insert(below, 1, node.constant(bottom)) end
  if not number.is(number.absolute(top), 1) or #above == 0 then
    table.insert(above, 1, constant(top))
  elseif number.sign(top) < 0 then
    above[1] = node.apply("neg", above[1])
  end
  local result = chain("mul", above)
  if #below > 0 then result = node.apply("div", result, chain("mul", below)) end
  for _, u in ipairs(guards) do result = node.apply("guard", u, result) end
  return result
end

-- Conditions on the pair that the first one is of: {lt, eq, gt = sums}, the
-- rest of s, and x, y; what all of it has in common as a list of factors.
local function cases(s)
  local pair
  for _, t in ipairs(s) do
    for _, f in ipairs(t.p) do
      if not pair and f.b.kind == "is" then pair = f.b.args end
    end
  end
  local rest, with = {}, {lt = {}, eq = {}, gt = {}}
  for _, t in ipairs(s) do
    local relation, factors = nil, {}
    for _, f in ipairs(t.p) do
      if f.b.kind == "is" and f.b.args[1] == pair[1] and f.b.args[2] == pair[2] then
        relation = f.b.relation
      else
        factors[#factors + 1] = f
      end
    end
    table.insert(relation and with[relation] or rest, {c = t.c, p = algebra.product(factors)})
  end
  for relation, list in pairs(with) do with[relation] = algebra.total(list) end
  return with, algebra.total(rest), pair[1], pair[2]
end

local function choose(with, x, y)
  local function where(op, a, b, yes, no)
    return node.apply("select", node.apply(op, write.part(a), write.part(b)), yes, no)
  end
  local lt, eq, gt = with.lt, with.eq, with.gt
  if lt == eq then return where("lt", y, x, write.part(gt), write.part(lt)) end
  if eq == gt then return where("lt", x, y, write.part(lt), write.part(gt)) end
  if lt == gt then return where("eq", x, y, write.part(eq), write.part(lt)) end
  return where("lt", y, x, write.part(gt), where("lt", x, y, write.part(lt), write.part(eq)))
end

-- A factor that is written already.
local written = 0
local function as_factor(n)
  written = written + 1
  return algebra.power_of_base({kind = "written", node = n, args = {}, id = "w" .. written}, one)
end

local function with_conditions(s)
  local with, rest, x, y = cases(s)
  local all = algebra.total(table.move(with.gt, 1, #with.gt, #with.lt + 1,
                                       table.move(with.lt, 1, #with.lt, 1, {})))
  all = algebra.add(all, with.eq)
  local common = write.common(all)
  if common then
    local inverse = algebra.power(common, algebra.number(number.minus_one))
    for relation, part in pairs(with) do with[relation] = algebra.multiply(part, inverse) end
  end
  local chosen = as_factor(choose(with, x, y))
  return write.part(algebra.add(rest, common and algebra.multiply(common, chosen) or chosen))
end

--- The terms of s one after the other.
function write.sum(s)
  if #s == 0 then return node.zero end
  if algebra.has_condition(s) then return with_conditions(s) end
  local n = algebra.number_of(s)
  if n then return plain_number(n) end
  local list = table.move(s, 1, #s, 1, {})
  if number.sign(list[1].c) < 0 then
    for i, t in ipairs(list) do
      if number.sign(t.c) > 0 then
        table.insert(list, 1, table.remove(list, i))
        break
      end
    end
  end
  local result
  for _, t in ipairs(list) do
    if not result then result = write.term(t.c, t.p)
    elseif number.sign(t.c) < 0 then
      result = node.apply("sub", result, write.term(number.negate(t.c), t.p))
    else
      result = node.apply("add", result, write.term(t.c, t.p))
    end
  end
  return result
end

return write
