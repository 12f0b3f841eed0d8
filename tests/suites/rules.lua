-- Every update rule: on convex costs with known minima it comes near them, from
-- starts of every shape, with a step for each leaf, with leaves that stay.
local lu = require "luaunit"
local gd = require "gdlua"

local X = gd.matrix{{1, 0}, {0, 1}, {1, 1}, {-1, 1}, {0.5, -1}, {-1, -1}}
local y = X:matmul(gd.vector{2, -1}) + 0.5

-- name, cost, start, minimum; least: the least cost
local problems = {
  {"number", function(x) return (x - 3)^2 end, 1, 3, least = 0},
  {"ellipse", function(v) return (v[1] - 1)^2 + 5*(v[2] + 2)^2 end, {2, -1}, {1, -2}, least = 0},
  {"vector", function(v) return gd.sum_of_squares(v - gd.vector{1, 2, 3, 4}) end,
   gd.vector{2, 1, 2, 3}, {1, 2, 3, 4}, least = 0},
  {"regression", function(p)
     local e = X:matmul(p.w) + p.b - y
     return e:dot(e)/6
   end, {w = {1, -0.5}, b = 1}, {w = {2, -1}, b = 0.5}, least = 0},
  {"logistic", function(w)
     return math.log(1 + math.exp(w[1])) - 0.25*w[1] + 0.05*w[2]^2 - 0.1*w[2]
   end, {0.5, 0.5}, {-math.log(3), 1}, least = math.log(4/3) + 0.25*math.log(3) - 0.05},
  {"matrix", function(m) return gd.sum_of_squares(m - gd.matrix{{1, 2}, {3, 4}}) end,
   gd.matrix{{2, 1}, {2, 3}}, gd.matrix{{1, 2}, {3, 4}}, least = 0},
}

local function decaying(step) return gd.schedule.exponential(step, 0.997) end

-- Steps, decaying where the rule does not come to rest by itself; what else
-- it needs to know.
local rules = {
  gd = {0.08}, momentum = {0.02}, nesterov = {0.02}, adagrad = {0.5}, adadelta = {decaying(5)},
  rmsprop = {decaying(0.03)}, adam = {decaying(0.05)}, adamw = {decaying(0.05), {decay = 0}},
  amsgrad = {0.05}, adamax = {decaying(0.05)}, nadam = {decaying(0.05)}, radam = {decaying(0.05)},
  lion = {decaying(0.02)}, adabelief = {decaying(0.05)}, yogi = {0.1}, lamb = {decaying(0.05)},
  rprop = {0.05}, signsgd = {decaying(0.02)}, barzilai_borwein = {1}, polyak = {1},
  dog = {1}, prodigy = {1}, schedule_free = {0.1}, clip = {0.08, {norm = 3}},
}

local function method_of(name, p)
  local o = rules[name][2]
  if name == "polyak" then o = {minimum = p.least} end
  return o and gd.method[name](o) or gd.method[name]()
end

local function distance(a, b)
  if type(a) == "number" then return math.abs(a - b) end
  if type(a) == "userdata" then return gd.sum_of_squares(a - b)^0.5 end
  local sum = 0
  for key in pairs(a) do sum = sum + distance(a[key], b[key]) end
  return sum
end

TestRules = {}
for _, name in ipairs(gd.method.names()) do
  if gd.method[name]().kind == "rule" then
    local function run(p, more)
      local opts = {method = method_of(name, p), step = rules[name][1], epochs = 6000}
      for key, value in pairs(more or {}) do opts[key] = value end
      return gd.minimize(p[2], p[3], opts)
    end

    for _, p in ipairs(problems) do
      TestRules[("test_%s_%s"):format(name, p[1])] = function()
        local r = run(p)
        lu.assertTrue(distance(r.x, p[4]) < 2e-3, tostring(r))
        lu.assertTrue(r.cost < p.least + 1e-5, tostring(r))
      end
    end

    -- A step for each leaf: where they are the same, so is the run; a leaf
    -- with a step of 0 stays (but for Rprop, which has steps of its own).
    TestRules["test_" .. name .. "_leaf_steps"] = function()
      local p = problems[4]
      local step = rules[name][1]
      local r = run(p, {epochs = 300})
      local each = run(p, {epochs = 300, step = {w = step, b = step}})
      lu.assertEquals(each.epochs, r.epochs)
      lu.assertTrue(distance(each.x, r.x) < 1e-9, tostring(each.x) .. tostring(r.x))
      if name ~= "rprop" then
        lu.assertEquals(run(p, {epochs = 300, step = {w = step, b = 0}}).x.b, 1.0)
      end
    end

    TestRules["test_" .. name .. "_frozen"] = function()
      local p = problems[4]
      local r = run(p, {frozen = "b"})
      lu.assertEquals(r.x.b, 1.0)
      -- X'X w = X'(y - b)
      local w = gd.solve(X.T:matmul(X), X.T:matmul(y - 1))
      if name ~= "polyak" then lu.assertTrue(distance(r.x.w, w) < 2e-3, tostring(r)) end
    end

    TestRules["test_" .. name .. "_bounds"] = function()
      local low, high = gd.vector{1.5, -1.5}, gd.vector{3, 0}
      local r = run({"", function(v)
        for i = 1, 2 do assert(v[i] >= low[i] and v[i] <= high[i]) end
        return (v[1] - 1)^2 + 2*(v[2] + 2)^2
      end, {2, -1}, least = 0.75}, {bounds = {low, high}, epochs = 1000})
      for i = 1, 2 do lu.assertTrue(r.x[i] >= low[i] and r.x[i] <= high[i]) end
      lu.assertTrue(r.cost < 3)
    end

    -- The same numbers, whatever the shape they are in.
    TestRules["test_" .. name .. "_shapes"] = function()
      local function cost(a, b) return (a - 1)^2 + 3*(b + 2)^2 + a*b/2 end
      local opts = {method = method_of(name, {least = -1}), step = rules[name][1], epochs = 200}
      local v = gd.minimize(function(x) return cost(x[1], x[2]) end, {2, -1}, opts)
      local m = gd.minimize(function(x) return cost(x[1][1], x[1][2]) end, gd.matrix{{2, -1}}, opts)
      lu.assertEquals({m.x[1][1], m.x[1][2]}, {v.x[1], v.x[2]})
      if not opts.method.per_leaf then
        local t = gd.minimize(function(x) return cost(x.a, x.c.b) end, {a = 2, c = {b = -1}}, opts)
        lu.assertEquals({t.x.a, t.x.c.b}, {v.x[1], v.x[2]})
      end
    end

    TestRules["test_" .. name .. "_batches"] = function()
      gd.seed(3)
      local r = gd.minimize(function(p, b)
        local e = b.X:matmul(p.w) + p.b - b.y
        return e:dot(e)/#b.y
      end, {w = {1, -0.5}, b = 1}, {
        method = method_of(name, {least = 0}), step = rules[name][1], epochs = 400,
        data = {X = X, y = y}, batch = 3,
      })
      lu.assertTrue(r.cost < 0.05, tostring(r))
    end

    TestRules["test_" .. name .. "_checkpoint"] = function()
      local p, path = problems[4], os.tmpname()
      local opts = {method = method_of(name, p), step = rules[name][1], epochs = 90, tolerance = 0}
      local d, e = gd.descent(p[2], p[3], opts), gd.descent(p[2], p[3], opts)
      d:run(47)
      d:save(path)
      e:restore(path)
      os.remove(path)
      local r, s = d:run(), e:run()
      lu.assertEquals(s.epochs, r.epochs)
      lu.assertEquals(s.cost, r.cost)
      lu.assertEquals({s.x.w[1], s.x.w[2], s.x.b}, {r.x.w[1], r.x.w[2], r.x.b})
    end

    -- A run in two parts, a fork between them, is the run in one.
    for kind, step in pairs{one = rules[name][1], each = {w = rules[name][1], b = 0.01}} do
    TestRules[("test_%s_fork_%s"):format(name, kind)] = function()
      local p = problems[4]
      local opts = {method = method_of(name, p), step = step, epochs = 120, tolerance = 0}
      local whole = gd.minimize(p[2], p[3], opts)
      local d = gd.descent(p[2], p[3], opts)
      d:run(47)
      local fork = d:fork()
      for _, run_on in ipairs{d, fork} do
        local r = run_on:run()
        lu.assertEquals(r.epochs, whole.epochs)
        lu.assertEquals(r.cost, whole.cost)
        lu.assertEquals({r.x.w[1], r.x.w[2], r.x.b}, {whole.x.w[1], whole.x.w[2], whole.x.b})
      end
    end
    end
  end
end

os.exit(lu.LuaUnit.run())
