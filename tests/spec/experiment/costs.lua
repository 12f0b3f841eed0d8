-- Costs with random parameters, for the studies of result:why(): each with a start,
-- and what is known of it.
local gd = require "gdlua"

local costs = {}

-- Random numbers of a study: uniform, whole, log-uniform, one of a list.
function costs.random(seed)
  local state = seed * 2654435761 + 97
  local function raw()
    state = state * 6364136223846793005 + 1442695040888963407
    return ((state >> 11) & 0xfffffffffffff) / 0x10000000000000
  end
  for _ = 1, 5 do raw() end
  local random = {}
  function random.uniform(a, b) return a + (b - a)*raw() end
  function random.whole(a, b) return a + math.floor((b - a + 1)*raw()) end
  function random.log(a, b) return a * (b/a)^raw() end
  function random.one(list) return list[random.whole(1, #list)] end
  function random.normal()
    return math.sqrt(-2*math.log(1 - raw())) * math.cos(2*math.pi*raw())
  end
  function random.vector(n, a, b)
    local v = {}
    for i = 1, n do v[i] = random.uniform(a, b) end
    return v
  end
  function random.dimension() return random.one{1, 2, 3, 5, random.whole(4, 12), random.whole(10, 50)} end
  return random
end

-- A rotation: a product of Householder's reflections, as a function.
local function rotation(random, n)
  local u = {}
  for k = 1, math.min(n, 3) do
    local v = gd.vector(random.vector(n, -1, 1))
    u[k] = v / v:norm()
  end
  return function(x)
    for _, v in ipairs(u) do x = x - 2*v:dot(x)*v end
    return x
  end
end

-- Curvatures from low to high, both among them.
local function curvatures(random, n, low, high)
  local d = {}
  for i = 1, n do d[i] = i == 1 and high or i == n and low or random.log(low, high) end
  return gd.vector(d)
end

-- A convex cost, its largest curvature near the minimum about `high`, ratio at most
-- `ratio`; n dimensions. {cost, start, minimum}
local kinds = {}

function kinds.quadratic(random, n, high, ratio)
  local d, turn = curvatures(random, n, high/ratio, high), rotation(random, n)
  local m = gd.vector(random.vector(n, -3, 3))
  return function(x)
    local y = turn(x - m)
    return (d*y*y):sum()/2
  end, m
end

function kinds.loop(random, n, high, ratio)
  local d, m = curvatures(random, n, high/ratio, high):totable(), random.vector(n, -3, 3)
  return function(x)
    local s = 0
    for i = 1, n do s = s + d[i]*(x[i] - m[i])^2/2 end
    return s
  end, gd.vector(m)
end

function kinds.hyperbolic(random, n, high, ratio)
  local d, m = curvatures(random, n, high/ratio, high), gd.vector(random.vector(n, -3, 3))
  local turn = rotation(random, n)
  return function(x) return (d*(gd.sqrt(1 + turn(x - m)^2) - 1)):sum() end, m
end

function kinds.quartic(random, n, high, ratio)
  local d, m = curvatures(random, n, high/ratio, high), gd.vector(random.vector(n, -3, 3))
  local a = random.uniform(0, 0.05)
  return function(x)
    local y = x - m
    return (d*(y^2/2 + a*y^4)):sum()
  end, m
end

function kinds.exponential(random, n, high, ratio)
  local d, m = curvatures(random, n, high/ratio, high):totable(), random.vector(n, -2, 2)
  return function(x)
    local s = 0
    for i = 1, n do
      local y = (x[i] - m[i])/2
      s = s + 2*d[i]*(math.exp(y) + math.exp(-y) - 2)
    end
    return s
  end, gd.vector(m)
end

local names = {"quadratic", "loop", "hyperbolic", "quartic", "exponential"}
costs.kinds, costs.names = kinds, names

--- A smooth convex cost of a random kind: cost, start, minimum, n.
function costs.smooth(random, n, high, ratio, only)
  local kind = random.one(only or names)
  local f, m = kinds[kind](random, n, high, n == 1 and 1 or ratio)
  local offset = random.one{0, 0, random.uniform(-5, 5)}
  local start = {}
  for i = 1, n do start[i] = m[i] + random.one{-1, 1}*random.uniform(0.5, 3) end
  return function(x) return f(x) + offset end, start, m
end

--- n = 1 as a number now and then, and a table with names.
function costs.shaped(random, f, start)
  local shape = random.whole(1, 4)
  if #start == 1 and shape <= 2 then
    return function(x) return f(gd.vector{x}) end, start[1], function(g) return function(x) return g(gd.vector{x})[1] end end
  end
  return f, start
end

return costs
