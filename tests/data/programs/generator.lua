--- Random costs as Lua source. generator(seed) answers a table:
---   source   a chunk that takes gd, and a flag: whether the cost shall count its
---            calls in an upvalue; it answers the cost
---   start    a point, plain: a number, a list, or a record of these and of a
---            gd.matrix
--- Programs are of straight lines, loops, branches on values, vectors, matrices,
--- helpers that call each other, recursion and closures, tables, objects and varargs. Their values stay
--- moderate, since every other expression goes through a bounded function.

local Random = dofile "tests/data/programs/random.lua"

local Program = {}
Program.__index = Program

function Program:number() return self.random:number() end

function Program:line(text, ...)
  self.lines[#self.lines + 1] = ("  "):rep(self.depth) .. (select("#", ...) > 0 and text:format(...) or text)
end

function Program:name(kind)
  self.names = self.names + 1
  return kind .. self.names
end

-- Names of values are visible to the end of the block they are made in.
function Program:block(head, body, tail)
  self:line(head)
  self.depth = self.depth + 1
  local scalars, vectors = #self.scalars, #self.vectors
  body()
  for i = #self.scalars, scalars + 1, -1 do self.scalars[i] = nil end
  for i = #self.vectors, vectors + 1, -1 do self.vectors[i] = nil end
  self.depth = self.depth - 1
  if tail then self:line(tail) end
end

--
-- Numbers
--

local bounded = {
  "math.sin(%s)", "math.cos(%s)", "math.atan(%s)", "gd.tanh(%s)", "gd.sigmoid(%s)", "math.exp(-(%s)^2)",
  "gd.erf(%s)", "math.sin(%s)^2", "1/(1 + (%s)^2)",
}
local unary = {
  "math.sqrt(1 + (%s)^2)", "math.log(2 + (%s)^2)", "gd.softplus(%s)", "math.abs(%s)", "-(%s)", "(%s)^2",
  "(%s)^3", "gd.log1p((%s)^2)", "gd.cbrt(2 + (%s)^2)", "gd.relu(%s)", "math.max(0, %s)", "2^(%s)",
  "gd.hypot(1, %s)", "gd.clamp(%s, -1, 1)", "(1 + (%s)^2)^-0.5", "gd.expm1(-(%s)^2)", "math.exp(-(%s)^2)/2",
}
local binary = {
  "%s + %s", "%s - %s", "(%s)*(%s)", "(%s)*(%s)", "(%s)/(2 + math.cos(%s))", "math.max(%s, %s)",
  "math.min(%s, %s)", "math.atan(%s, 2 + (%s)^2)", "(1.5 + math.sin(%s))^math.sin(%s)", "gd.hypot(1 + (%s)^2, %s)",
}

function Program:atom()
  local r = self.random
  if r:chance(0.15) then return self:number() end
  if #self.plain > 0 and r:chance(0.25) then return r:pick(self.plain) end
  return r:pick(self.scalars)
end

function Program:tame(text) return self.random:pick(bounded):format(text) end

function Program:expression(depth)
  local r = self.random
  if depth == 0 then return self:atom() end
  local kind = r:integer(1, 10)
  if kind <= 2 then return self:tame(self:expression(depth - 1)) end
  if kind <= 4 then return r:pick(unary):format(self:expression(depth - 1)) end
  if kind == 5 and #self.helpers > 0 then
    return ("%s(%s, %s)"):format(r:pick(self.helpers), self:expression(depth - 1), self:atom())
  end
  if kind == 6 and #self.vectors > 0 then return self:reduction() end
  return "(" .. r:pick(binary):format(self:expression(depth - 1), self:expression(depth - 1)) .. ")"
end

function Program:comparison()
  local r = self.random
  local text = ("%s %s %s"):format(self:expression(1), r:pick{"<", "<=", ">", ">="}, self:expression(1))
  if r:chance(0.2) then text = ("not (%s)"):format(text) end
  if r:chance(0.2) then
    text = ("%s %s %s < %s"):format(text, r:pick{"and", "or"}, self:expression(1), self:expression(0))
  end
  return text
end

--
-- Vectors and matrices, all of one length
--

local vector_unary = {
  "gd.sin(%s)", "gd.tanh(%s)", "gd.exp(-(%s)^2)", "gd.softplus(%s)", "-(%s)", "(%s)^2", "gd.sqrt(1 + (%s)^2)",
  "gd.sigmoid(%s)", "gd.abs(%s)", "gd.log(2 + (%s)^2)", "gd.max(%s, 0.1)", "(%s):copy()", "gd.softmax(%s)",
  "(%s):map(function(e) return e/(1 + e*e) end)",
}
local vector_binary = {"%s + %s", "%s - %s", "(%s)*(%s)", "(%s)/(1 + (%s)^2)", "gd.min(%s, %s)", "gd.where(%s, 0.5, %s)"}
local reductions = {
  "(%s):sum()/N", "(%s):mean()", "gd.logsumexp(%s)", "(1 + (%s)^2):norm()/N", "(%s):max()", "(%s):min()",
}

function Program:vector(depth)
  local r = self.random
  if depth == 0 then
    if r:chance(0.2) then return "D" end
    return r:pick(self.vectors)
  end
  local kind = r:integer(1, 9)
  if kind <= 2 then return "(" .. r:pick(vector_unary):format(self:vector(depth - 1)) .. ")" end
  if kind <= 4 then return ("(%s*gd.sin(%s))"):format(self:atom(), self:vector(depth - 1)) end
  if kind == 5 then return ("%s:matmul(%s)"):format(self:matrix(1), self:vector(depth - 1)) end
  if kind == 6 then return ("(%s + %s)"):format(self:vector(depth - 1), self:expression(1)) end
  return "(" .. r:pick(vector_binary):format(self:vector(depth - 1), self:vector(depth - 1)) .. ")"
end

function Program:matrix(depth)
  local r = self.random
  local one = r:pick(self.matrices)
  if depth == 0 or r:chance(0.4) then return one end
  local two = r:pick(self.matrices)
  return r:pick{
    ("%s.T"):format(one), ("gd.tanh(%s)"):format(one), ("(%s + %s)"):format(one, two),
    ("%s:matmul(%s)"):format(one, two), ("(%s*%s)"):format(one, two), ("(%s - %s)"):format(one, self:number()),
    ("gd.tanh(%s*%s)"):format(one, self:atom()),
  }
end

function Program:reduction()
  local r = self.random
  local kind = r:integer(1, 10)
  if kind <= 3 then return r:pick(reductions):format(self:vector(1)) end
  if kind == 4 then return ("math.sin(%s:dot(%s))"):format(self:vector(1), self:vector(0)) end
  if kind == 5 then return ("%s[%d]"):format(r:pick(self.vectors), r:integer(1, self.n)) end
  if kind == 6 then
    return ("%s:slice(1, N - 1):dot(%s:slice(2, N))/N"):format(r:pick(self.vectors), r:pick(self.vectors))
  end
  if kind == 7 then return ("gd.tanh(%s):sum()/N"):format(self:matrix(1)) end
  if kind == 8 then return ("gd.tanh(%s):sum(%d)[%d]"):format(self:matrix(1), r:integer(1, 2), r:integer(1, self.n)) end
  if kind == 9 then
    return ("math.cos(%s[%d]:dot(%s))"):format(r:pick(self.matrices), r:integer(1, self.n), self:vector(0))
  end
  return ("%s[%d][%d]"):format(r:pick(self.matrices), r:integer(1, self.n), r:integer(1, self.n))
end

--
-- Statements
--

local statements = {}

function statements.scalar(p)
  local name = p:name "s"
  local text = p:expression(p.random:integer(2, 3))
  p:line("local %s = %s", name, p.random:chance(0.6) and p:tame(text) or text)
  p.scalars[#p.scalars + 1] = name
end

function statements.vector(p)
  if #p.vectors == 0 then return statements.list(p) end
  local name = p:name "v"
  p:line("local %s = %s", name, p:vector(2))
  p.vectors[#p.vectors + 1] = name
end

function statements.list(p)
  local name = p:name "v"
  local items = {}
  for i = 1, p.n do items[i] = p:tame(p:expression(1)) end
  p:line("local %s = gd.vector{%s}", name, table.concat(items, ", "))
  p.vectors[#p.vectors + 1] = name
end

function statements.filled(p)
  local name = p:name "v"
  p:line("local %s = gd.zeros(N)", name)
  p:block("for i = 1, N do", function()
    p.plain[#p.plain + 1] = "data[i]"
    p:line("%s[i] = %s", name, p:tame(p:expression(2)))
    if p.random:chance(0.4) then p:line("if i > 1 then %s[i] = 0.5*%s[i - 1] + %s[i] end", name, name, name) end
    p.plain[#p.plain] = nil
  end, "end")
  p.vectors[#p.vectors + 1] = name
end

-- A sum, a recurrence, or both.
function statements.loop(p)
  local r, name = p.random, p:name "s"
  p:line("local %s = %s", name, p:atom())
  p:block(("for i = %d, %d do"):format(r:integer(1, 2), r:integer(3, #p.data)), function()
    p.plain[#p.plain + 1] = r:pick{"data[i]", "i/4", "data[#data + 1 - i]"}
    if r:chance(0.5) then
      p:line("%s = %s + %s/4", name, name, p:tame(p:expression(2)))
    else
      p.scalars[#p.scalars + 1] = name
      p:line("%s = %s", name, p:tame(p:expression(2)))
    end
    if r:chance(0.3) then p:branch(name) end
    p.plain[#p.plain] = nil
  end, "end")
  p.scalars[#p.scalars + 1] = name
end

function statements.nested_loops(p)
  local name = p:name "s"
  p:line("local %s = 0", name)
  p:block("for i = 1, 3 do", function()
    p:block("for j = i, 4 do", function()
      p.plain[#p.plain + 1] = "(data[i] - data[j])"
      p:line("%s = %s + %s/8", name, name, p:tame(p:expression(2)))
      p.plain[#p.plain] = nil
    end, "end")
  end, "end")
  p.scalars[#p.scalars + 1] = name
end

function statements.as_long_as(p)
  local name, count = p:name "s", p:name "k"
  p:line("local %s, %s = %s, 0", name, count, p:atom())
  p:block(("while %s < %s and %s < 5 do"):format(name, p:number(), count), function()
    p:line("%s, %s = %s + 0.3 + %s/4, %s + 1", name, count, name, p:tame(p:expression(1)), count)
  end, "end")
  p.scalars[#p.scalars + 1] = name
end

function Program:branch(name)
  local r = self.random
  local function side()
    if r:chance(0.3) then statements.scalar(self) end
    self:line("%s = %s", name, self:tame(self:expression(2)))
  end
  self:block(("if %s then"):format(self:comparison()), side)
  if r:chance(0.4) then self:block(("elseif %s then"):format(self:comparison()), side) end
  if r:chance(0.7) then self:block("else", side) end
  self:line "end"
end

function statements.branch(p)
  local name = p:name "s"
  p:line("local %s = %s", name, p:atom())
  p.scalars[#p.scalars + 1] = name
  p:branch(name)
end

function statements.closure(p)
  local f, name = p:name "f", p:name "s"
  p:line("local %s = accumulator(%s)", f, p:expression(1))
  p:line("%s(%s)", f, p:tame(p:expression(1)))
  p:line("local %s = %s(%s)", name, f, p:tame(p:expression(1)))
  p.scalars[#p.scalars + 1] = name
end

function statements.local_function(p)
  local f, name = p:name "f", p:name "s"
  p:block(("local function %s(a, b)"):format(f), function()
    p.scalars[#p.scalars + 1] = "a"
    p.scalars[#p.scalars + 1] = "b"
    if p.random:chance(0.4) then p:line("if %s then return %s end", p:comparison(), p:tame(p:expression(1))) end
    p:line("return %s", p:tame(p:expression(2)))
  end, "end")
  p:line("local %s = %s(%s, %s) + %s(%s, 0.5)", name, f, p:atom(), p:atom(), f, p:atom())
  p.scalars[#p.scalars + 1] = name
end

function statements.table_of_values(p)
  local t, name = p:name "t", p:name "s"
  p:line("local %s, %s = {}, 0", t, name)
  p:line("for _, d in ipairs(data) do %s[#%s + 1] = {value = %s, weight = d} end", t, t, p:tame(p:expression(1)))
  p:line("%s[1].value = %s", t, p:tame(p:expression(1)))
  p:line("for _, item in pairs(%s) do %s = %s + item.value*item.weight/#%s end", t, name, name, t)
  p.scalars[#p.scalars + 1] = name
end

-- Integers made of values: keys and bounds.
function statements.lookup(p)
  local name = p:name "s"
  p:line("local %s = data[1 + math.floor(3*gd.sigmoid(%s))]*%s", name, p:expression(1), p:tame(p:expression(1)))
  if p.random:chance(0.5) then
    p:line("for i = 1, 1 + math.floor(2*gd.sigmoid(%s)) do %s = %s/2 + %s end", p:expression(1), name, name,
           p:tame(p:expression(1)))
  end
  if p.random:chance(0.3) then
    p:line("%s = ({low = %s, high = %s})[%s < %s and 'low' or 'high']", name, p:tame(p:atom()), p:atom(), name, p:number())
  end
  p.scalars[#p.scalars + 1] = name
end

-- Lua never asks a metamethod about these.
function statements.equality(p)
  local name = p:name "s"
  p:line("local %s = %s", name, p:tame(p:expression(1)))
  p:line("if %s == %s then %s = 7 end", name, p.random:pick{"0", "1", "0.5", "data[1]", p:atom()}, name)
  p:line("if %s ~= %s then %s = 7 end", name, name, name)
  p:line("if %s ~= %s then %s = %s else %s = -1 end", name, p.random:pick{"2", "data[2]", "nil", "'text'"}, name,
         p:tame(name), name)
  p.scalars[#p.scalars + 1] = name
end

function statements.choice(p)
  local name, other = p:name "s", p:name "s"
  p:line("local %s = (%s) and %s or %s", name, p:comparison(), p:tame(p:expression(1)), p:atom())
  p:line("local %s = %s", other, p:tame(p:expression(1)))
  p:line("if %s > %s then %s, %s = %s, %s end", name, other, name, other, other, name)
  p.scalars[#p.scalars + 1] = name
  p.scalars[#p.scalars + 1] = other
end

function statements.sorted(p)
  local t, name = p:name "t", p:name "s"
  p:line("local %s = {%s, %s, %s, %s}", t, p:tame(p:atom()), p:tame(p:expression(1)), p:atom(), p:number())
  p:line(p.random:pick{"table.sort(%s)", "table.sort(%s, function(a, b) return a > b end)"}, t)
  p:line("local %s = %s[1] - %s[2]/2 + %s[#%s]", name, t, t, t, t)
  if p.random:chance(0.5) then p:line("%s = %s + math.max(table.unpack(%s))/4", name, name, t) end
  p.scalars[#p.scalars + 1] = name
end

function statements.object(p)
  local o, name = p:name "o", p:name "s"
  p:line("local %s = Pair.new(%s, %s)", o, p:expression(1), p:atom())
  p:line("%s = %s*(%s) + Pair.new(%s, 1)", o, o, p:tame(p:atom()), p:tame(p:expression(1)))
  p:line("%s:shift(%s)", o, p:tame(p:atom()))
  p:line("local %s = %s:product()", name, o)
  p.scalars[#p.scalars + 1] = name
end

function statements.searched(p)
  local name = p:name "s"
  p:line("local %s = 1", name)
  p:block(("for i = #data, 1, -1 do"):format(), function()
    p:line("if data[i] < 0 then goto continue end")
    p:line("%s = %s*(1 + %s/8)", name, name, p:tame(p:expression(1)))
    p:line("if data[i] > %s then break end", p:expression(1))
    p:line("::continue::")
  end, "end")
  p.scalars[#p.scalars + 1] = name
end

function statements.spread(p)
  local name = p:name "s"
  p:line("local %s = mean(%s, %s, %s)", name, p:expression(1), p:atom(), p:tame(p:expression(1)))
  p.scalars[#p.scalars + 1] = name
end

function statements.recursion(p)
  local name = p:name "s"
  p:line("local %s = halve(%s, %d)", name, p:expression(1), p.random:integer(1, 6))
  p.scalars[#p.scalars + 1] = name
end

local kinds = {
  "scalar", "scalar", "scalar", "loop", "loop", "branch", "branch", "nested_loops", "as_long_as", "vector", "vector",
  "list", "filled", "closure", "local_function", "table_of_values", "recursion", "lookup",
  "equality", "choice", "sorted", "object", "searched", "spread",
}

--
-- Whole programs
--

local shapes = {}

function shapes.number(p)
  p.scalars[1] = "x"
  return p.random:real(-1.5, 1.5)
end

local function list(p, n)
  local t = {}
  for i = 1, n do t[i] = p.random:real(-1.5, 1.5) end
  return t
end

local function matrix(p)
  local rows = {}
  for i = 1, p.n do rows[i] = list(p, p.n) end
  return rows
end

function shapes.vector(p)
  for i = 1, p.n do p.scalars[i] = ("x[%d]"):format(i) end
  p.vectors[1] = "x"
  return list(p, p.n)
end

function shapes.record(p)
  for i, key in ipairs{"x.a", "x.b", "x.inner.c", "x.v[1]", "x.v[2]"} do p.scalars[i] = key end
  p.vectors[1] = "x.v"
  return {a = p.random:real(-1, 1), b = p.random:real(-1, 1), inner = {c = p.random:real(-1, 1)}, v = list(p, p.n)}
end

function shapes.network(p)
  p.scalars[1], p.scalars[2], p.vectors[1], p.vectors[2] = "x.scale", "x.b[2]", "x.b", "x.W[1]"
  p.matrices[#p.matrices + 1] = "x.W"
  p.matrices[#p.matrices + 1] = "x.W"
  return {W = {matrix = matrix(p)}, b = list(p, p.n), scale = p.random:real(-1, 1)}
end

local function numbers(values)
  local texts = {}
  for i, v in ipairs(values) do texts[i] = ("%.3f"):format(v) end
  return table.concat(texts, ", ")
end

function Program:helpers_first()
  local r = self.random
  local scalars, vectors = self.scalars, self.vectors
  for _ = 1, r:integer(0, 3) do
    local name = self:name "h"
    self.scalars, self.vectors = {"a", "b"}, {}
    self:line("local function %s(a, b)", name)
    if r:chance(0.4) then self:line("  if %s then return %s end", self:comparison(), self:tame(self:expression(1))) end
    self:line("  return %s", self:tame(self:expression(2)))
    self:line "end"
    self.helpers[#self.helpers + 1] = name
  end
  self.scalars, self.vectors = scalars, vectors
end

return function(seed)
  local r = Random.new(seed)
  for _ = 1, 10 do r:next() end
  local p = setmetatable({random = r, lines = {}, depth = 0, names = 0, scalars = {}, vectors = {}, matrices = {"M"},
                          plain = {}, helpers = {}, n = r:integer(3, 5)}, Program)
  p.data = list(p, r:integer(5, 9))
  local start = shapes[r:pick{"number", "vector", "vector", "record", "network"}](p)

  p:line "local gd, counts = ..."
  p:line "local calls = 0"
  p:line("local N = %d", p.n)
  p:line("local data = {%s}", numbers(p.data))
  p:line("local D = gd.vector{%s}", numbers(list(p, p.n)))
  local rows = {}
  for i, row in ipairs(matrix(p)) do rows[i] = "{" .. numbers(row) .. "}" end
  p:line("local M = gd.matrix{%s}", table.concat(rows, ", "))
  p:line "local function accumulator(k)"
  p:line "  local total = 0"
  p:line "  return function(v) total = total + k*v; return math.sin(total) end"
  p:line "end"
  p:line "local function halve(v, n)"
  p:line "  if n == 0 or v > 4 then return v end"
  p:line "  return math.sin(halve(v/2 + data[n % #data + 1], n - 1))"
  p:line "end"
  p:line "local Pair = {}"
  p:line "Pair.__index = Pair"
  p:line "function Pair.new(a, b) return setmetatable({a = a, b = b}, Pair) end"
  p:line "function Pair.__add(x, y) return Pair.new(x.a + y.a, x.b - y.b) end"
  p:line "function Pair.__mul(x, k) return Pair.new(k*x.a, k*x.b) end"
  p:line "function Pair:shift(d) self.a, self.b = self.b + d, self.a end"
  p:line "function Pair:product() return math.sin(self.a)*self.b end"
  p:line "local function mean(...)"
  p:line "  local sum = 0"
  p:line "  for _, v in ipairs{...} do sum = sum + v end"
  p:line "  return sum/select('#', ...)"
  p:line "end"
  p:helpers_first()
  p:line "return function(x)"
  p.depth = 1
  p:line "if counts then calls = calls + 1 end"
  local first = #p.scalars
  for _ = 1, r:integer(2, 6) do statements[r:pick(kinds)](p) end
  if #p.vectors > 0 then
    p:line("local last = %s", p:reduction())
    p.scalars[#p.scalars + 1] = "last"
  end
  local terms = {}
  for i = 1, #p.scalars do
    if i > first or r:chance(0.5) then terms[#terms + 1] = ("%s*%s"):format(p:number(), p.scalars[i]) end
  end
  p:line("return %s", #terms > 0 and table.concat(terms, " + ") or p:expression(2))
  p.depth = 0
  p:line "end"
  return {source = table.concat(p.lines, "\n") .. "\n", start = start}
end
