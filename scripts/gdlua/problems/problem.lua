--- A test problem made of its definition.
---
--- A definition has
---   name, title, source
---   n         the number of variables, or {default, min =, max =, multiple =}
---   m         the number of residuals: a number, function(n), or {default, max =}
---             where any number from n on will do (`default` a number or
---             function(n))
---   start     a list, or function(n) -> list
---   residuals function(x, m) -> list of m numbers;  or
---   cost      function(x) -> number
---   minimum   {cost =, x =}, or function(n, m) -> that or nil
---   minima    a list of other local ones, or function(n, m) -> that or nil
---   bounds    {lower, upper}, each a number or a list, or function(n) -> that
---   smooth    false: there is no gradient at the minimum
local blame = require "gdlua.blame"
local core = require "gdlua.core"

local meta = {__name = "problem", gdlua = "problem"}

function meta.__call(p, x) return p.cost(x) end

function meta.__tostring(p)
  local size = p.m and ("%d variables, %d residuals"):format(p.n, p.m) or
               ("%d variables"):format(p.n)
  local least = p.minimum and ("minimum %.9g"):format(p.minimum.cost) or "minimum not known"
  return ("%s: %s; %s; %s"):format(p.name, p.title, size, least)
end

local function asked(value, ...)
  if type(value) == "function" then return value(...) end
  return value
end

local function copy(list)
  return list and table.move(list, 1, #list, 1, {})
end

local function refuse(argument, d, expected, got)
  blame("bad argument #%d to 'problems.get' (%s expected for '%s', got %s)", argument, expected,
        d.name, core.describe(got))
end

-- A whole number in the range, or nil.
local function whole(value, low, high, multiple)
  local k = type(value) == "number" and math.tointeger(value)
  return k and k >= low and k <= high and k % multiple == 0 and k or nil
end

local function range(noun, low, high, multiple)
  local text = high < math.huge and ("%s from %d to %d"):format(noun, low, high) or
               ("%s, %d or more"):format(noun, low)
  return multiple > 1 and ("%s and a multiple of %d"):format(text, multiple) or text
end

local function variables(d, given)
  if type(d.n) == "number" then
    if given ~= nil and given ~= d.n then refuse(2, d, ("n = %d, or none,"):format(d.n), given) end
    return d.n
  end
  if given == nil then return d.n[1] end
  local low, high, multiple = d.n.min, d.n.max or math.huge, d.n.multiple or 1
  return whole(given, low, high, multiple) or refuse(2, d, range("n", low, high, multiple), given)
end

local function count_of_residuals(d, n, given)
  local free = type(d.m) == "table"
  local default = asked(free and d.m[1] or d.m, n)
  if given == nil or not free and given == default then return default end
  if not default then refuse(3, d, "no m (it has no residuals)", given) end
  if not free then refuse(3, d, ("m = %d, or none,"):format(default), given) end
  local high = d.m.max or math.huge
  return whole(given, n, high, 1) or refuse(3, d, range("m", n, high, 1), given)
end

local function sum_of_squares(r)
  local s = 0
  for i = 1, #r do s = s + r[i]^2 end
  return s
end

-- The start, and it 10 and 100 times as far from 0; a start at 0 becomes
-- (10, 10, ...) and (100, 100, ...), as More, Garbow and Hillstrom do it.
local function starts(x)
  local zero = true
  for _, v in ipairs(x) do zero = zero and v == 0 end
  local list = {}
  for k, factor in ipairs{1, 10, 100} do
    list[k] = {}
    for i, v in ipairs(x) do list[k][i] = zero and k > 1 and factor or factor*v end
  end
  return list
end

local function point(found)
  return found and {cost = found.cost, x = copy(found.x)}
end

local function points(list)
  local copies = {}
  for i, found in ipairs(list or {}) do copies[i] = point(found) end
  return copies
end

local function side(value, n)
  if type(value) == "table" then return copy(value) end
  local list = {}
  for i = 1, n do list[i] = value end
  return list
end

local function box(bounds, n)
  return bounds and {side(bounds[1], n), side(bounds[2], n)}
end

--- The problem with n variables and m residuals; without them, as many as usual.
return function(d, n, m)
  n = variables(d, n)
  m = count_of_residuals(d, n, m)
  local p = {
    name = d.name, title = d.title, source = d.source, family = d.family, n = n, m = m,
    smooth = d.smooth ~= false,
    starts = starts(asked(d.start, n)),
    minimum = point(asked(d.minimum, n, m)),
    minima = points(asked(d.minima, n, m)),
    bounds = box(asked(d.bounds, n), n),
  }
  p.start = copy(p.starts[1])
  if d.residuals then
    local residuals = d.residuals
    function p.residuals(x) return residuals(x, m) end
    function p.cost(x) return sum_of_squares(residuals(x, m)) end
  else
    local cost = d.cost
    function p.cost(x) return cost(x) end
  end
  return setmetatable(p, meta)
end
