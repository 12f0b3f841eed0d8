--- The normal form in which expressions are simplified: a sum of terms, each a
--- number times a product of powers.
---   sum      {terms}: each {c = number, p = product}; the empty sum is 0
---   product  {factors}: each {b = base, e = sum, the exponent}
---   base     {kind = "symbol", name} | {kind = "call", op, args = sums}
---            {kind = "sum", s}          a sum that is a factor
---            {kind = "e"}               Euler's number: exp(u) is e to the u
---            {kind = "number", number}  of powers like 2^x
---            {kind = "is", relation "lt" | "eq" | "gt", x, y}   1 or 0
---            {kind = "nonzero", s}      1, and 0 for what it is a factor of
---                                       where s is 0 (a guard)
--- All of them are unique: what is equal is the same table. Terms and factors
--- are sorted. Values stay what they are where the expression is defined:
--- x/x is 1, sqrt(x)^2 is x, but sqrt(x^2) is abs(x).
local number = require "gdlua.symbolic.number"

local algebra = {}

local known = setmetatable({}, {__mode = "v"})
local ids = 0

-- The one object with this key; made by `make` when there is none.
local function unique(key, make)
  local object = known[key]
  if not object then
    object = make()
    ids = ids + 1
    object.id = ids
    known[key] = object
  end
  return object
end

--
-- Order: what is written first. Products by falling degree, then by their
-- factors; bases symbols first, sums last.
--
local ranks = {symbol = 1, number = 2, call = 3, e = 4, written = 5, is = 6, nonzero = 7, sum = 8}

local compare_sums

local function first_difference(a, b, compare)
  for i = 1, math.max(#a, #b) do
    if not a[i] then return 1 elseif not b[i] then return -1 end
    local d = compare(a[i], b[i])
    if d ~= 0 then return d end
  end
  return 0
end

local function compare_values(a, b) return a == b and 0 or a < b and -1 or 1 end

local function compare_bases(a, b)
  if a == b then return 0 end
  if a.kind ~= b.kind then return compare_values(ranks[a.kind], ranks[b.kind]) end
  if a.kind == "symbol" then return compare_values(a.name, b.name) end
  if a.kind == "number" then
    return compare_values(number.value(a.number), number.value(b.number))
  end
  local tag_a, tag_b = a.op or a.relation or "", b.op or b.relation or ""
  if tag_a ~= tag_b then return compare_values(tag_a, tag_b) end
  return first_difference(a.args, b.args, compare_sums)
end

local function compare_factors(a, b)
  local d = compare_bases(a.b, b.b)
  return d ~= 0 and d or -compare_sums(a.e, b.e)
end

local function compare_products(a, b)
  if a == b then return 0 end
  if a.degree ~= b.degree then return a.degree > b.degree and -1 or 1 end
  return first_difference(a, b, compare_factors)
end

function compare_sums(a, b)
  if a == b then return 0 end
  return first_difference(a, b, function(s, t)
    local d = compare_products(s.p, t.p)
    return d ~= 0 and d or compare_values(number.value(t.c), number.value(s.c))
  end)
end

local function sort(list, compare)
  table.sort(list, function(a, b) return compare(a, b) < 0 end)
  return list
end

--
-- Making the parts
--
local function base(kind, tag, args, fields)
  local words = {kind, tag}
  for _, s in ipairs(args) do words[#words + 1] = s.id end
  return unique(table.concat(words, " "), function()
    fields.kind, fields.args = kind, args
    return fields
  end)
end

local euler

local function symbol_base(name) return base("symbol", name, {}, {name = name}) end
local function call_base(op, args) return base("call", op, args, {op = op}) end
local function sum_base(s) return base("sum", "", {s}, {s = s}) end
local function number_base(n) return base("number", number.key(n), {}, {number = n}) end
local function is_base(relation, x, y)
  return base("is", relation, {x, y}, {relation = relation})
end
local function nonzero_base(s) return base("nonzero", "", {s}, {s = s}) end

euler = base("e", "", {}, {})

--- The number that a sum is, or nil.
local function number_of(s)
  if #s == 0 then return number.zero end
  return #s == 1 and #s[1].p == 0 and s[1].c or nil
end
algebra.number_of = number_of

local function is_number(s, v)
  local n = number_of(s)
  return n ~= nil and number.is(n, v)
end

local function degree_of_base(b)
  if b.kind == "symbol" or b.kind == "call" or b.kind == "e" then return 1 end
  if b.kind == "sum" then return b.s[1].p.degree end
  return 0
end

-- Sorted factors as a product.
local function product(factors)
  sort(factors, compare_factors)
  local words = {"p"}
  for _, f in ipairs(factors) do words[#words + 1] = f.b.id .. "^" .. f.e.id end
  return unique(table.concat(words, " "), function()
    local degree = 0
    for _, f in ipairs(factors) do
      local e = number_of(f.e)
      degree = degree + degree_of_base(f.b)*(e and f.b ~= euler and number.value(e) or 1)
    end
    factors.degree = degree
    return factors
  end)
end

-- Terms {c, p} with different products as a sum.
local function sum(terms)
  sort(terms, function(a, b) return compare_products(a.p, b.p) end)
  local words = {"s"}
  for _, t in ipairs(terms) do words[#words + 1] = number.key(t.c) .. "*" .. t.p.id end
  return unique(table.concat(words, " "), function() return terms end)
end

local nothing = product{}

function algebra.number(n)
  return number.sign(n) == 0 and not n.f and sum{} or sum{{c = n, p = nothing}}
end

local zero, one = algebra.number(number.zero), algebra.number(number.one)
local minus_one = algebra.number(number.minus_one)
algebra.zero, algebra.one = zero, one

local function single(c, factors) return sum{{c = c, p = product(factors)}} end

local function power_of_base(b, e) return single(number.one, {{b = b, e = e}}) end

function algebra.symbol(name) return power_of_base(symbol_base(name), one) end

local function opaque(op, args) return power_of_base(call_base(op, args), one) end

--
-- Sums
--
-- The sum that a lone factor (a sum to the power 1) is.
local function lone_sum(p)
  local f = p[1]
  return #p == 1 and f.b.kind == "sum" and f.e == one and f.b.s or nil
end

-- Adds c*s to the terms collected so far: by product.
local function collect(into, s, c)
  for _, t in ipairs(s) do
    local k, inner = number.multiply(c, t.c), lone_sum(t.p)
    if inner then
      collect(into, inner, k)
    else
      local old = into[t.p]
      if not old then into[#into + 1] = t.p end
      into[t.p] = old and number.add(old, k) or k
    end
  end
  return into
end

local function from_collected(into)
  local terms = {}
  for _, p in ipairs(into) do
    local c = into[p]
    if number.sign(c) ~= 0 or c.f and c.f ~= c.f then terms[#terms + 1] = {c = c, p = p} end
  end
  return sum(terms)
end

function algebra.add(a, b)
  return from_collected(collect(collect({}, a, number.one), b, number.one))
end

--- s times the number c
function algebra.scale(s, c)
  return number.is(c, 1) and s or from_collected(collect({}, s, c))
end

function algebra.negate(s) return algebra.scale(s, number.minus_one) end
function algebra.subtract(a, b) return algebra.add(a, algebra.negate(b)) end

--- The sum of a list of terms {c, p}.
function algebra.total(terms)
  local into = {}
  for _, t in ipairs(terms) do collect(into, sum{t}, number.one) end
  return from_collected(into)
end

--- c and r, so that s = c*r and the coefficients of r are whole, without a
--- common factor, the first one positive.
function algebra.content(s)
  local c
  for _, t in ipairs(s) do
    c = c and number.common(c, t.c) or number.absolute(t.c)
    if t.c.f then c = number.one end
  end
  if not c then return number.one, s end
  if number.sign(s[1].c) < 0 then c = number.negate(c) end
  return c, algebra.scale(s, number.inverse(c))
end

--
-- Products
--
-- The rules for conditions in a product: their powers are themselves, one of
-- them may say what another factor says already (relu(u) is 0 but where 0 < u);
-- false where the product is 0, as two of them exclude one another.
local opposite = {lt = {"eq", "gt"}, eq = {"lt", "gt"}, gt = {"lt", "eq"}}

local function has_relu(factors, u)
  for _, f in ipairs(factors) do
    local e = number_of(f.e)
    if f.b.op == "relu" and f.b.args[1] == u and e and number.sign(e) > 0 then return true end
  end
end

local function merge_conditions(factors)
  for i = #factors, 1, -1 do
    local f = factors[i]
    if f.b.kind == "is" or f.b.kind == "nonzero" then f.e = one end
    local x, y = f.b.args[1], f.b.args[2]
    if f.b.relation == "lt" and x == zero and has_relu(factors, y) or
       f.b.relation == "gt" and y == zero and has_relu(factors, x) then
      table.remove(factors, i)
    end
  end
  for _, f in ipairs(factors) do
    for _, relation in ipairs(opposite[f.b.relation] or {}) do
      local other = is_base(relation, f.b.args[1], f.b.args[2])
      for _, h in ipairs(factors) do
        if h.b == other then return false end
      end
    end
  end
  return true
end

-- sign(u)*u is abs(u), sign(u)*abs(u) is u.
local function merge_signs(c, factors)
  local function find(b)
    for i, f in ipairs(factors) do
      local e = f.b == b and number_of(f.e)
      if e and number.is_whole(e) and e.n >= 1 then return i, e end
    end
  end
  for i, f in ipairs(factors) do
    if f.b.kind == "call" and f.b.op == "sign" and f.e == one then
      local u = f.b.args[1]
      local inner = #u == 1 and number.is(u[1].c, 1) and #u[1].p == 1 and u[1].p[1].e == one
                    and u[1].p[1].b or sum_base(u)
      local abs = call_base("abs", {u})
      for from, to in pairs{[inner] = abs, [abs] = inner} do
        local k, e = find(from)
        if k then
          local rest = {}
          for j, h in ipairs(factors) do
            if j ~= i and j ~= k then rest[#rest + 1] = h end
          end
          local s = single(c, rest)
          s = algebra.multiply(s, algebra.power_base(from, number.add(e, number.minus_one)))
          return algebra.multiply(s, algebra.power_base(to, number.one))
        end
      end
    end
  end
end

-- Exponents of equal bases added: the factors, and those that have become
-- something simpler: 2^1, or a sum to a whole power, which has a form of its own.
local function merge_factors(p, q)
  local at, factors, merged = {}, {}, {}
  for _, list in ipairs{p, q} do
    for _, f in ipairs(list) do
      local old = at[f.b]
      if old then
        old.e = algebra.add(old.e, f.e)
        old.merged = true
      else
        at[f.b] = {b = f.b, e = f.e}
        factors[#factors + 1] = at[f.b]
      end
    end
  end
  if not merge_conditions(factors) then return nil end
  local rest = {}
  for _, f in ipairs(factors) do
    local e = number_of(f.e)
    if f.e == zero then                      -- is 1
    elseif f.merged and e and (f.b.kind == "number" or f.b.kind == "sum" or f.b.op == "abs") then
      merged[#merged + 1] = f
    else
      rest[#rest + 1] = {b = f.b, e = f.e}
    end
  end
  return rest, merged
end

-- u is cbrt(u)^3: cbrt(u)/u is 1/cbrt(u)^2.
local function merge_roots(factors)
  for i, f in ipairs(factors) do
    if f.b.op == "cbrt" then
      local u = f.b.args[1]
      local t = #u == 1 and number.is(u[1].c, 1) and #u[1].p == 1 and u[1].p[1]
      local inner = t and t.e == one and t.b or sum_base(u)
      for j, h in ipairs(factors) do
        if h.b == inner then
          f.e = algebra.add(f.e, algebra.scale(h.e, number.of(3)))
          table.remove(factors, f.e == zero and math.max(i, j) or j)
          if f.e == zero then table.remove(factors, math.min(i, j)) end
          return factors
        end
      end
    end
  end
  return factors
end

-- One term times another.
local function multiply_terms(s, t)
  local c = number.multiply(s.c, t.c)
  local factors, merged = merge_factors(s.p, t.p)
  if not factors then return zero end
  merge_roots(factors)
  local answer = merge_signs(c, factors) or single(c, factors)
  for _, f in ipairs(merged) do
    answer = algebra.multiply(answer, f.b.kind == "number" and
                              algebra.power(algebra.number(f.b.number), f.e) or
                              algebra.power_base(f.b, number_of(f.e)))
  end
  return answer
end

-- s as one term; a sum of several as a number times one factor.
local function as_term(s)
  if #s == 1 then return s[1] end
  local c, r = algebra.content(s)
  return {c = c, p = product{{b = sum_base(r), e = one}}}
end

local function has_condition(s)
  for _, t in ipairs(s) do
    for _, f in ipairs(t.p) do
      if f.b.kind == "is" then return true end
    end
  end
  return false
end
algebra.has_condition = has_condition

function algebra.multiply(a, b)
  if a == zero or b == zero then return zero end
  local n = number_of(a)
  if n then return algebra.scale(b, n) end
  n = number_of(b)
  if n then return algebra.scale(a, n) end
  if has_condition(a) or has_condition(b) then return algebra.distribute(a, b) end
  local s = multiply_terms(as_term(a), as_term(b))
  return #s == 1 and lone_sum(s[1].p) and algebra.scale(lone_sum(s[1].p), s[1].c) or s
end

--- a*b, term by term of those that have conditions.
function algebra.distribute(a, b)
  local terms = {}
  for _, s in ipairs(has_condition(a) and a or {as_term(a)}) do
    for _, t in ipairs(has_condition(b) and b or {as_term(b)}) do
      for _, u in ipairs(multiply_terms(s, t)) do terms[#terms + 1] = u end
    end
  end
  return algebra.total(terms)
end

--- a*b with every product of sums multiplied out.
function algebra.multiply_out(a, b)
  local terms = {}
  for _, s in ipairs(a) do
    for _, t in ipairs(b) do
      for _, u in ipairs(multiply_terms(s, t)) do terms[#terms + 1] = u end
    end
  end
  return algebra.total(terms)
end

--
-- Powers
--
local function is_even(n) return number.is_whole(n) and n.n % 2 == 0 end

--- A base to a number.
function algebra.power_base(b, e)
  if number.is(e, 0) then return one end
  if b.kind == "is" or b.kind == "nonzero" then
    if number.sign(e) > 0 then return power_of_base(b, one) end
    return opaque("pow", {power_of_base(b, one), algebra.number(e)})
  end
  if b.kind == "sum" then return algebra.power(b.s, algebra.number(e)) end
  if b.op == "abs" and is_even(e) then return algebra.power(b.args[1], algebra.number(e)) end
  return power_of_base(b, algebra.number(e))
end

-- (b^m)^e of one factor, m and e numbers.
local function power_of_power(f, m, e)
  local exponent = number.multiply(m, e)
  if not number.is_whole(e) and is_even(m) and not algebra.is_positive(f.b) then
    return algebra.power(algebra.call("abs", {algebra.power_base(f.b, number.one)}),
                         algebra.number(exponent))
  end
  return algebra.power_base(f.b, exponent)
end

--- Is a base never below 0?
function algebra.is_positive(b)
  return b == euler or b.kind == "number" or
         b.kind == "call" and (b.op == "abs" or b.op == "hypot" or b.op == "cosh" or
                               b.op == "sigmoid" or b.op == "softplus" or b.op == "relu")
end

local function power_of_term(t, e, s)
  if number.is_whole(e) then
    local c = number.power(t.c, e)
    if not c then return nil end
    local result = algebra.number(c)
    for _, f in ipairs(t.p) do
      local m = number_of(f.e)
      local factor
      if f.b == euler then factor = algebra.exp(algebra.scale(f.e, e))
      elseif m then factor = power_of_power(f, m, e)
      else factor = power_of_base(f.b, algebra.scale(f.e, e)) end
      result = algebra.multiply(result, factor)
    end
    return result
  end
  if number.sign(t.c) < 0 then return nil end
  local c = number.power(t.c, e)
  local f = t.p[1]
  local m = f and number_of(f.e)
  if not c then return nil end
  if #t.p == 1 and f.b == euler then
    return algebra.multiply(algebra.number(c), algebra.exp(algebra.scale(f.e, e)))
  elseif #t.p == 1 and m then
    return algebra.multiply(algebra.number(c), power_of_power(f, m, e))
  elseif not number.is(c, 1) then
    return algebra.multiply(algebra.number(c),
                            algebra.power(algebra.scale(s, number.inverse(t.c)), algebra.number(e)))
  end
end

-- A sum of several terms to a number.
local function power_of_sum(s, e)
  local c, r = algebra.content(s)
  if number.is_whole(e) then
    local k = number.power(c, e)
    return k and algebra.scale(power_of_base(sum_base(r), algebra.number(e)), k)
  end
  if number.sign(c) < 0 then
    c, r = number.negate(c), algebra.negate(r)
  end
  local k = number.power(c, e)
  if k then return algebra.scale(power_of_base(sum_base(r), algebra.number(e)), k) end
end

-- A base that stands for the whole sum.
local function whole_base(s)
  local n = number_of(s)
  if n then return number_base(n) end
  local t = s[1]
  if #s == 1 and number.is(t.c, 1) and #t.p == 1 and t.p[1].e == one then return t.p[1].b end
  return sum_base(s)
end

function algebra.power(s, exponent)
  if exponent == zero then return one end
  if exponent == one then return s end
  local e, n = number_of(exponent), number_of(s)
  if n and e then
    local v = number.power(n, e)
    if v then return algebra.number(v) end
    if number.sign(n) <= 0 then return opaque("pow", {s, exponent}) end
  elseif n and number.is(n, 1) then
    return one
  elseif n and number.sign(n) <= 0 then
    return opaque("pow", {s, exponent})
  elseif e and not e.f then
    local result
    if #s == 1 then result = power_of_term(s[1], e, s) else result = power_of_sum(s, e) end
    if result then return result end
  elseif #s == 1 and #s[1].p == 1 and s[1].p[1].b == euler and number.is(s[1].c, 1) then
    return algebra.exp(algebra.multiply(s[1].p[1].e, exponent))
  end
  return power_of_base(whole_base(s), exponent)
end

--- exp(s): e to what of s is no multiple of a logarithm.
function algebra.exp(s)
  local rest, result = {}, one
  for _, t in ipairs(s) do
    local f = t.p[1]
    if #t.p == 1 and f.b.kind == "call" and f.b.op == "log" and f.e == one then
      result = algebra.multiply(result, algebra.power(f.b.args[1], algebra.number(t.c)))
    else
      rest[#rest + 1] = t
    end
  end
  if #rest > 0 then result = algebra.multiply(result, power_of_base(euler, sum(rest))) end
  return result
end

algebra.opaque, algebra.is_base, algebra.nonzero_base = opaque, is_base, nonzero_base
algebra.euler, algebra.single, algebra.sum_base = euler, single, sum_base
algebra.power_of_base, algebra.product, algebra.sum = power_of_base, product, sum
algebra.compare, algebra.is_number = compare_sums, is_number

return algebra
