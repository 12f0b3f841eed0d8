--- Expressions: what gd.symbols gives and what is made of it with operators and
--- functions. An expression is a box (engine/bind/box.h) around a node: it
--- never changes.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local functions = require "gdlua.symbolic.functions"
local node = require "gdlua.symbolic.node"
local options = require "gdlua.options"
local values = require "gdlua.symbolic.values"

local expression = {}
local methods = {}
local meta = {__name = "expression", __gdl_noun = "an expression"}

local function wrap(n) return core.box(n, meta) end
local function unwrap(value) return core.unbox(value, meta) end

expression.wrap, expression.node = wrap, unwrap

--- Is the value an expression?
function expression.is(value) return unwrap(value) ~= nil end

--- The expression that a symbol is.
function expression.symbol(name) return wrap(node.symbol(name)) end

-- An expression or a number as a node, else nil.
local function to_node(value)
  if type(value) == "number" then return node.constant(value) end
  return unwrap(value)
end

--
-- Operators and functions
--
local function operand(value, sign)
  local n = to_node(value)
  if not n then
    blame("bad operand of '%s' (an expression goes with expressions and numbers, not with %s)",
          sign, core.describe(value))
  end
  return n
end

local operators = {add = "+", sub = "-", mul = "*", div = "/", pow = "^", mod = "%", idiv = "//"}
for op, sign in pairs(operators) do
  meta["__" .. op] = function(a, b)
    return wrap(node.apply(op, operand(a, sign), operand(b, sign)))
  end
end

function meta.__unm(a) return wrap(node.apply("neg", unwrap(a))) end

function meta.__gdl_apply(name, ...)
  local n, list = select("#", ...), {...}
  for i = 1, n do
    list[i] = to_node(list[i])
    if not list[i] then
      blame("bad argument #%d to '%s' (an expression goes with expressions and numbers, got %s)",
            i, name, core.describe((select(i, ...))))
    end
  end
  local results = {functions(name, n, table.unpack(list, 1, n))}
  for i, result in ipairs(results) do results[i] = wrap(result) end
  return table.unpack(results)
end

function meta.__eq(a, b)
  local p, q = unwrap(a), unwrap(b)
  return p ~= nil and q ~= nil and node.same(p, q)
end

for name, signs in pairs{__lt = "< or >", __le = "<= or >="} do
  meta[name] = function()
    blame("an expression cannot be compared with %s: it has no value yet (e:eval{x = 3} gives " ..
          "one; gd.max, gd.min, gd.abs and gd.relu take expressions)", signs)
  end
end

function meta.__concat(a, b) return tostring(a) .. tostring(b) end

function meta.__tostring(e) return node.text(unwrap(e)) end

function meta.__index(_, name)
  if methods[name] then return methods[name] end
  local names = {}
  for known in pairs(methods) do names[#names + 1] = known end
  table.sort(names)
  blame("an expression has no method %s%s", core.describe(name),
        type(name) == "string" and options.hint(name, names) or "")
end

function meta.__newindex()
  blame("an expression cannot be changed; e:subs{x = 2} makes a new one")
end

function meta.__len() blame("an expression has no length") end

--- e(3), e{x = 3, y = 4}, e{3, 4}: the value, so that an expression is a cost
--- like any other.
function meta.__call(e, point)
  local n = unwrap(e)
  local names = node.names(n)
  return values.program(n)(values.at_point(names, point))
end

--
-- Methods
--
local function self_node(e, name)
  local n = unwrap(e)
  if not n then
    blame("bad self in a call of '%s' (an expression expected, got %s; methods are called with " ..
          "a colon: e:%s(...))", name, core.describe(e), name)
  end
  return n
end

-- The name of the symbol that argument number i of `fname` is, or names.
local function symbol_name(fname, i, value)
  local n = unwrap(value)
  if n and n.op == "symbol" then return n.name end
  if type(value) == "string" then return value end
  blame("bad argument #%d to '%s' (a symbol expected, got %s)", i, fname,
        n and ("the expression %s"):format(value) or core.describe(value))
end

-- The symbols to differentiate by, one after the other: of "x, 2, y" x, x, y.
local function sequence(n, ...)
  local list = {}
  local count = select("#", ...)
  if count == 0 then
    local names = node.names(n)
    if #names ~= 1 then
      blame("missing argument #1 to 'diff' (by which symbol? %s)",
            #names == 0 and "the expression has none" or "it has " .. table.concat(names, ", "))
    end
    return names
  end
  for i = 1, count do
    local value = (select(i, ...))
    if type(value) ~= "number" then
      list[#list + 1] = symbol_name("diff", i, value)
    elseif i == 1 or type((select(i - 1, ...))) == "number" or not math.tointeger(value) or
           value < 0 then
      blame("bad argument #%d to 'diff' (how many times expected behind a symbol, got %s)", i,
            core.describe(value))
    else
      local name = table.remove(list)
      for _ = 1, value do list[#list + 1] = name end
    end
  end
  return list
end

local function simplified(n, keep) return require "gdlua.symbolic.simplify"(n, keep) end

--- e:diff(x): the derivative, simplified; e:diff(x, 2) the second,
--- e:diff(x, y) the mixed one. Without arguments by the only symbol.
function methods.diff(e, ...)
  local n = self_node(e, "diff")
  for _, name in ipairs(sequence(n, ...)) do
    n = simplified(node.derivatives(n, {name})[1])
  end
  return wrap(n)
end

local gradient_meta = {__name = "gradient"}

local function sorted_names(t)
  local names = {}
  for name in next, t do names[#names + 1] = name end
  table.sort(names)
  return names
end

function gradient_meta.__tostring(t)
  local words = {}
  for i, name in ipairs(sorted_names(t)) do
    words[i] = ("%s = %s"):format(name, tostring(rawget(t, name)))
  end
  return "{" .. table.concat(words, ", ") .. "}"
end

function gradient_meta.__pairs(t)
  local names, i = sorted_names(t), 0
  return function()
    i = i + 1
    if names[i] then return names[i], rawget(t, names[i]) end
  end
end

--- e:gradient(): a table {x = derivative by x, ...} over all symbols, or those
--- of the list; pairs() goes through it by name, print shows it.
function methods.gradient(e, list)
  local n = self_node(e, "gradient")
  local names
  if list == nil then
    names = node.names(n)
  elseif type(list) == "table" then
    names = {}
    for i, value in ipairs(list) do names[i] = symbol_name("gradient", i, value) end
  else
    names = {symbol_name("gradient", 1, list)}
  end
  local result = {}
  for i, derivative in ipairs(node.derivatives(n, names)) do
    result[names[i]] = wrap(simplified(derivative))
  end
  return setmetatable(result, gradient_meta)
end

--- e:eval{x = 3, y = 4}: the value, a float.
function methods.eval(e, given)
  local n = self_node(e, "eval")
  return values.program(n)(values.by_name("eval", node.names(n), values.read("eval", given)))
end

--- e:subs{x = 2, y = other}: with numbers and expressions in the place of
--- symbols, all at once; simplified.
function methods.subs(e, given)
  local n = self_node(e, "subs")
  local nodes = {}
  for name, value in pairs(values.read("subs", given)) do
    nodes[name] = to_node(value)
    if not nodes[name] then
      blame("bad value of '%s' to 'subs' (a number or an expression expected, got %s)", name,
            core.describe(value))
    end
  end
  return wrap(simplified(node.substitute(n, nodes)))
end

--- e:simplify(): the same, shorter where that is found.
function methods.simplify(e) return wrap(simplified(self_node(e, "simplify"), true)) end

function methods.latex(e) return node.text(self_node(e, "latex"), "latex") end

function methods.tostring(e) return node.text(self_node(e, "tostring")) end

--- e:symbols(): the names of its symbols, sorted.
function methods.symbols(e) return node.names(self_node(e, "symbols")) end

-- A list of symbols or of their names, or a text of names.
local function argument_names(list, all)
  if list == nil then return all end
  local names = {}
  if type(list) == "string" then
    for name in list:gmatch("[^%s,]+") do names[#names + 1] = name end
  elseif type(list) == "table" then
    for i, value in ipairs(list) do names[i] = symbol_name("compile", i, value) end
  else
    names[1] = symbol_name("compile", 1, list)
  end
  return names
end

--- e:compile{"x", "y"}: function(x, y) -> value. Without a list the arguments
--- are the symbols in the order of e:symbols().
function methods.compile(e, list)
  local n = self_node(e, "compile")
  local all = node.names(n)
  local names, known = argument_names(list, all), {}
  for _, name in ipairs(names) do
    if known[name] then blame("bad argument #1 to 'compile' (%s is there twice)", name) end
    known[name] = true
  end
  for _, name in ipairs(all) do
    if not known[name] then
      blame("bad argument #1 to 'compile' (the expression has a symbol %s, which is not among " ..
            "the arguments%s)", name,
            #names > 0 and " " .. table.concat(names, ", ") or "")
    end
  end
  return node.compile({n}, names, ("function(%s)"):format(table.concat(names, ", ")))
end

expression.methods = methods
values.name_of = function(value)
  local n = unwrap(value)
  return n and n.op == "symbol" and n.name or nil
end

return expression
