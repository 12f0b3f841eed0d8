--- Simplifying: an expression in normal form, written in several ways, of which
--- the one with the fewest operations is taken: as collected, with common
--- factors pulled out (quotients brought together), multiplied out.
local algebra = require "gdlua.symbolic.algebra"
local node = require "gdlua.symbolic.node"
local normal = require "gdlua.symbolic.normal"
local number = require "gdlua.symbolic.number"
local write = require "gdlua.symbolic.write"

local one = algebra.one

--
-- Common factors
--
-- base -> exponent of a term.
local function exponents(t)
  local of = {}
  for _, f in ipairs(t.p) do of[f.b] = f.e end
  return of
end

-- The smaller of two exponents where their difference is a number, else nil.
local function smaller(a, b)
  local d = algebra.number_of(algebra.subtract(a, b))
  return d and (number.sign(d) > 0 and b or a)
end

--- What all terms of s have in common, a sum of one term, or nil.
function write.common(s)
  if #s < 1 then return nil end
  local least = exponents(s[1])
  local bases = {}
  for b in pairs(least) do bases[#bases + 1] = b end
  for i = 2, #s do
    local of = exponents(s[i])
    for b in pairs(of) do
      if least[b] == nil then
        least[b] = algebra.zero
        bases[#bases + 1] = b
      end
    end
    for _, b in ipairs(bases) do
      least[b] = smaller(least[b], of[b] or algebra.zero) or algebra.zero
    end
  end
  local factors = {}
  for _, b in ipairs(bases) do
    if least[b] ~= algebra.zero and b.kind ~= "is" then
      factors[#factors + 1] = {b = b, e = least[b]}
    end
  end
  return #factors > 0 and algebra.single(number.one, factors) or nil
end

-- s with its common factor pulled out, as a node, or nil.
local function factored(s)
  local common = #s > 1 and write.common(s)
  if not common then return nil end
  local rest = algebra.zero
  local guards = {}
  for _, f in ipairs(common[1].p) do
    if f.b.kind == "nonzero" then guards[f.b] = true end
  end
  for _, t in ipairs(s) do
    local factors = {}
    for _, f in ipairs(t.p) do
      if not guards[f.b] then factors[#factors + 1] = f end
    end
    local term = algebra.single(t.c, factors)
    for _, f in ipairs(common[1].p) do
      if not guards[f.b] then
        term = algebra.multiply(term, algebra.sum{{c = number.one, p = algebra.product{
          {b = f.b, e = algebra.negate(f.e)}}}})
      end
    end
    rest = algebra.add(rest, term)
  end
  if rest == algebra.zero then return node.zero end
  if #rest == 1 then return write.part(algebra.multiply(common, rest)) end
  local c, r = algebra.content(rest)
  if algebra.number_of(r) then return write.part(algebra.scale(common, number.multiply(c, algebra.number_of(r)))) end
  local factors = table.move(common[1].p, 1, #common[1].p, 1, {})
  factors[#factors + 1] = {b = algebra.sum_base(r), e = one}
  return write.term(c, factors)
end

-- s with the common factor of its coefficients pulled out, as a node.
local function without_content(s)
  if #s < 2 then return nil end
  local c, r = algebra.content(s)
  if number.is(number.absolute(c), 1) then return nil end
  return write.term(c, {{b = algebra.sum_base(r), e = one}})
end

--
-- Multiplying out
--
local most_terms = 24

-- A term with its sums multiplied out, or nil where that is too much.
local function expanded_term(t)
  local result, kept = algebra.number(t.c), {}
  for _, f in ipairs(t.p) do
    local e = algebra.number_of(f.e)
    if f.b.kind == "sum" and e and number.is_whole(e) and e.n > 0 and e.n <= 8 then
      for _ = 1, e.n do
        if #result*#f.b.s > most_terms then return nil end
        result = algebra.multiply_out(result, f.b.s)
      end
    else
      kept[#kept + 1] = f
    end
  end
  return algebra.multiply_out(result, algebra.single(number.one, kept))
end

-- s multiplied out, or nil where there is nothing to do or too much.
local function expanded(s)
  local result, changed = algebra.zero, false
  for _, t in ipairs(s) do
    local e = expanded_term(t)
    if not e or #result + #e > most_terms then return nil end
    changed = changed or #e ~= 1
    result = algebra.add(result, e)
  end
  return changed and result or nil
end

--
-- sin(u)^2 + cos(u)^2
--
local function find_term(s, c, p)
  for _, t in ipairs(s) do
    if t.p == p and number.key(t.c) == number.key(c) then return t end
  end
end

-- The term with cos(u)^2 in the place of the sin(u)^2 in t, and what is left of
-- both: 1.
local function partner(t)
  for i, f in ipairs(t.p) do
    local e = algebra.number_of(f.e)
    if f.b.kind == "call" and f.b.op == "sin" and e and number.is_whole(e) and e.n >= 2 then
      local rest = table.move(t.p, 1, #t.p, 1, {})
      rest[i] = {b = f.b, e = algebra.number(number.of(e.n - 2))}
      if e.n == 2 then table.remove(rest, i) end
      local r = algebra.single(number.one, rest)
      local square = algebra.power(algebra.opaque("cos", f.b.args), algebra.number(number.of(2)))
      local other = algebra.multiply(r, square)
      return #other == 1 and other[1].p, r
    end
  end
end

local function pythagoras(s)
  for _, t in ipairs(s) do
    local p, rest = partner(t)
    local other = p and find_term(s, t.c, p)
    if other then
      local terms = {}
      for _, u in ipairs(s) do
        if u ~= t and u ~= other then terms[#terms + 1] = u end
      end
      return pythagoras(algebra.add(algebra.total(terms), algebra.scale(rest, t.c)))
    end
  end
  return s
end

--
-- The shortest
--
-- Of one call: sum -> node, node -> how long it is, and how many more sums are
-- tried in other forms than the first. Beyond that large expressions are
-- collected and no more.
local nodes, counts, tries
local most_tries = 120

-- How long a node is.
function write.length(n) return node.count(n, counts) end

local function shortest(...)
  local best, least
  for i = 1, select("#", ...) do
    local candidate = select(i, ...)
    local n = candidate and write.length(candidate)
    if n and (not best or n < least) then best, least = candidate, n end
  end
  return best
end

function write.part(s)
  if nodes[s] then return nodes[s] end
  local t = pythagoras(s)
  if t ~= s then
    nodes[s] = write.part(t)
    return nodes[s]
  end
  nodes[s] = write.sum(s)             -- for what comes back here meanwhile
  if tries > 0 and not algebra.has_condition(s) and #s <= most_terms then
    tries = tries - 1
    local out = expanded(s)
    nodes[s] = shortest(nodes[s], factored(s), without_content(s),
                        out and write.sum(pythagoras(out)), out and factored(out))
  end
  return nodes[s]
end

--- The node in the shortest form that was found; with `keep` it stays as it is
--- where that is shorter.
return function(root, keep)
  nodes, counts, tries = {}, {}, most_tries
  local result = write.part(normal.of(root))
  if keep and write.length(root) < write.length(result) then result = root end
  nodes, counts = nil, nil
  return result
end
