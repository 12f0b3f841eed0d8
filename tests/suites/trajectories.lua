-- A hundred updates of every rule, in a run as users make it, agree with the
-- formulas of tests/data/methods to 1e-12; and are the same in all bits where
-- the rule is called as Lua.
local lu = require "luaunit"
local gd = require "gdlua"
local formulas = dofile "tests/data/methods/formulas.lua"

local UPDATES = 100
local start = {1.5, -2, 0.75, 3}

-- Convex and smooth; its gradients change their signs along the way.
local function cost(x)
  local sum = 0
  for i = 1, 4 do sum = sum + i*(x[i] - 0.5)^2/2 + 0.1*(x[i] - 0.5)^4 end
  return sum + 0.3*x[1]*x[2]
end

local function gradient(x)
  local g = {}
  for i = 1, 4 do g[i] = i*(x[i] - 0.5) + 0.4*(x[i] - 0.5)^3 end
  g[1], g[2] = g[1] + 0.3*x[2], g[2] + 0.3*x[1]
  return g
end

-- The points of the formula; lr is a number or function(t), 0 first.
local function expected(formula, lr)
  local x, st, points = table.move(start, 1, 4, 1, {}), {{}, {}, {}, {}}, {}
  for t = 1, UPDATES do
    local g = gradient(x)
    for i = 1, 4 do
      x[i] = formula(x[i], g[i], type(lr) == "number" and lr or lr(t - 1), t, st[i])
    end
    points[t] = table.move(x, 1, 4, 1, {})
  end
  return points
end

local function run(m, lr, more)
  local opts = {method = m, step = lr, epochs = UPDATES, tolerance = 0, gradient = gradient,
                history = {"x", "cost"}}
  for key, value in pairs(more or {}) do opts[key] = value end
  local d = gd.descent(cost, start, opts)
  return d:run(), d
end

-- The same rule where it cannot be traced: its x is made text of.
local function as_lua(m)
  return gd.method.define{
    name = m.name, step = m.step, per_leaf = m.per_leaf,
    init = m.init and function(x) return m.init(x, m.o) end,
    update = function(x, g, step, s, _, t, c)
      local _ = tostring(x):len()
      return m.update(x, g, step, s, m.o, t, c)
    end,
    point = m.point and function(x, s) return m.point(x, s, m.o) end,
    answer = m.answer and function(x, s) return m.answer(x, s, m.o) end,
  }()
end

-- ours, its options, the formula, its options, step
local cases = {
  {"gd", {}, "sgd", {}, 0.05},
  {"momentum", {}, "sgd", {momentum = 0.9}, 0.02},
  {"momentum", {beta = 0.8, dampening = 0.3}, "sgd", {momentum = 0.8, dampening = 0.3}, 0.02},
  {"momentum", {beta = 0.7, nesterov = true}, "sgd", {momentum = 0.7, nesterov = true}, 0.02},
  {"momentum", {decay = 0.1}, "sgd", {momentum = 0.9, weight_decay = 0.1}, 0.02},
  {"momentum", {beta = 0.6, dampening = 0.1, decay = 0.05},
   "sgd", {momentum = 0.6, dampening = 0.1, weight_decay = 0.05}, 0.03},
  {"nesterov", {beta = 0.8}, "sgd", {momentum = 0.8, nesterov = true}, 0.02},
  {"adagrad", {}, "adagrad", {}, 0.3},
  {"adagrad", {epsilon = 0.1, initial = 0.2, decay = 0.1},
   "adagrad", {eps = 0.1, initial = 0.2, weight_decay = 0.1}, 0.3},
  {"adadelta", {}, "adadelta", {}, 1},
  {"adadelta", {rho = 0.95, epsilon = 1e-3, decay = 0.1},
   "adadelta", {rho = 0.95, eps = 1e-3, weight_decay = 0.1}, 1},
  {"rmsprop", {}, "rmsprop", {}, 0.02},
  {"rmsprop", {rho = 0.9, epsilon = 1e-3, decay = 0.1},
   "rmsprop", {alpha = 0.9, eps = 1e-3, weight_decay = 0.1}, 0.02},
  {"rmsprop", {beta = 0.5}, "rmsprop", {momentum = 0.5}, 0.02},
  {"rmsprop", {centered = true, epsilon = 0.1}, "rmsprop", {centered = true, eps = 0.1}, 0.02},
  {"rmsprop", {rho = 0.8, beta = 0.6, centered = true, epsilon = 0.01},
   "rmsprop", {alpha = 0.8, momentum = 0.6, centered = true, eps = 0.01}, 0.02},
  {"rmsprop", {rho = 0.8, beta = 0.6, centered = true, epsilon = 0.01, variant = "keras"},
   "graves", {alpha = 0.8, momentum = 0.6, centered = true, eps = 0.01}, 0.02},
  {"rmsprop", {beta = 0.5, variant = "paper"}, "graves", {momentum = 0.5}, 0.02},
  {"rmsprop", {variant = "optax"}, "graves", {}, 0.02},
  {"adam", {}, "adam", {}, 0.1},
  {"adam", {beta1 = 0.5, beta2 = 0.9, epsilon = 0.1}, "adam", {beta1 = 0.5, beta2 = 0.9, eps = 0.1}, 0.1},
  {"adam", {decay = 0.1}, "adam", {weight_decay = 0.1}, 0.1},
  {"adam", {epsilon = 0.01, variant = "keras"}, "keras", {eps = 0.01}, 0.1},
  {"adamw", {}, "adam", {decoupled = true, weight_decay = 0.01}, 0.1},
  {"adamw", {decay = 0.3, beta1 = 0.8, beta2 = 0.9, epsilon = 0.01},
   "adam", {decoupled = true, weight_decay = 0.3, beta1 = 0.8, beta2 = 0.9, eps = 0.01}, 0.1},
  {"adamw", {decay = 0.3, epsilon = 0.01, variant = "keras"}, "keras", {weight_decay = 0.3, eps = 0.01}, 0.1},
  {"amsgrad", {}, "adam", {amsgrad = true}, 0.1},
  {"amsgrad", {beta1 = 0.8, beta2 = 0.9, epsilon = 0.01, decay = 0.1},
   "adam", {amsgrad = true, beta1 = 0.8, beta2 = 0.9, eps = 0.01, weight_decay = 0.1}, 0.1},
  {"amsgrad", {beta2 = 0.9, epsilon = 0.01, variant = "keras"},
   "keras", {amsgrad = true, beta2 = 0.9, eps = 0.01}, 0.1},
  {"adamax", {}, "adamax", {}, 0.1},
  {"adamax", {beta1 = 0.8, beta2 = 0.9, epsilon = 0.01, decay = 0.1},
   "adamax", {beta1 = 0.8, beta2 = 0.9, eps = 0.01, weight_decay = 0.1}, 0.1},
  {"nadam", {}, "nadam", {}, 0.1},
  {"nadam", {beta1 = 0.8, beta2 = 0.9, epsilon = 0.01, momentum_decay = 0.05, decay = 0.1},
   "nadam", {beta1 = 0.8, beta2 = 0.9, eps = 0.01, momentum_decay = 0.05, weight_decay = 0.1}, 0.1},
  {"nadam", {momentum_decay = 0.3, variant = "keras"}, "nadam", {momentum_decay = 1}, 0.1},
  {"radam", {}, "radam", {}, 0.1},
  {"radam", {beta1 = 0.8, beta2 = 0.9, epsilon = 0.01, decay = 0.1},
   "radam", {beta1 = 0.8, beta2 = 0.9, eps = 0.01, weight_decay = 0.1}, 0.1},
  {"rprop", {}, "rprop", {}, 0.1},
  {"rprop", {shrink = 0.3, grow = 1.5, min = 1e-3, max = 0.2},
   "rprop", {etaminus = 0.3, etaplus = 1.5, min = 1e-3, max = 0.2}, 0.1},
  {"rprop", {variant = "paper"}, "rprop", {paper = true}, 0.1},
  {"lion", {}, "lion", {}, 0.05},
  {"lion", {beta1 = 0.8, beta2 = 0.7, decay = 0.1}, "lion", {beta1 = 0.8, beta2 = 0.7, weight_decay = 0.1}, 0.05},
  {"adabelief", {}, "adabelief", {}, 0.1},
  {"yogi", {}, "yogi", {}, 0.1},
  {"yogi", {initial = 4, epsilon = 0.1}, "yogi", {initial = 4, eps = 0.1}, 0.1},
  {"signsgd", {}, "signsgd", {}, 0.05},
  {"signsgd", {beta = 0.8}, "signsgd", {beta = 0.8}, 0.05},
}

local function check_near(points, history)
  for t, point in ipairs(points) do
    for i = 1, 4 do
      local got = history.x[t + 1][i]
      lu.assertTrue(math.abs(got - point[i]) <= 1e-12*math.max(1, math.abs(point[i])),
                    ("update %d, component %d: %.17g and %.17g"):format(t, i, got, point[i]))
    end
  end
end

local schedule = gd.schedule.exponential(1, 0.98)

TestTrajectories = {}
for k, case in ipairs(cases) do
  local name, o, formula, theirs, lr = table.unpack(case)
  local title = ("test_%02d_%s"):format(k, name)
  TestTrajectories[title] = function()
    local r, d = run(gd.method[name](o), lr)
    lu.assertEquals(r.updates, UPDATES)
    check_near(expected(formulas[formula](theirs), lr), r.history)
    if name ~= "gd" then lu.assertEquals(d:rungs().method, "compiled") end
  end
  -- (Rprop has the step for its first move only.)
  TestTrajectories[title .. "_decaying"] = name ~= "rprop" and function()
    local r = run(gd.method[name](o), lr*schedule)
    check_near(expected(formulas[formula](theirs), function(t) return lr*0.98^t end), r.history)
  end or nil
end

TestBits = {}
for _, name in ipairs(gd.method.names()) do
  local m = gd.method[name]()
  if m.kind == "rule" then
    TestBits["test_" .. name] = function()
      for _, more in ipairs{{}, {gradient = "auto"}, {gradient = "auto", step = false}} do
        if more.step == false then more.step = 0.3*gd.schedule.inverse_time(m.step, 0.1) end
        local r, d = run(m, m.step, more)
        local s, e = run(as_lua(m), m.step, more)
        local special = m.point or m.answer or name == "gd"
        lu.assertEquals(e:rungs().method, "Lua")
        if not special and r.epochs > 20 then lu.assertEquals(d:rungs().method, "compiled") end
        lu.assertEquals(r.epochs, s.epochs)
        lu.assertEquals(r.history.x, s.history.x)
        lu.assertEquals(r.history.cost, s.history.cost)
        lu.assertEquals(r.x, s.x)
      end
    end
  end
end

-- Whole stretches of epochs without Lua.
function TestBits.test_stretches()
  for _, name in ipairs(gd.method.names()) do
    local m = gd.method[name]()
    if m.kind == "rule" and not m.point then
      local d = gd.descent(cost, start, {method = m, epochs = 200, tolerance = 0, step = m.step/10})
      d:run()
      local count, epochs, why = d:stretches()
      lu.assertNil(why, name)
      if d:epoch() >= 200 then lu.assertTrue(count > 0 and epochs > 100, name .. " " .. epochs) end
    end
  end
end

os.exit(lu.LuaUnit.run())
