-- Random expressions: derivatives against differences, what is simplified and
-- what is printed against what was written.
local lu = require "luaunit"
local gd = require "gdlua"

local count = 500
local names = {"x", "y", "z"}
local symbols = {gd.symbols "x y z"}

-- Where the functions are defined for whatever comes: log of 1 + u^2, no more.
local unary = {
  function(u) return gd.sin(u) end, function(u) return gd.cos(u) end,
  function(u) return gd.tanh(u) end, function(u) return gd.sigmoid(u) end,
  function(u) return gd.softplus(u) end, function(u) return gd.atan(u) end,
  function(u) return gd.exp(gd.sin(u)) end, function(u) return gd.log(1 + u^2) end,
  function(u) return gd.sqrt(1 + u^2) end, function(u) return gd.abs(u) end,
  function(u) return gd.erf(u) end, function(u) return gd.relu(u) end,
  function(u) return u^2 end, function(u) return u^3 end, function(u) return -u end,
  function(u) return 1/(2 + u^2) end, function(u) return (1 + u^2)^1.5 end,
  function(u) return 2^gd.sin(u) end, function(u) return gd.exp(-u^2) end,
  function(u) return gd.cosh(gd.sin(u)) end,
}
local binary = {
  function(u, v) return u + v end, function(u, v) return u - v end,
  function(u, v) return u*v end, function(u, v) return u/(1 + v^2) end,
  function(u, v) return gd.hypot(u, v) end, function(u, v) return gd.max(u, v) end,
  function(u, v) return gd.min(u, v) end, function(u, v) return (1 + u^2)^gd.sin(v) end,
  function(u, v) return gd.atan(u, 2 + v^2) end, function(u, v) return u + v + u end,
  function(u, v) return u*v - u end, function(u, v) return gd.where(u, u*v, v) end,
}
local numbers = {2, 3, -1, 0.5, 1/3, 0.1, -2.5, 4, 10, math.pi}

local random                        -- a generator of its own: the same run each time
local function pick(list)
  random = (random*1103515245 + 12345) % 2147483648
  return list[random//65536 % #list + 1]
end

local kinds = {"unary", "unary", "binary", "binary", "binary", "leaf"}

local function expression(depth)
  local kind = depth == 0 and "leaf" or pick(kinds)
  if kind == "unary" then return pick(unary)(expression(depth - 1)) end
  if kind == "binary" then return pick(binary)(expression(depth - 1), expression(depth - 1)) end
  return pick{symbols[1], symbols[2], symbols[3], pick(symbols)*pick(numbers), pick(symbols) + pick(numbers)}
end

local function point()
  local p = {}
  for _, name in ipairs(names) do p[name] = pick{-1.7, -0.9, -0.35, 0.4, 0.8, 1.3} + pick{0.01, 0.023, 0.037} end
  return p
end

local function close(a, b, tolerance, what)
  local scale = math.max(1, math.abs(a), math.abs(b))
  if not (math.abs(a - b) <= tolerance*scale) then
    error(("%s: %.17g and %.17g"):format(what, a, b), 0)
  end
end

-- Expressions with points where they are of moderate size.
local function sample(seed)
  random = seed
  while true do
    local e, p = expression(4), point()
    if #e:symbols() > 0 and math.abs(e:eval(p)) < 1e3 then return e, p end
  end
end

local function each(check, n)
  for seed = 1, n or count do
    local e, p = sample(seed*7919)
    local ok, message = pcall(check, e, p)
    if not ok then
      lu.fail(("expression %d, %s at x = %.17g, y = %.17g, z = %.17g: %s"):format(
        seed, e:tostring(), p.x, p.y, p.z, message))
    end
  end
end

local environment = setmetatable({}, {__index = function(_, name)
  return rawget(gd, name) or math[name]
end})

-- The text as a chunk of Lua, run with the values of p.
local function run(text, p)
  local head = "local x, y, z = ...\nreturn "
  return assert(load(head .. text, text, "t", environment))(p.x, p.y, p.z) + 0.0
end

TestRandomExpressions = {}

function TestRandomExpressions.testDerivatives()
  each(function(e, p)
    local name = e:symbols()[1]
    local derivative = e:diff(name)
    local slope = derivative:eval(p)
    close(run(derivative:tostring(), p), slope, 1e-14, derivative:tostring())
    local f = e:compile(names)
    local function along(t)
      local q = {x = p.x, y = p.y, z = p.z}
      q[name] = t
      return f(q.x, q.y, q.z)
    end
    close(slope, gd.derivative(along, p[name], {mode = "richardson"}), 1e-6, "d/d" .. name)
  end)
end

function TestRandomExpressions.testGradientIsTheDerivatives()
  each(function(e, p)
    local g = e:gradient()
    for name, slope in pairs(g) do
      close(slope:eval(p), e:diff(name):eval(p), 1e-12, "d/d" .. name)
    end
  end, 100)
end

function TestRandomExpressions.testSimplifiedHasTheSameValue()
  each(function(e, p) close(e:simplify():eval(p), e:eval(p), 1e-12, "simplified") end)
end

function TestRandomExpressions.testSecondDerivativesAreSymmetric()
  each(function(e, p)
    local list = e:symbols()
    local a, b = list[1], list[#list]
    close(e:diff(a, b):eval(p), e:diff(b, a):eval(p), 1e-9, "mixed derivative")
  end, 50)
end

function TestRandomExpressions.testTextIsLua()
  each(function(e, p)
    lu.assertEquals(run(e:tostring(), p), e:eval(p))
  end)
end

function TestRandomExpressions.testSubstitutingIsEvaluating()
  each(function(e, p)
    close(e:subs{x = p.x}:eval(p), e:eval(p), 1e-11, "subs by a number")
    local other = e:subs{x = symbols[2] + 1}
    close(other:eval(p), e:eval{x = p.y + 1, y = p.y, z = p.z}, 1e-11, "subs by an expression")
    close(e:subs(p):eval(), e:eval(p), 1e-11, "subs of all")
  end)
end

function TestRandomExpressions.testCompiledIsEvaluated()
  each(function(e, p)
    lu.assertEquals(e:compile(names)(p.x, p.y, p.z), e:eval(p))
    lu.assertEquals(e(p), e:eval(p))
  end)
end

os.exit(lu.LuaUnit.run())
