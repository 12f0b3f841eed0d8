--- Parameters in the shape of a start: a number, an array, or a table of such
--- with named fields, nested. A plain list of numbers stands for a vector.
local core = require "gdlua.core"

local tree = {}

-- a < b by bytes, whatever the locale says
local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x < y end
  end
  return #a < #b
end

--- The keys of a table of leaves in the one order used everywhere: the array
--- part, then names by bytes.
function tree.keys(t)
  local keys, n = {}, #t
  for i = 1, n do keys[i] = i end
  local names = {}
  for key in pairs(t) do
    if type(key) == "string" then names[#names + 1] = key end
  end
  table.sort(names, before)
  return table.move(names, 1, #names, n + 1, keys)
end

--- Is `t` a plain list of numbers?
function tree.is_list(t)
  if type(t) ~= "table" or #t == 0 then return false end
  local n = 0
  for key, value in pairs(t) do
    if math.type(key) ~= "integer" or type(value) ~= "number" then return false end
    n = n + 1
  end
  return n == #t
end

--- The same shape with f(leaf) at every leaf.
function tree.map(f, x)
  if type(x) ~= "table" then return f(x) end
  local y = {}
  for _, key in ipairs(tree.keys(x)) do y[key] = tree.map(f, x[key]) end
  return y
end

local function copy(x, seen)
  if type(x) == "userdata" then return x:copy() end
  if type(x) ~= "table" then return x end
  if seen[x] then return seen[x] end
  local y = {}
  seen[x] = y
  for key, value in pairs(x) do y[key] = copy(value, seen) end
  return setmetatable(y, getmetatable(x))
end

--- A copy that shares no table or array with `x`; any keys will do, and what
--- was one table within `x` is one in the copy.
function tree.copy(x) return copy(x, {}) end

-- sqrt(a*a + b*b), a and b >= 0, that neither overflows nor underflows on the
-- way
local function hypot(a, b)
  if a < b then a, b = b, a end
  if b == 0 or a == math.huge then return a end
  local r = b / a
  return a * math.sqrt(1 + r*r)
end

--- The 2-norm over all leaves.
function tree.norm2(x)
  local kind = type(x)
  if kind == "number" then return math.abs(x) end
  if kind == "userdata" then return x:norm() end
  local sum = 0
  for _, key in ipairs(tree.keys(x)) do sum = hypot(sum, tree.norm2(x[key])) end
  return sum
end

--- The 2-norm of a - b, two of one shape.
function tree.distance(a, b)
  local kind = type(a)
  if kind == "number" then return math.abs(a - b) end
  if kind == "userdata" then return require "gdlua".distance(a, b) end
  local sum = 0
  for _, key in ipairs(tree.keys(a)) do
    sum = hypot(sum, tree.distance(a[key], b[key]))
  end
  return sum
end

local function mismatch(where, expected, got)
  return nil, ("%s should be %s, it is %s"):format(where, expected, core.describe(got))
end

local function array_like(value, x, where)
  local gd = require "gdlua"
  local ok, a = true, value
  if type(value) == "table" then
    ok, a = pcall(x.rank == 2 and gd.matrix or gd.vector, value)
  end
  if not ok or type(a) ~= "userdata" or core.describe(a) ~= core.describe(x) then
    return mismatch(where, "a " .. core.describe(x), ok and a or value)
  end
  return a
end

--- `value` as it must be to be compared with `x`: lists of numbers become
--- arrays. `where` is the name messages give it. Returns nil and what is
--- wrong where the shapes differ.
function tree.like(value, x, where)
  if type(x) == "number" then
    if type(value) ~= "number" then return mismatch(where, "a number", value) end
    return value
  elseif type(x) == "userdata" then
    return array_like(value, x, where)
  elseif type(value) ~= "table" then
    return mismatch(where, "a table", value)
  end
  local out = {}
  for _, key in ipairs(tree.keys(x)) do
    local name = type(key) == "string" and where .. "." .. key or where .. "[" .. key .. "]"
    local leaf, wrong = tree.like(value[key], x[key], name)
    if leaf == nil then return nil, wrong end
    out[key] = leaf
  end
  for _, key in ipairs(tree.keys(value)) do
    if out[key] == nil then
      return nil, ("%s has '%s', the parameters have not"):format(where, key)
    end
  end
  return out
end

return tree
