--- Differences in plain Lua: gradients inside a function that is being traced,
--- and derivatives of maps and of gradients. Gradients of costs are the engine's
--- (engine/numdiff), whose steps and order of operations are followed here.
local core = require "gdlua.core"
local tree = require "gdlua.tree"

local differences = {}

--
-- Gradients as part of a traced function
--
-- The power of two next to |x| from below, at least 1. By comparing: what is
-- traced then knows up to where it holds.
local function scale(x)
  local s, size = 1.0, math.abs(x)
  while 2*s <= size and s < 0x1p1022 do s = 2*s end
  return s
end

local formulas = {}

function formulas.central(f, x, _, given)
  local h = given > 0 and given or scale(x) * 0x1p-17
  local above, below = x + h, x - h
  return (f(above) - f(below)) / (given > 0 and 2*h or above - below)
end

function formulas.forward_difference(f, x, value, given)
  local h = given > 0 and given or scale(x) * 0x1p-26
  local above = x + h
  return (f(above) - value) / (given > 0 and h or above - x)
end

function formulas.richardson()
  core.refuse('gradients of mode "richardson", which choose their steps as they go')
end

-- A copy of a list, tree or array with `value` at `key`.
local function with(x, key, value)
  local y
  if type(x) == "userdata" then y = x:copy()
  else
    y = {}
    for _, k in ipairs(tree.keys(x)) do y[k] = x[k] end
  end
  y[key] = value
  return y
end

--- Gradient and cost at x by differences of f(x, ...), in operations that can be
--- traced.
function differences.gradient(f, x, mode, h, ...)
  local extra = table.pack(...)
  local function cost(at) return f(at, table.unpack(extra, 1, extra.n)) end
  local value, formula = cost(x), formulas[mode]
  -- `rebuild` gives the whole point with another value in the place of `part`.
  local function visit(part, rebuild)
    local kind = type(part)
    if kind == "number" then
      return formula(function(at) return cost(rebuild(at)) end, part, value, h)
    end
    local g = kind == "userdata" and require "gdlua".zeros_like(part) or {}
    local keys = kind == "table" and tree.keys(part) or nil
    for i = 1, keys and #keys or #part do
      local key = keys and keys[i] or i
      g[key] = visit(part[key], function(v) return rebuild(with(part, key, v)) end)
    end
    return tree.is_list(g) and require "gdlua".vector(g) or g
  end
  return visit(x, function(v) return v end), value
end

--
-- Maps from vectors to vectors: g(v) answers a vector
--
-- Fourth order: what is left of g is the fifth derivative times h^4/30.
local function slope(g, x, direction, h)
  local function at(t) return g(x + t*direction) end
  return (8*(at(h) - at(-h)) - (at(2*h) - at(-2*h))) / (12*h)
end

--- The derivative of g along `direction`, which is not 0; `exponent` of the
--- step, relative to the larger of 1 and the components that vary.
function differences.along(g, x, direction, exponent)
  local size, longest = 1, 0
  for i = 1, #x do
    if direction[i] ~= 0 then size = math.max(size, math.abs(x[i])) end
    longest = math.max(longest, math.abs(direction[i]))
  end
  return slope(g, x, direction, scale(size) * 2.0^exponent / longest)
end

--- The derivatives of g by each component of x: a list of vectors.
function differences.columns(g, x, exponent)
  local gd = require "gdlua"
  local list = {}
  for i = 1, #x do
    local unit = gd.zeros(#x)
    unit[i] = 1
    list[i] = differences.along(g, x, unit, exponent)
  end
  return list
end

return differences
