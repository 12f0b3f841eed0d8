--- What suites on costs share; dofile of this file answers
---   received(start)   a new value as the cost gets it from that start: numbers
---       floats, plain arrays of numbers vectors, tables and arrays copied
---   flat(value)       its numbers as a list, in the order of the parameters
---   unflat(value, list)  a new value of that shape with these numbers
---   same(a, b)        are two numbers the same bits?
---   right(f, a, b)    is a, of the compiled cost f, the number that f answers? The
---       same bits; where f was packed, up to the order of sums
---   error(a, b)       of two lists: the largest difference of elements, relative
---       to the largest element of either (not below 1); not a number where one
---       is where the other is not
local gd = require "gdlua"

local flat = {}

local function is_list(t)
  for i = 1, #t do
    if type(t[i]) ~= "number" then return false end
  end
  for key in pairs(t) do
    if math.type(key) ~= "integer" then return false end
  end
  return #t > 0
end

-- Array part first, then keys by bytes.
local function keys_of(t)
  local list, n = {}, #t
  for i = 1, n do list[i] = i end
  local names = {}
  for key in pairs(t) do
    if math.type(key) ~= "integer" then names[#names + 1] = key end
  end
  table.sort(names)
  return table.move(names, 1, #names, n + 1, list)
end

function flat.received(start)
  if type(start) == "number" then return start + 0.0 end
  if type(start) == "userdata" then return start:copy() end
  if is_list(start) then return gd.vector(start) end
  local copy = {}
  for _, key in ipairs(keys_of(start)) do copy[key] = flat.received(start[key]) end
  return copy
end

local function add(list, value)
  if type(value) == "number" then
    list[#list + 1] = value + 0.0
  elseif type(value) == "userdata" then
    for _, item in ipairs(value) do add(list, item) end
  else
    for _, key in ipairs(keys_of(value)) do add(list, value[key]) end
  end
end

function flat.flat(value)
  local list = {}
  add(list, value)
  return list
end

local function fill(value, list, at)
  if type(value) == "number" then return list[at], at + 1 end
  if type(value) == "userdata" then
    for i, item in ipairs(value) do
      if type(item) == "number" then
        value[i], at = list[at], at + 1
      else
        _, at = fill(item, list, at)
      end
    end
    return value, at
  end
  for _, key in ipairs(keys_of(value)) do value[key], at = fill(value[key], list, at) end
  return value, at
end

function flat.unflat(value, list)
  local filled = fill(flat.received(value), list, 1)
  return filled
end

function flat.same(a, b)
  return string.pack("n", a) == string.pack("n", b)
end

local function is_packed(f)
  for _, path in ipairs(gd.explain(f).paths) do
    if path.packing and path.packing:find("^packed") then return true end
  end
  return false
end

function flat.right(f, a, b)
  return flat.same(a, b) or is_packed(f) and math.abs(a - b) <= 1e-13*math.max(1, math.abs(b))
end

function flat.error(a, b)
  if #a ~= #b then return math.huge end
  local scale, worst = 1, 0
  for i = 1, #a do scale = math.max(scale, math.abs(a[i]), math.abs(b[i])) end
  for i = 1, #a do
    local d = math.abs(a[i] - b[i])/scale
    if d ~= d then
      if (a[i] ~= a[i]) ~= (b[i] ~= b[i]) then return 0/0 end
    elseif d > worst then
      worst = d
    end
  end
  return worst
end

return flat
