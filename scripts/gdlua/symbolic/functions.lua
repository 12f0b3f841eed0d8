--- gd.exp ... gd.hypot and the functions of `math`, of nodes: function(name,
--- how many arguments, nodes) -> nodes. A name that is an operation of ops.def
--- is that; the others are here.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local node = require "gdlua.symbolic.node"

local apply = node.apply
local functions = {}

local function takes(name, n, least, most)
  if n < least or most and n > most then
    blame("bad number of arguments to '%s' (%s expected, got %d)", name,
          not most and ("%d or more"):format(least) or
          least == most and tostring(least) or ("%d or %d"):format(least, most), n)
  end
end

function functions.atan(n, y, x)
  takes("atan", n, 1, 2)
  return x and apply("atan2", y, x) or apply("atan", y)
end

-- The two bases that stock Lua knows better.
function functions.log(n, x, base)
  takes("log", n, 1, 2)
  if not base then return apply("log", x) end
  for _, b in ipairs{2, 10} do
    if node.is_constant(base, b) then return apply("log" .. b, x) end
  end
  return apply("div", apply("log", x), apply("log", base))
end

for _, name in ipairs{"min", "max"} do
  functions[name] = function(n, ...)
    takes(name, n, 1)
    local result = ...
    for i = 2, n do result = apply(name, result, (select(i, ...))) end
    return result
  end
end

function functions.clamp(n, x, low, high)
  takes("clamp", n, 3, 3)
  return apply("min", apply("max", x, low), high)
end

function functions.where(n, c, a, b)
  takes("where", n, 3, 3)
  return apply("select", c, a, b)
end

-- Of one number: itself.
function functions.logsumexp(n, x)
  takes("logsumexp", n, 1, 1)
  return x
end

function functions.modf(n, x)
  takes("modf", n, 1, 1)
  return apply("trunc", x), apply("frac", x)
end

local arity = {unary = 1, binary = 2}

return function(name, n, ...)
  if functions[name] then return functions[name](n, ...) end
  local kind = core.operation(name)
  if not kind then blame("'%s' cannot take an expression", name) end
  takes(name, n, arity[kind], arity[kind])
  return apply(name, ...)
end
