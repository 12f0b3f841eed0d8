-- Every method on every problem with a known minimum; every kind of difference
-- on smooth functions.
local lu = require "luaunit"
local gd = require "gdlua"

-- name, cost, gradient, start, minimum (points any of which will do), value
local problems = {
  {name = "parabola", start = -4,
   cost = function(x) return (x - 3)^2 + 1 end, gradient = function(x) return 2*(x - 3) end,
   minima = {3}, value = 1},
  {name = "quartic", start = 2,
   cost = function(x) return x^4/4 - x^2/2 end, gradient = function(x) return x^3 - x end,
   minima = {1, -1}, value = -0.25},
  {name = "sphere", start = {3, -4, 5},
   cost = function(x) return x:dot(x) end, gradient = function(x) return 2*x end,
   minima = {{0, 0, 0}}, value = 0},
  {name = "ellipse", start = {4, -3},
   cost = function(x) return (x[1] - 1)^2 + 5*(x[2] + 2)^2 end,
   gradient = function(x) return {2*(x[1] - 1), 10*(x[2] + 2)} end,
   minima = {{1, -2}}, value = 0},
  {name = "matyas", start = {2, 1},
   cost = function(x) return 0.26*(x[1]^2 + x[2]^2) - 0.48*x[1]*x[2] end,
   gradient = function(x) return {0.52*x[1] - 0.48*x[2], 0.52*x[2] - 0.48*x[1]} end,
   minima = {{0, 0}}, value = 0},
  {name = "booth", start = {0, 0},
   cost = function(x) return (x[1] + 2*x[2] - 7)^2 + (2*x[1] + x[2] - 5)^2 end,
   gradient = function(x)
     local a, b = x[1] + 2*x[2] - 7, 2*x[1] + x[2] - 5
     return {2*a + 4*b, 4*a + 2*b}
   end,
   minima = {{1, 3}}, value = 0},
  {name = "himmelblau", start = {2, 2.5}, tolerance = 1e-2,
   cost = function(x) return (x[1]^2 + x[2] - 11)^2 + (x[1] + x[2]^2 - 7)^2 end,
   gradient = function(x)
     local a, b = x[1]^2 + x[2] - 11, x[1] + x[2]^2 - 7
     return {4*x[1]*a + 2*b, 2*a + 4*x[2]*b}
   end,
   scale = 0.1,
   minima = {{3, 2}, {-2.805118086952745, 3.131312518250573}, {-3.779310253377747, -3.283185991286170},
             {3.584428340330492, -1.848126526964404}}, value = 0},
  {name = "log_cosh", start = {2, -1.5},
   cost = function(x) return math.log((math.exp(x[1]) + math.exp(-x[1]))/2) +
                             math.log((math.exp(x[2] - 1) + math.exp(1 - x[2]))/2) end,
   gradient = function(x)
     local function tanh(t) local e = math.exp(2*t); return (e - 1)/(e + 1) end
     return {tanh(x[1]), tanh(x[2] - 1)}
   end,
   minima = {{0, 1}}, value = 0},
  {name = "entropy", start = {2, 0.2},
   cost = function(x) return x[1]*math.log(x[1]) - x[1] + x[2] - math.log(x[2]) end,
   gradient = function(x) return {math.log(x[1]), 1 - 1/x[2]} end, project = {1e-3, 100},
   minima = {{1, 1}}, value = 0},
  {name = "regression", start = {w = {0, 0}, b = 0}, tree = true,
   minima = {{w = {2, -1}, b = 0.5}}, value = 0},
  {name = "logistic", start = {0, 0},
   cost = function(w) return math.log(1 + math.exp(w[1])) - 0.25*w[1] + 0.05*w[2]^2 - 0.1*w[2] end,
   gradient = function(w) return {1/(1 + math.exp(-w[1])) - 0.25, 0.1*w[2] - 0.1} end,
   minima = {{-math.log(3), 1}}, value = math.log(4/3) + 0.25*math.log(3) - 0.05},
  {name = "matrix", start = gd.zeros(2, 2),
   cost = function(m) local d = m - gd.matrix{{1, 2}, {3, 4}}; return (d*d):sum() end,
   gradient = function(m) return 2*(m - gd.matrix{{1, 2}, {3, 4}}) end,
   minima = {gd.matrix{{1, 2}, {3, 4}}}, value = 0},
}

do
  local X = gd.matrix{{1, 0}, {0, 1}, {1, 1}, {-1, 1}, {0.5, -1}, {-1, -1}}
  local y = X:matmul(gd.vector{2, -1}) + 0.5
  for _, p in ipairs(problems) do
    if p.tree then
      function p.cost(q) local e = X:matmul(q.w) + q.b - y; return e:dot(e)/6 end
      function p.gradient(q)
        local e = X:matmul(q.w) + q.b - y
        return {w = X.T:matmul(e)/3, b = e:sum()/3}
      end
    end
  end
end

-- Methods with steps that reach the minimum of each; a decaying step where the
-- method never comes to rest by itself.
local decay = gd.schedule.exponential{from = 1, factor = 0.997}
local methods = {
  {name = "gd", step = 0.08},
  {name = "momentum", step = 0.02},
  {name = "nesterov", step = 0.02},
  {name = "momentum_nesterov", method = gd.method.momentum{nesterov = true}, step = 0.02},
  {name = "adagrad", step = 0.8},
  {name = "rmsprop", step = 0.03*decay},
  {name = "rmsprop_centered", method = gd.method.rmsprop{centered = true, beta = 0.5}, step = 0.02*decay},
  {name = "adam", step = 0.05},
  {name = "lbfgs"},
  {name = "lbfgs_short", method = gd.method.lbfgs{memory = 1}},
  {name = "lbfgsb"}, {name = "newton"}, {name = "newton_cg"}, {name = "trust_region"},
  {name = "trust_region_by_products", method = gd.method.trust_region{exact = 0}},
}

local function distance(x, y)
  if type(x) == "number" then return math.abs(x - y) end
  if type(x) == "userdata" then
    if x.rank == 2 then return (x - y):norm() end
    return gd.distance(x, y)
  end
  local sum = 0
  for key in pairs(x) do sum = sum + distance(x[key], y[key]) end
  return sum
end

local function nearest(x, points)
  local least = math.huge
  for _, point in ipairs(points) do least = math.min(least, distance(x, point)) end
  return least
end

local function options(p, m, gradient)
  local solver = m.step == nil
  return {
    method = m.method or m.name, epochs = 6000, gradient = gradient,
    step = not solver and (p.scale and p.scale*gd.schedule.constant(1)*m.step or m.step) or nil,
    bounds = not solver and p.project or nil,
  }
end

TestMethods = {}
for _, m in ipairs(methods) do
  for _, p in ipairs(problems) do
    for kind, gradient in pairs{given = p.gradient, differences = "auto"} do
      TestMethods[("test_%s_%s_%s"):format(m.name, p.name, kind)] = function()
        local r = gd.minimize(p.cost, p.start, options(p, m, gradient))
        lu.assertTrue(nearest(r.x, p.minima) < (p.tolerance or 1e-3), tostring(r))
        lu.assertAlmostEquals(r.cost, p.value, 1e-4)
        -- the mirror image has its maximum there
        local negative = kind == "given" and function(x)
          local g = gradient(x)
          if type(g) == "number" or type(g) == "userdata" then return -g end
          if g.w then return {w = -g.w, b = -g.b} end
          return {-g[1], -g[2]}
        end or gradient
        local top = gd.maximize(function(x) return -p.cost(x) end, p.start, options(p, m, negative))
        lu.assertEquals(top.epochs, r.epochs)
        lu.assertEquals(top.cost, -r.cost)
        lu.assertEquals(distance(top.x, r.x), 0)
      end
    end
  end
end

TestDifferences = {}
local smooth = {
  sin = {math.sin, math.cos}, exp = {math.exp, math.exp}, log = {math.log, function(x) return 1/x end},
  cube = {function(x) return x^3 end, function(x) return 3*x^2 end},
  bell = {function(x) return math.exp(-x*x) end, function(x) return -2*x*math.exp(-x*x) end},
  root = {math.sqrt, function(x) return 0.5/math.sqrt(x) end},
  atan = {math.atan, function(x) return 1/(1 + x*x) end},
  line = {function(x) return 3*x - 7 end, function() return 3 end},
}
local accuracy = {auto = 2e-9, central = 2e-9, forward_difference = 2e-6, richardson = 2e-11}
for name, f in pairs(smooth) do
  for mode, tol in pairs(accuracy) do
    TestDifferences["test_" .. mode .. "_" .. name] = function()
      for _, x in ipairs{0.3, 0.9, 1.7, 3.1, 5.9} do
        local scale = math.max(1, math.abs(f[2](x)), math.abs(f[1](x)))
        lu.assertAlmostEquals(gd.derivative(f[1], x, {mode = mode}), f[2](x), tol*scale)
        -- one variable of several, and the same bits alone as among others
        local g = gd.gradient(function(v) return f[1](v[1]) + f[1](v[2]) end, {x, 1}, {mode = mode})
        lu.assertAlmostEquals(g[1], f[2](x), 4*tol*scale*math.max(1, math.abs(f[1](1))))
      end
    end
  end
end

os.exit(lu.LuaUnit.run())
