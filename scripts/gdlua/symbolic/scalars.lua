--- From a graph of numbers and arrays to nodes of numbers (symbolic/node.lua):
--- every array becomes the list of its elements, in rows.
local node = require "gdlua.symbolic.node"

-- What a loop leaves behind at its first step is not written: 0 + a, 1*a.
local function apply(op, a, b, ...)
  if op == "add" and node.is_constant(a, 0) then return b end
  if op == "mul" and node.is_constant(a, 1) then return b end
  if (op == "add" or op == "sub") and node.is_constant(b, 0) then return a end
  if (op == "mul" or op == "div" or op == "pow") and node.is_constant(b, 1) then return a end
  return node.apply(op, a, b, ...)
end

-- More operations than this are no formula any more.
local most = 10000

--- The reason why something is no expression is raised as a table.
local function refuse(text) error({formula = text}, 0) end

local of = {}      -- of[operation](d, operands, shapes of operands) -> elements

local function length(d) return d.rows * d.cols end

local function chain(op, list)
  local result = list[1]
  for i = 2, #list do result = apply(op, result, list[i]) end
  return result
end

local function square(a) return apply("pow", a, node.constant(2)) end

local function sum(list) return #list == 0 and node.zero or chain("add", list) end

local function zeros(d)
  local list = {}
  for i = 1, length(d) do list[i] = node.zero end
  return list
end

-- place(i, j), from 0, of a part in the elements of the whole, from 1.
local function places(d)
  return function(i, j) return 1 + d.offset + i*d.row_step + j*d.col_step end
end

-- f(k, i, j) for each element: its number from 1, row and column from 0.
local function each(d, f)
  local k = 0
  for i = 0, d.rows - 1 do
    for j = 0, d.cols - 1 do
      k = k + 1
      f(k, i, j)
    end
  end
end

local function elementwise(d, operands)
  local list = {}
  for k = 1, length(d) do
    local args = {}
    for i, x in ipairs(operands) do args[i] = #x == 1 and x[1] or x[k] end
    list[k] = apply(d.op, table.unpack(args))
  end
  return list
end

function of.constant(d)
  local list = {}
  for k, value in ipairs(d.numbers) do list[k] = node.constant(value) end
  return list
end

of.select = elementwise

function of.detach()
  refuse("gd.detach, or gd.logsumexp or gd.softmax of an array, in it has no counterpart among " ..
         "expressions")
end

--
-- Reductions
--
-- f(list) of all elements, of each column or of each row.
local function reduce(d, x, shape, f)
  if d.axis == "all" then return {f(x)} end
  local list = {}
  local down = d.axis == "down"
  for a = 1, down and shape.cols or shape.rows do
    local part = {}
    for b = 1, down and shape.rows or shape.cols do
      part[b] = down and x[(b - 1)*shape.cols + a] or x[(a - 1)*shape.cols + b]
    end
    list[a] = f(part)
  end
  return list
end

function of.sum(d, x, s) return reduce(d, x[1], s[1], sum) end

function of.maximum(d, x, s)
  return reduce(d, x[1], s[1], function(list) return chain("max", list) end)
end

function of.minimum(d, x, s)
  return reduce(d, x[1], s[1], function(list) return chain("min", list) end)
end

function of.norm2(_, x)
  local list = x[1]
  if #list == 1 then return {apply("abs", list[1])} end
  if #list == 2 then return {apply("hypot", list[1], list[2])} end
  local squares = {}
  for k, a in ipairs(list) do squares[k] = square(a) end
  return {apply("sqrt", sum(squares))}
end

function of.sum_of(d, x)
  local list = {}
  for k = 1, length(d) do
    local terms = {}
    for i, term in ipairs(x) do terms[i] = term[k] end
    list[k] = chain("add", terms)
  end
  return list
end

--
-- Structure
--
function of.broadcast(d, x, s)
  local list, from = {}, s[1]
  -- A vector goes along the rows of a matrix.
  local rows, cols = from.rows, from.cols
  if from.rank == 1 and d.rank == 2 then rows, cols = 1, from.rows end
  each(d, function(k, i, j)
    list[k] = x[1][(rows == 1 and 0 or i)*cols + (cols == 1 and 0 or j) + 1]
  end)
  return list
end

function of.reshape(_, x) return x[1] end

function of.transpose(d, x, s)
  local list = {}
  if s[1].rank == 1 then return x[1] end
  each(d, function(k, i, j) list[k] = x[1][j*s[1].cols + i + 1] end)
  return list
end

function of.slice(d, x)
  local list, place = {}, places(d)
  each(d, function(k, i, j) list[k] = x[1][place(i, j)] end)
  return list
end

function of.pad(d, x, s)
  local list, place = zeros(d), places(d)
  each(s[1], function(k, i, j) list[place(i, j)] = x[1][k] end)
  return list
end

function of.update(d, x, s)
  local list, place = table.move(x[1], 1, #x[1], 1, {}), places(d)
  each(s[2], function(k, i, j) list[place(i, j)] = x[2][k] end)
  return list
end

function of.gather(d, x, s)
  local list, cols = {}, s[1].cols
  for _, row in ipairs(d.index) do
    for j = 1, cols do list[#list + 1] = x[1][row*cols + j] end
  end
  return list
end

function of.scatter_add(d, x)
  local list, cols = zeros(d), d.cols
  for i, row in ipairs(d.index) do
    for j = 1, cols do
      local at = row*cols + j
      local was, more = list[at], x[1][(i - 1)*cols + j]
      list[at] = was == node.zero and more or apply("add", was, more)
    end
  end
  return list
end

function of.concat(_, x)
  local list = {}
  for _, part in ipairs(x) do table.move(part, 1, #part, #list + 1, list) end
  return list
end

--
-- Products
--
local function inner(n, a, b)
  local terms = {}
  for k = 1, n do
    terms[k] = a(k) == b(k) and square(a(k)) or apply("mul", a(k), b(k))
  end
  return sum(terms)
end

function of.dot(_, x)
  return {inner(#x[1], function(k) return x[1][k] end, function(k) return x[2][k] end)}
end

function of.outer(d, x)
  local list = {}
  each(d, function(k, i, j) list[k] = apply("mul", x[1][i + 1], x[2][j + 1]) end)
  return list
end

-- element(i, j), from 1, of a matrix or its transpose.
local function elements(x, s, transposed)
  if transposed then return function(i, j) return x[(j - 1)*s.cols + i] end end
  return function(i, j) return x[(i - 1)*s.cols + j] end
end

-- A vector is a column.
local function product(d, x, s)
  local a, b = elements(x[1], s[1], d.transpose_a), elements(x[2], s[2], d.transpose_b)
  local n, list = d.transpose_a and s[1].rows or s[1].cols, {}
  each(d, function(k, i, j)
    list[k] = inner(n, function(l) return a(i + 1, l) end, function(l) return b(l, j + 1) end)
  end)
  return list
end

of.gemv, of.gemm = product, product

--
-- All of it
--
--- function(number of a node of graph g) -> list of the elements; `names` of the
--- parameters.
return function(g, names)
  local done, shapes, work = {}, {}, 0
  function of.param(d)
    local list, place = {}, places(d)
    each(d, function(k, i, j) list[k] = node.symbol(names[place(i, j)]) end)
    return list
  end
  local function read(k)
    local d = g:describe(k)
    local operands, operand_shapes = {}, {}
    for i, operand in ipairs(d) do
      operands[i], operand_shapes[i] = done[operand], shapes[operand]
    end
    done[k] = (of[d.op] or elementwise)(d, operands, operand_shapes)
    shapes[k] = d
    work = work + #done[k]
    if work > most then refuse(("it has more than %d operations"):format(most)) end
  end
  return function(root)
    -- Operands come before what uses them.
    local needed = {[root] = true}
    for k = root, 0, -1 do
      local d = needed[k] and not done[k] and g:describe(k) or {}
      if d.op == "attach" then refuse("gd.custom in it has no counterpart among expressions") end
      for _, operand in ipairs(d) do needed[operand] = true end
    end
    for k = 0, root do
      if needed[k] and not done[k] then read(k) end
    end
    return done[root]
  end
end
