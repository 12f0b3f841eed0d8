--- What expressions are inside: nodes, plain tables that never change.
---   {op = "constant", value = 2.0}   {op = "symbol", name = "x"}
---   {op = "guard", u, a}: a, and 0 where u is 0. For derivatives at isolated
---       points; it is not shown
---   {op = name, operands ...}: any other operation of numbers of ops.def
--- A node may be an operand of several; work is done once for each node, and
--- nodes are handed to the engine (graph.h) for what it knows: derivatives,
--- values, texts.
local core = require "gdlua.core"

local node = {}

function node.constant(value) return {op = "constant", value = value + 0.0} end

function node.symbol(name) return {op = "symbol", name = name} end

function node.apply(op, ...) return {op = op, ...} end

node.zero, node.one = node.constant(0), node.constant(1)

function node.is_constant(a, value)
  return a.op == "constant" and (value == nil or a.value == value)
end

--- fold(root, f): f(node, results of its operands) of every node below the
--- root, operands first, each once. Answers the root's.
function node.fold(root, f, done)
  done = done or {}
  local function visit(a)
    local result = done[a]
    if result == nil then
      local operands = {}
      for i = 1, #a do operands[i] = visit(a[i]) end
      result = f(a, operands)
      done[a] = result
    end
    return result
  end
  return visit(root)
end

--- The names of the symbols, sorted.
function node.names(...)
  local names, seen, done = {}, {}, {}
  for _, root in ipairs{...} do
    node.fold(root, function(a)
      if a.op == "symbol" and not seen[a.name] then
        seen[a.name] = true
        names[#names + 1] = a.name
      end
      return true
    end, done)
  end
  table.sort(names)
  return names
end

--- How many operations, symbols and numbers it is written with. `counts`, a
--- table that is handed from call to call, saves counting a part twice.
function node.count(root, counts)
  return node.fold(root, function(a, operands)
    local n = a.op == "guard" and operands[2] or 1.0
    if a.op == "guard" then return n end
    for _, k in ipairs(operands) do n = n + k end
    return n
  end, counts)
end

--- Of the same structure?
function node.same(a, b)
  local seen = {}
  local function same(p, q)
    if p == q then return true end
    if p.op ~= q.op or #p ~= #q or p.name ~= q.name or p.value ~= q.value then return false end
    local known = seen[p]
    if known == q then return true end
    for i = 1, #p do
      if not same(p[i], q[i]) then return false end
    end
    seen[p] = q
    return true
  end
  return same(a, b)
end

--- Nodes with others in the place of symbols: values[name].
function node.substitute(root, values)
  return node.fold(root, function(a, operands)
    if a.op == "symbol" then return values[a.name] or a end
    for i = 1, #a do
      if operands[i] ~= a[i] then return {op = a.op, table.unpack(operands)} end
    end
    return a
  end)
end

--
-- Graphs
--
--- A graph of the nodes `roots`, whose parameters are the symbols `names`:
--- answers it, the list of its nodes for them, and that of the parameters.
--- `shown`: without guards.
function node.graph(roots, names, shown)
  local g, list, params = core.graph(), {}, {}
  local at = {}
  for i, name in ipairs(names) do
    params[i] = g:param(i)
    at[name] = params[i]
  end
  local function build(a, operands)
    if a.op == "constant" then return g:constant(a.value) end
    if a.op == "symbol" then return at[a.name] end
    if a.op ~= "guard" then return g:apply(a.op, table.unpack(operands)) end
    if shown then return operands[2] end
    local zero = g:constant(0)
    return g:apply("select", g:apply("eq", operands[1], zero), zero, operands[2])
  end
  local done = {}
  for i, root in ipairs(roots) do list[i] = node.fold(root, build, done) end
  return g, list, params
end

-- A list of nodes, added up.
local function total(list)
  local result = list[1]
  for i = 2, #list do result = node.apply("add", result, list[i]) end
  return result
end

--- function(k) -> node: the nodes of a graph as nodes here.
local function reader(g, names)
  local done = {}
  local function read(k)
    if done[k] then return done[k] end
    local got = {g:read(k)}
    local op = table.remove(got, 1)
    local result
    if op == "constant" then result = node.constant(got[1])
    elseif op == "param" then result = node.symbol(names[got[1]])
    else
      for i, operand in ipairs(got) do got[i] = read(operand) end
      if op == "sum_of" then result = total(got)
      else
        got.op = op
        result = got
      end
    end
    done[k] = result
    return result
  end
  return read
end

local function symbols(names)
  local list = {}
  for i, name in ipairs(names) do list[i] = node.symbol(name) end
  return list
end

--- The derivatives with respect to the symbols `wrt`, as a list of nodes: what
--- the rules of ops.def make of it, not simplified.
function node.derivatives(root, wrt)
  local names = node.names(root, table.unpack(symbols(wrt)))
  local g, list, params = node.graph({root}, names)
  local at, read, asked, found = {}, reader(g, names), {}, {}
  for i, name in ipairs(names) do at[name] = params[i] end
  for i, name in ipairs(wrt) do asked[i] = at[name] end
  for i, k in ipairs(g:derivatives(list[1], asked)) do found[i] = read(k) end
  return found
end

-- Bytes after which a text ends in "...": an expression with shared parts may
-- be longer than any memory.
local most_text = 100000

--- The text, or LaTeX ("latex").
function node.text(root, style)
  local names = node.names(root)
  local g, list = node.graph({root}, names, true)
  return g:text(list[1], names, style or "text", most_text)
end

--- function(numbers in the order of names) -> values of the roots. `called` is
--- what it calls itself in messages.
function node.compile(roots, names, called)
  local g, list = node.graph(roots, names)
  return g:compile(list, #names, called)
end

return node
