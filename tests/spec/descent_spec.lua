local gd = require "gdlua"

local function square(x) return x*x end
local function bowl(x) return (x[1] - 1)^2 + 4*(x[2] + 2)^2 end
local function bowl_gradient(x) return gd.vector{2*(x[1] - 1), 8*(x[2] + 2)} end

-- The points of a run, the start included, as numbers or tables.
local function path(f, start, opts)
  local points, watch = {}, opts.on_epoch
  opts.on_epoch = function(s)
    points[#points + 1] = type(s.x) == "userdata" and s.x:totable() or s.x
    return watch and watch(s)
  end
  return points, gd.minimize(f, start, opts)
end

describe("gd.minimize", function()
  it("without a step is lbfgs", function()
    local r = gd.minimize(bowl, {5, 5})
    assert.is_true(r.converged)
    assert.is_true(r.epochs < 20)
    assert.is_true(gd.equal(r.x, {1, -2}, 1e-6))
  end)

  it("with a step is gradient descent", function()
    local points = path(square, 3, {step = 0.25, epochs = 3, tolerance = 0,
                                    gradient = function(x) return 2*x end})
    assert.same({3.0, 1.5, 0.75, 0.375}, points)
  end)

  it("is gradient descent where only an update rule will do", function()
    for _, opts in ipairs{
      {project = function(x) return x end}, {clip = {norm = 1}}, {on_rise = "halve"},
      {bounds = {0, 9}, method = "gd"},
    } do
      opts.epochs, opts.gradient = 1, function(x) return 2*x end
      local r = gd.minimize(square, 3, opts)
      assert.equal(opts.clip and 3 - 0.01 or 3 - 0.01*6, r.x)
    end
  end)

  it("is lbfgsb with bounds", function()
    local r = gd.minimize(bowl, {5, 5}, {bounds = {{-9, 0.5}, 9}})
    assert.is_true(r.converged)
    assert.is_true(r.epochs < 20)
    assert.equal(0.5, r.x[2])
    assert.is_true(math.abs(r.x[1] - 1) < 1e-6)
    assert.equal(r.epochs, gd.minimize(bowl, {5, 5}, {bounds = {{-9, 0.5}, 9}, method = "lbfgsb"}).epochs)
  end)

  it("takes on_rise = ignore with a solver", function()
    assert.is_true(gd.minimize(square, 3, {method = "lbfgs", on_rise = "ignore"}).converged)
  end)

  it("takes methods by name, by value and uncalled", function()
    for _, m in ipairs{"momentum", gd.method.momentum(), gd.method.momentum} do
      local r = gd.minimize(square, 3, {method = m, epochs = 2, tolerance = 0,
                                        gradient = function(x) return 2*x end})
      assert.is_true(math.abs(r.x - (3 - 0.06 - 0.01*(0.9*6 + 2*2.94))) < 1e-15)
    end
  end)

  it("uses the method's own step", function()
    local r = gd.minimize(square, 3, {method = "adam", epochs = 1})
    assert.is_true(math.abs(r.x - 2.999) < 1e-9)
  end)

  it("does not write into its start", function()
    local start = gd.vector{5, 5}
    local tree = {w = gd.vector{5}, b = 1}
    gd.minimize(bowl, start)
    gd.minimize(function(p) return p.w[1]^2 + p.b^2 end, tree)
    assert.equal(gd.vector{5, 5}, start)
    assert.equal(gd.vector{5}, tree.w)
    assert.equal(1, math.tointeger(tree.b))
  end)

  it("does not write into its options", function()
    local opts = {step = 0.1, epochs = 3, clip = {norm = 1}}
    gd.minimize(square, 3, opts)
    assert.same({step = 0.1, epochs = 3, clip = {norm = 1}}, opts)
  end)

  it("takes callable values for costs and gradients", function()
    local cost = setmetatable({}, {__call = function(_, x) return x*x end})
    local slope = setmetatable({}, {__call = function(_, x) return 2*x end})
    assert.equal(1.5, gd.minimize(cost, 3, {step = 0.25, epochs = 1, gradient = slope}).x)
  end)

  it("lets a cost write into its argument", function()
    local function spoil(x) local c = bowl(x); x[1], x[2] = 1e9, -1e9; return c end
    local function spoil_gradient(x) local g = bowl_gradient(x); x[1] = 7; return g end
    for _, gradient in ipairs{"central", bowl_gradient, spoil_gradient} do
      local a = gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 20, gradient = gradient})
      local b = gd.minimize(spoil, {5, 5}, {step = 0.1, epochs = 20, gradient = gradient})
      assert.equal(a.x, b.x)
    end
    local function tree(p) return p.w[1]^2 + p.b^2 end
    local function spoil_tree(p)
      local c = tree(p)
      p.w[1], p.b, p.c, p.w = 1e9, 1e9, 3, nil
      return c
    end
    local opts = {step = 0.1, epochs = 20}
    local a, b = gd.minimize(tree, {w = {3}, b = 2}, opts), gd.minimize(spoil_tree, {w = {3}, b = 2}, opts)
    assert.equal(a.x.w, b.x.w)
    assert.equal(a.x.b, b.x.b)
  end)

  it("runs inside a cost", function()
    -- min over x of (x - 2)^2 + min over y of (y - x)^2 + y^2
    local function inner(x)
      return gd.minimize(function(y) return (y - x)^2 + y^2 end, 0.5, {method = "lbfgs"}).cost
    end
    local r = gd.minimize(function(x) return (x - 2)^2 + inner(x) end, 0, {step = 0.2, epochs = 200})
    assert.is_true(math.abs(r.x - 4/3) < 1e-5, tostring(r))
  end)

  it("passes what a nested run raises through both", function()
    local function inner(x)
      return gd.minimize(function() error("deep", 0) end, x).cost
    end
    local ok, text = pcall(gd.minimize, inner, 1)
    assert.same({false, "deep"}, {ok, text})
    assert.is_true(gd.minimize(square, 1).converged)
  end)

  it("runs inside a coroutine, which may yield between epochs", function()
    local seen = {}
    local co = coroutine.wrap(function()
      for s in gd.descent(square, 4, {step = 0.25, epochs = 3}):epochs() do coroutine.yield(s.epoch) end
      return "over"
    end)
    for i = 1, 4 do seen[i] = co() end
    assert.same({1, 2, 3, "over"}, seen)
  end)

  it("lets a cost use coroutines of its own", function()
    local function cost(x)
      local sum = 0
      for part in coroutine.wrap(function() for i = 1, 2 do coroutine.yield((x - i)^2) end end) do
        sum = sum + part
      end
      return sum
    end
    assert.is_true(math.abs(gd.minimize(cost, 9).x - 1.5) < 1e-6)
  end)
end)

describe("the start is", function()
  local opts = {step = 0.25, epochs = 1, tolerance = 0}

  it("a number: the cost gets a float", function()
    local types = {}
    local r = gd.minimize(function(x) types[math.type(x)] = true; return x*x end, 3, opts)
    assert.same({float = true}, types)
    assert.equal("float", math.type(r.x))
    assert.is_true(math.abs(r.x - 1.5) < 1e-9)
  end)

  it("a plain list: a vector", function()
    local r = gd.minimize(function(x) return x:dot(x) end, {3, 4}, opts)
    assert.is_true(gd.equal(r.x, {1.5, 2}, 1e-9))
    assert.equal("userdata", type(r.x))
  end)

  it("a matrix: a matrix", function()
    local seen
    local r = gd.minimize(function(x) seen = {x.rows, x.cols}; return (x*x):sum() end,
                          gd.matrix{{1, 2, 3}, {4, 5, 6}}, opts)
    assert.same({2, 3}, seen)
    assert.is_true(gd.equal(r.x, gd.matrix{{0.5, 1, 1.5}, {2, 2.5, 3}}, 1e-8))
    assert.equal(2, r.gradient.rows)
  end)

  it("a nested table: the same shape", function()
    local function cost(p)
      return p.layer.w:dot(p.layer.w) + p.layer.b^2 + p[1]^2 + (p.m*p.m):sum()
    end
    local start = {2, layer = {w = {1, 2}, b = 3}, m = gd.matrix{{4}, {5}}}
    local r = gd.minimize(cost, start, opts)
    assert.is_true(math.abs(r.x[1] - 1) < 1e-8)
    assert.is_true(gd.equal(r.x.layer.w, {0.5, 1}, 1e-8))
    assert.is_true(math.abs(r.x.layer.b - 1.5) < 1e-8)
    assert.is_true(gd.equal(r.x.m, gd.matrix{{2}, {2.5}}, 1e-8))
    assert.is_true(math.abs(r.gradient.layer.b - 3) < 1e-8)
  end)

  it("a list of lists: two vectors, not a matrix", function()
    local kinds = {}
    gd.minimize(function(p) kinds = {type(p), type(p[1]), #p[1]}; return p[1]:sum()^2 + p[2]:sum()^2 end,
                {{1, 2}, {3, 4}}, opts)
    assert.same({"table", "userdata", 2}, kinds)
  end)

  it("ordered: list first, then keys by bytes", function()
    local h = gd.minimize(function(p) return p[1]^2 + p.B^2 + p.a^2 + p["\u{e9}"]^2 + p[2]^2 end,
                          {1, 2, a = 4, B = 3, ["\u{e9}"] = 5},
                          {step = 0, epochs = 0, history = {"x"}}).history
    assert.same({1, 2, 3, 4, 5}, h.x[1]:totable())
  end)

  it("named by any string", function()
    local r = gd.minimize(function(p) return p["a\0b"]^2 + p["a\0c"]^2 + p[""]^2 end,
                          {["a\0b"] = 1, ["a\0c"] = 2, [""] = 3}, {step = 0.25, epochs = 1})
    assert.is_true(math.abs(r.x["a\0c"] - 1) < 1e-8)
    assert.is_true(math.abs(r.x["a\0b"] - 0.5) < 1e-8)
    assert.is_true(math.abs(r.x[""] - 1.5) < 1e-8)
  end)

  it("of any size", function()
    for _, n in ipairs{1, 7, 8, 9, 64, 65, 1000} do
      local target = gd.linspace(-1, 1, n)
      local r = gd.minimize(function(x) local d = x - target; return d:dot(d) end, gd.zeros(n))
      assert.is_true(gd.equal(r.x, target, 1e-5), "n = " .. n)
    end
  end)
end)

describe("gd.maximize", function()
  local function hill(x) return 7 - (x - 2)^2 end
  local function slope(x) return -2*(x - 2) end

  it("finds the maximum", function()
    for _, opts in ipairs{{gradient = slope}, {step = 0.1}, {method = "adam", step = 0.05, epochs = 4000}} do
      local r = gd.maximize(hill, 5, opts)
      assert.is_true(r.converged, tostring(r))
      assert.is_true(math.abs(r.x - 2) < 1e-5)
      assert.is_true(math.abs(r.cost - 7) < 1e-9)
    end
  end)

  it("shows cost, gradient, best and history of f itself", function()
    local states = {}
    local r = gd.maximize(hill, 5, {step = 0.25, epochs = 2, gradient = slope,
      history = {"cost", "gradient", "step"},
      on_epoch = function(s) states[#states + 1] = {s.cost, s.gradient, s.best.cost, s.cost_change} end})
    assert.same({{-2.0, -6.0, -2.0, math.huge}, {4.75, -3.0, 4.75, 6.75}, {6.4375, -1.5, 6.4375, 1.6875}}, states)
    assert.same({-2, 4.75, 6.4375}, r.history.cost:totable())
    assert.same({-6, -3, -1.5}, r.history.gradient:totable())
    assert.equal(6.4375, r.cost)
    assert.equal(-1.5, r.gradient)
    assert.equal(1.5, r.gradient_norm)
    assert.same({x = 2.75, cost = 6.4375, epoch = 2}, r.best)
  end)

  it("is the mirror image of minimize", function()
    local down = gd.minimize(function(x) return -hill(x) end, 5, {step = 0.3, epochs = 9})
    local up = gd.maximize(hill, 5, {step = 0.3, epochs = 9})
    assert.equal(down.x, up.x)
    assert.equal(-down.cost, up.cost)
    assert.equal(-down.gradient, up.gradient)
  end)

  it("reads on_rise reversed", function()
    local r = gd.maximize(hill, 5, {step = 1.5, on_rise = "halve", gradient = slope})
    assert.is_true(r.converged)
    r = gd.maximize(hill, 5, {step = 1.5, on_rise = "stop", gradient = slope})
    assert.matches("^on_rise: the cost falls from %-2 to %-29 in epoch 1$", r.reason)
    assert.equal(5.0, r.x)
  end)

  it("reads patience, plateau and cost_below reversed", function()
    local r = gd.maximize(hill, 5, {step = 0, stop = gd.stop.patience(3)})
    assert.equal(3, r.epochs)
    assert.matches("no rise", r.reason)
    r = gd.maximize(hill, 5, {step = 0.1, gradient = slope, stop = gd.stop.cost_below(6)})
    assert.is_true(r.converged)
    assert.is_true(r.cost >= 6 and r.last.cost >= 6)
    r = gd.maximize(hill, 5, {step = gd.schedule.plateau{from = 0.1, patience = 0, factor = 0.5},
                              epochs = 4, gradient = slope})
    assert.same({0.1, 0.1, 0.1, 0.1, 0.1}, r.history.step:totable())
  end)

  it("answers the best point after divergence", function()
    local r = gd.maximize(function(x) return x < 10 and x or 0/0 end, 0, {step = 3, gradient = function() return 1 end})
    assert.equal(9.0, r.x)
    assert.equal(9.0, r.cost)
    assert.is_false(r.converged)
    assert.matches("^diverged: the cost is nan after 4 epochs %(best: 9 after 3%)$", r.reason)
  end)
end)

describe("the step", function()
  local function steps(opts, epochs)
    opts.epochs, opts.tolerance, opts.gradient = epochs or 3, 0, function(x) return 2*x end
    return gd.minimize(square, 8, opts).history.step:totable()
  end

  it("may be a schedule", function()
    assert.same({0.25, 0.25, 0.125, 0.0625}, steps{step = gd.schedule.exponential{from = 0.25, factor = 0.5}})
  end)

  it("may be a function of epoch and state", function()
    local asked = {}
    assert.same({1, 1, 0.25, 0.0625}, steps{step = function(t, s)
      asked[#asked + 1] = {t, s.epoch, s.updates, s.cost}
      return 4^-t
    end})
    assert.same({{0, 0, 0, 64.0}, {1, 1, 1, 64.0}, {2, 2, 2, 16.0}}, asked)
  end)

  it("may be zero", function()
    assert.equal(8.0, gd.minimize(square, 8, {step = 0, epochs = 3}).x)
  end)

  it("may be one per leaf", function()
    local r = gd.minimize(function(p) return p.w:dot(p.w) + p.b^2 end, {w = {4, 8}, b = 2},
      {step = {w = 0.25, b = gd.schedule.exponential{from = 0.5, factor = 0.5}}, epochs = 1,
       gradient = function(p) return {w = 2*p.w, b = 2*p.b} end})
    assert.equal(gd.vector{2, 4}, r.x.w)
    assert.equal(0.0, r.x.b)
    assert.same({0.5, 0.5}, r.history.step:totable())
  end)

  it("may be one per subtree, overridden within", function()
    local function cost(p) return p.a.x^2 + p.a.y^2 + p.b^2 end
    local function grad(p) return {a = {x = 2*p.a.x, y = 2*p.a.y}, b = 2*p.b} end
    local r = gd.minimize(cost, {a = {x = 8, y = 8}, b = 8},
                          {step = {a = 0.25, b = function(t) return t == 0 and 0 or 0.5 end},
                           epochs = 1, gradient = grad})
    assert.same({a = {x = 4.0, y = 4.0}, b = 8.0}, r.x)
    r = gd.minimize(cost, {a = {x = 8, y = 8}, b = 8},
                    {step = {a = {x = 0.25, y = 0.125}, b = 0}, epochs = 1, gradient = grad})
    assert.same({a = {x = 4.0, y = 6.0}, b = 8.0}, r.x)
  end)

  it("per leaf goes with every update rule", function()
    local function cost(p) return p.w:dot(p.w) + p.b^2 end
    for _, m in ipairs{"momentum", "nesterov", "adagrad", "rmsprop", "adam"} do
      local r = gd.minimize(cost, {w = {1, 2}, b = 3}, {method = m, step = {w = 0.01, b = 0}, epochs = 5})
      local s = gd.minimize(cost, {w = {1, 2}, b = 3}, {method = m, step = 0.01, frozen = "b", epochs = 5})
      assert.equal(3.0, r.x.b)
      assert.equal(s.x.w, r.x.w)
    end
  end)

  it("counts updates after per_update", function()
    local asked = {}
    local s = gd.schedule.define{name = "probe", at = function(t) asked[#asked + 1] = t; return 0 end}()
    local opts = {data = gd.zeros(4), batch = 2, epochs = 2, shuffle = false}
    opts.step = s
    gd.minimize(function(x) return x*x end, 1, opts)
    assert.same({0, 1}, asked)
    asked, opts.step = {}, s:per_update()
    gd.minimize(function(x) return x*x end, 1, opts)
    assert.same({0, 1, 2, 3}, asked)
  end)

  it("that remembers follows the cost of the run", function()
    local r = gd.minimize(square, 1, {step = gd.schedule.plateau{from = 1, factor = 0.5, patience = 1},
                                      epochs = 8, tolerance = 0, gradient = function(x) return 2*x end})
    -- step 1 jumps between 1 and -1 until the plateau halves it
    assert.same({1, 1, 1, 0.5}, r.history.step:slice(1, 4):totable())
    assert.equal(0.0, r.x)
  end)
end)

describe("the gradient", function()
  it("may be a mode, or a mode with its h", function()
    local function cube(x) return x^3 end
    for mode, expected in pairs{
      central = ((2 + 0.5)^3 - (2 - 0.5)^3), forward_difference = ((2.5)^3 - 8)/0.5, richardson = 12,
    } do
      local r = gd.minimize(cube, 2, {step = 0, epochs = 0, gradient = {mode = mode, h = 0.5}})
      assert.is_true(math.abs(r.gradient - expected) < 1e-9, mode)
      r = gd.minimize(cube, 2, {step = 0, epochs = 0, gradient = mode})
      assert.is_true(math.abs(r.gradient - 12) < 1e-6, mode)
    end
    assert.equal(12.25, gd.minimize(cube, 2, {step = 0, epochs = 0, gradient = {h = 0.5}}).gradient)
    for _, mode in ipairs{"auto", "reverse", "forward"} do
      assert.equal(12.0, gd.minimize(cube, 2, {step = 0, epochs = 0, gradient = mode}).gradient)
    end
  end)

  it("may be a function that returns lists, vectors, matrices or trees", function()
    local function one(f, start, g)
      return gd.minimize(f, start, {step = 1, epochs = 1, gradient = g}).x
    end
    local function zero() return 0 end
    assert.equal(gd.vector{-1, -2}, one(zero, {0, 0}, function() return {1, 2} end))
    assert.equal(gd.vector{-1, -2}, one(zero, {0, 0}, function() return gd.vector{1, 2} end))
    assert.equal(gd.matrix{{-1, -2}}, one(zero, gd.zeros(1, 2), function() return gd.matrix{{1, 2}} end))
    assert.equal(gd.matrix{{-1, -2}}, one(zero, gd.zeros(1, 2), function() return {{1, 2}} end))
    assert.equal(-1.0, one(zero, 0, function() return 1 end))
    local x = one(zero, {w = {0, 0}, b = {c = 0}}, function() return {b = {c = 3}, w = {1, 2}} end)
    assert.equal(gd.vector{-1, -2}, x.w)
    assert.same({c = -3.0}, x.b)
  end)

  it("costs one evaluation an epoch when given or exact, 1 + 2n by differences", function()
    assert.equal(4, gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 3, gradient = bowl_gradient}).evaluations)
    for _, mode in ipairs{"auto", "reverse", "forward"} do
      assert.equal(4, gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 3, gradient = mode}).evaluations)
    end
    assert.equal(20, gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 3, gradient = "central"}).evaluations)
    local calls = 0
    local r = gd.minimize(function(x) calls = calls + 1; return bowl(x) end, {5, 5})
    assert.equal(calls, r.evaluations)
  end)

  it("is not asked for outside the bounds", function()
    local function root(x)
      assert(x >= 0, "outside")
      return math.sqrt(x)
    end
    for _, mode in ipairs{"central", "forward_difference", "richardson"} do
      local r = gd.minimize(root, 1, {bounds = {0, 2}, step = 0.1, gradient = mode})
      assert.equal(0.0, r.x)
    end
  end)

  it("gets the batch too", function()
    local X = gd.vector{1, 2, 3, 6}
    local r = gd.minimize(function(m, x) local d = x - m; return d:dot(d)/#x end, 0,
      {data = X, step = 0.25, gradient = function(m, x) return 2*(m - x:mean()) end})
    assert.is_true(math.abs(r.x - 3) < 1e-6)
  end)
end)

describe("epochs", function()
  it("limit a run", function()
    local r = gd.minimize(square, 1, {step = 0.1, epochs = 7, tolerance = 0})
    assert.equal(7, r.epochs)
    assert.is_false(r.converged)
    assert.matches("^epochs: 7 of 7 done, |g| = %S+ > 0$", r.reason)
  end)

  it("may be none", function()
    local r = gd.minimize(square, 1, {epochs = 0})
    assert.equal(0, r.epochs)
    assert.equal(1.0, r.x)
    assert.matches("^epochs: 0 of 0 done", r.reason)
  end)

  it("default to 1000", function()
    assert.equal(1000, gd.minimize(square, 1, {step = 0}).epochs)
  end)

  it("may be without end", function()
    local r = gd.minimize(square, 1, {step = 1e-3, epochs = math.huge})
    assert.is_true(r.converged)
    assert.is_true(r.epochs > 1000)
  end)
end)

describe("time", function()
  it("limits a run", function()
    local r = gd.minimize(square, 1, {step = 0, epochs = math.huge, time = 0.02})
    assert.is_false(r.converged)
    assert.matches("^time: %S+ s >= 0.02 s after %d+ epochs$", r.reason)
    assert.is_true(r.elapsed >= 0.02)
  end)

  it("is looked at in every epoch of a run that is held in the hand", function()
    local function slow(x)
      local t = os.clock()
      repeat until os.clock() - t > 3e-4
      return x*x
    end
    local late = 0
    local d = gd.descent(slow, 3, {step = 1e-3, time = 0.05, tolerance = 0, epochs = math.huge})
    for s in d:epochs() do late = late + (s.elapsed >= 0.05 and 1 or 0) end
    assert.matches("^time: ", d:result().reason)
    assert.is_true(late <= 1)
  end)
end)

describe("tolerance", function()
  it("is met in the infinity norm, with <=", function()
    local function f(x) return 3*x[1] + 4*x[2] end
    local function g() return {3, -4} end
    assert.is_true(gd.minimize(f, {0, 0}, {gradient = g, tolerance = 4, step = 1}).converged)
    assert.is_false(gd.minimize(f, {0, 0}, {gradient = g, tolerance = 3.999, step = 1, epochs = 1}).converged)
  end)

  it("is asked at the start", function()
    local r = gd.minimize(square, 0, {gradient = function(x) return 2*x end})
    assert.equal(0, r.epochs)
    assert.equal(1, r.evaluations)
    assert.equal("gradient: |g| = 0 <= 1e-06 after 0 epochs", r.reason)
  end)

  it("is replaced by a rule", function()
    assert.equal(5, gd.minimize(square, 0, {step = 0.1, stop = gd.stop.epochs(5)}).epochs)
    assert.equal(9, gd.minimize(square, 0, {step = 0.1, stop = gd.stop.never(), epochs = 9}).epochs)
  end)
end)

describe("bounds", function()
  local function far(x) return (x[1] - 5)^2 + (x[2] + 5)^2 end

  it("may be numbers, lists or trees, or only one of them", function()
    for _, b in ipairs{{-1, 1}, {{-1, -1}, {1, 1}}, {gd.vector{-1, -1}, 1}} do
      local r = gd.minimize(far, {0, 0}, {bounds = b, step = 0.1})
      assert.equal(gd.vector{1, -1}, r.x)
      assert.is_true(r.converged)
      assert.equal(0.0, r.gradient_norm)
    end
    assert.is_true(gd.equal(gd.minimize(far, {0, 0}, {bounds = {-1}, step = 0.1}).x, {5, -1}, 1e-6))
    assert.is_true(gd.equal(gd.minimize(far, {0, 0}, {bounds = {nil, 1}, step = 0.1}).x, {1, -5}, 1e-6))
    local r = gd.minimize(function(p) return (p.w - 5)^2 + (p.b - 5)^2 end, {w = 0, b = 0},
                          {bounds = {{w = -1, b = -1}, {w = 1, b = math.huge}}, step = 0.1})
    assert.equal(1.0, r.x.w)
    assert.is_true(math.abs(r.x.b - 5) < 1e-5)
  end)

  it("hold with every update rule", function()
    for _, m in ipairs{"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"} do
      local lowest, highest = math.huge, -math.huge
      gd.minimize(function(x)
        lowest, highest = math.min(lowest, x[1], x[2]), math.max(highest, x[1], x[2])
        return far(x)
      end, {0, 0}, {method = m, step = 0.3, bounds = {-1, 1}, epochs = 50})
      assert.is_true(lowest >= -1 and highest <= 1, m)
    end
  end)

  it("may leave no room", function()
    local r = gd.minimize(far, {0, 0.5}, {bounds = {{0, -1}, {0, 1}}, step = 0.1})
    assert.equal(gd.vector{0, -1}, r.x)
    assert.is_true(r.converged)
  end)
end)

describe("project", function()
  local function far(x) return (x[1] - 3)^2 + (x[2] - 4)^2 end

  it("may return the point or change it", function()
    local function unit(x) local n = x:norm(); return n > 1 and x/n or x end
    local function unit_in_place(x)
      local n = x:norm()
      if n > 1 then for i = 1, #x do x[i] = x[i]/n end end
    end
    for _, p in ipairs{unit, unit_in_place} do
      local r = gd.minimize(far, {0, 0}, {project = p, step = 0.1})
      assert.is_true(gd.equal(r.x, {0.6, 0.8}, 1e-6))
      assert.is_true(r.converged, tostring(r))
    end
  end)

  it("works on trees and numbers", function()
    local r = gd.minimize(function(p) return (p.w - 5)^2 end, {w = 0},
                          {project = function(p) p.w = math.min(p.w, 2) end, step = 0.1})
    assert.equal(2.0, r.x.w)
    r = gd.minimize(function(x) return (x - 5)^2 end, 0,
                    {project = function(x) return math.min(x, 2) end, step = 0.1})
    assert.equal(2.0, r.x)
  end)

  it("goes with bounds, which have the last word", function()
    local r = gd.minimize(far, {0, 0}, {project = function(x) return x + 10 end, bounds = {-1, 1}, step = 0.1, epochs = 1})
    assert.equal(gd.vector{1, 1}, r.x)
  end)
end)

describe("frozen", function()
  local function cost(p) return p.a.w:dot(p.a.w) + p.a.c^2 + p.b^2 end
  local start = {a = {w = {1, 2}, c = 3}, b = 4}

  it("leaves stay, by name or list of names", function()
    for _, m in ipairs{"gd", "adam", "lbfgs"} do
      local step = m ~= "lbfgs" and 0.1 or nil
      local r = gd.minimize(cost, start, {frozen = "b", method = m, step = step, epochs = 5})
      assert.equal(4.0, r.x.b)
      assert.is_true(r.x.a.c < 3)
      assert.equal(0.0, r.gradient.b)
      r = gd.minimize(cost, start, {frozen = {"a.w", "b"}, method = m, step = step, epochs = 5})
      assert.equal(4.0, r.x.b)
      assert.equal(gd.vector{1, 2}, r.x.a.w)
      assert.is_true(r.x.a.c < 3)
      r = gd.minimize(cost, start, {frozen = "a", method = m, step = step, epochs = 5})
      assert.equal(gd.vector{1, 2}, r.x.a.w)
      assert.equal(3.0, r.x.a.c)
      assert.is_true(r.x.b < 4)
    end
  end)

  it("leaves count as 0 in the gradient norm", function()
    local r = gd.minimize(cost, start, {frozen = {"a", "b"}})
    assert.is_true(r.converged)
    assert.equal(0, r.epochs)
    r = gd.minimize(cost, start, {frozen = "a", step = 0.1})
    assert.is_true(r.converged)
    assert.is_true(math.abs(r.x.b) < 1e-6)
  end)

  it("leaves stay with bounds and decay", function()
    local r = gd.minimize(cost, start, {frozen = "b", method = gd.method.momentum{decay = 0.1},
                                        bounds = {-10, 10}, step = 0.1, epochs = 5})
    assert.equal(4.0, r.x.b)
  end)

  it("may name list entries", function()
    local r = gd.minimize(function(p) return p[1]:sum()^2 + p[2]:sum()^2 end, {{1, 1}, {2, 2}},
                          {frozen = "[2]", step = 0.1, epochs = 3})
    assert.equal(gd.vector{2, 2}, r.x[2])
    assert.is_true(r.x[1][1] < 1)
  end)
end)

describe("clip", function()
  local function f(x) return 3*x[1] + 4*x[2] end
  local function g() return {30, 40} end

  it("limits the 2-norm or each component", function()
    local function x(clip) return gd.minimize(f, {0, 0}, {gradient = g, clip = clip, step = 1, epochs = 1}).x end
    assert.is_true(gd.equal(x{norm = 5}, {-3, -4}, 1e-15))
    assert.equal(gd.vector{-30, -40}, x{norm = 51})
    assert.equal(gd.vector{-30, -35}, x{value = 35})
    assert.is_true(gd.equal(x{norm = 5, value = 3.5}, {-3, -3.5}, 1e-15))
  end)

  it("comes after the gradient norm that rules see", function()
    local r = gd.minimize(f, {0, 0}, {gradient = g, clip = {norm = 1e-9}, step = 1, epochs = 1})
    assert.is_false(r.converged)
    assert.equal(40.0, r.gradient_norm)
    assert.equal(gd.vector{30, 40}, r.gradient)
  end)
end)

describe("on_epoch", function()
  it("sees every epoch, the start included", function()
    local epochs = {}
    gd.minimize(square, 1, {step = 0.1, epochs = 3, on_epoch = function(s) epochs[#epochs + 1] = s.epoch end})
    assert.same({0, 1, 2, 3}, epochs)
  end)

  it("ends the run when it returns true, and only then", function()
    local r = gd.minimize(square, 1, {step = 0.1, on_epoch = function(s) return s.epoch == 4 end})
    assert.equal(4, r.epochs)
    assert.is_false(r.converged)
    assert.equal("on_epoch: ended by the script after 4 epochs", r.reason)
    r = gd.minimize(square, 1, {step = 0.1, epochs = 3, on_epoch = function() return "yes" end})
    assert.equal(3, r.epochs)
  end)

  it("sees the last epoch of a run that converges", function()
    local last
    local r = gd.minimize(square, 1, {step = 0.25, on_epoch = function(s) last = s.epoch end})
    assert.is_true(r.converged)
    assert.equal(r.epochs, last)
  end)
end)

describe("on_rise", function()
  local function slope(x) return 2*x end

  it("halve goes back and halves the step", function()
    local points, r = path(square, 1, {step = 1.5, on_rise = "halve", gradient = slope, epochs = 3, tolerance = 0})
    -- 1 - 1.5*2 = -2 rises; 1 - 0.75*2 = -0.5 does not
    assert.same({1.0, -0.5, 0.25, -0.125}, points)
    assert.same({1.5, 0.75, 0.75, 0.75}, r.history.step:totable())
    assert.equal(5, r.evaluations)
  end)

  it("halve goes on halving", function()
    local points = path(square, 1, {step = 16, on_rise = "halve", gradient = slope, epochs = 1})
    assert.same({1.0, -1.0}, points)
  end)

  it("halve survives costs that are not finite", function()
    local r = gd.minimize(function(x) return x < 0 and 0/0 or (x - 1)^2 end, 3,
                          {step = 2, on_rise = "halve", gradient = function(x) return 2*(x - 1) end})
    assert.is_true(r.converged)
  end)

  it("halve restores the memory of the method", function()
    local seen = {}
    local probe = gd.method.define{
      name = "probe", init = function() return {n = 0, m = gd.zeros(1)} end,
      update = function(x, g, step, s)
        s.n = s.n + 1
        s.m[1] = s.m[1] + 1
        seen[#seen + 1] = {step, s.n, s.m[1]}
        return x - step*g
      end,
    }
    gd.minimize(square, 1, {method = probe, step = 4, on_rise = "halve", gradient = slope, epochs = 2, tolerance = 0})
    -- 4 and 2 rise (to 49 and 9), 1 jumps to -1 and is no rise
    assert.same({{4, 1, 1.0}, {2, 1, 1.0}, {1, 1, 1.0}, {1, 2, 2.0}}, seen)
  end)

  it("halve gives up in the end", function()
    local r = gd.minimize(function(x) return x end, 0, {step = 1, on_rise = "halve", gradient = function() return -1 end})
    assert.is_false(r.converged)
    assert.equal(0.0, r.x)
    assert.matches("^on_rise: the cost rises from 0 to %S+ in epoch 1 even after the step was halved %d+ times$", r.reason)
  end)

  it("stop ends the run at the point before", function()
    local r = gd.minimize(square, 1, {step = 1.5, on_rise = "stop", gradient = slope})
    assert.equal("on_rise: the cost rises from 1 to 4 in epoch 1", r.reason)
    assert.is_false(r.converged)
    assert.equal(1.0, r.x)
    assert.equal(0, r.epochs)
  end)

  it("ignores rises below its factor", function()
    local r = gd.minimize(square, 1, {step = 1.5, on_rise = {action = "stop", factor = 5}, gradient = slope, epochs = 2})
    assert.equal(4.0, r.x)
    r = gd.minimize(square, 1, {step = 1.5, on_rise = {action = "stop", factor = 3}, gradient = slope})
    assert.equal(1.0, r.x)
  end)

  it("ignores rises by default", function()
    assert.equal(-2.0, gd.minimize(square, 1, {step = 1.5, gradient = slope, epochs = 1}).x)
  end)

  it("goes with steps per leaf", function()
    local function f(p) return p.a^2 + p.b^2 end
    local function g(p) return {a = 2*p.a, b = 2*p.b} end
    local r = gd.minimize(f, {a = 1, b = 1}, {step = {a = 2, b = 0}, on_rise = "halve", gradient = g, epochs = 1})
    assert.same({a = -1.0, b = 1.0}, r.x)
  end)
end)

describe("history", function()
  local opts = {step = 0.25, epochs = 3, tolerance = 0, gradient = function(x) return 2*x end}
  local function history(h, start, f)
    local o = {}
    for k, v in pairs(opts) do o[k] = v end
    o.history = h
    return gd.minimize(f or square, start or 4, o).history
  end
  local function keys(t)
    local list = {}
    for k in pairs(t) do list[#list + 1] = k end
    table.sort(list)
    return list
  end

  it("has epoch, cost, step and gradient norm by default", function()
    for _, h in ipairs{history(), history(true), history("all")} do
      assert.same({"cost", "epoch", "gradient_norm", "step"}, keys(h))
      assert.same({0, 1, 2, 3}, h.epoch:totable())
      assert.same({16, 4, 1, 0.25}, h.cost:totable())
      assert.same({8, 4, 2, 1}, h.gradient_norm:totable())
      assert.same({0.25, 0.25, 0.25, 0.25}, h.step:totable())
    end
  end)

  it("may be off", function()
    assert.is_nil(history(false))
  end)

  it("may be a list of fields", function()
    local h = history{"x", "gradient", "change", "updates", "evaluations", "elapsed", "epoch"}
    assert.same({"change", "elapsed", "epoch", "evaluations", "gradient", "updates", "x"}, keys(h))
    assert.same({4, 2, 1, 0.5}, h.x:totable())
    assert.same({8, 4, 2, 1}, h.gradient:totable())
    assert.same({math.huge, 2, 1, 0.5}, h.change:totable())
    assert.same({0, 1, 2, 3}, h.updates:totable())
    assert.same({1, 2, 3, 4}, h.evaluations:totable())
    for i = 2, 4 do assert.is_true(h.elapsed[i] >= h.elapsed[i - 1]) end
  end)

  it("has a row of x an epoch", function()
    local h = gd.minimize(function(x) return x:dot(x) end, {4, 8},
                          {step = 0.25, epochs = 1, history = {"x"}, gradient = function(x) return 2*x end}).history
    assert.equal(gd.matrix{{4, 8}, {2, 4}}, h.x)
  end)

  it("is thinned past 65,536 epochs; first, last and best are kept", function()
    -- the lowest cost is at an odd epoch
    local function wave(x) return math.abs(x - 70001) end
    local r = gd.minimize(wave, 0, {step = 1, epochs = 150003, gradient = function() return -1 end})
    local h = r.history
    assert.is_true(#h.epoch <= 65536 + 2)
    assert.is_true(#h.epoch > 65536/2)
    assert.equal(0.0, h.epoch[1])
    assert.equal(150003.0, h.epoch[#h.epoch])
    local at, odd = nil, 0
    for i = 1, #h.epoch do
      if h.epoch[i] == 70001 then at = i end
      if i > 1 then assert.is_true(h.epoch[i] > h.epoch[i - 1]) end
      if h.epoch[i] % 4 ~= 0 then odd = odd + 1 end
      assert.equal(math.abs(h.epoch[i] - 70001), h.cost[i])
    end
    assert.is_truthy(at)
    assert.equal(2, odd)
    assert.equal(70001, r.best.epoch)
  end)

  it("that is \"all\" is never thinned", function()
    local h = gd.minimize(square, 0, {step = 1, epochs = 70000, tolerance = 0, history = "all",
                                      stop = gd.stop.never(), gradient = function() return 0 end}).history
    assert.equal(70001, #h.epoch)
  end)
end)

describe("verbose", function()
  local function lines(opts)
    local globals = package.loaded._G      -- busted gives specs globals of their own
    local out, original = {}, globals.print
    globals.print = function(...) out[#out + 1] = tostring((...)) end
    local ok, e = pcall(gd.minimize, square, 4, opts)
    globals.print = original
    assert(ok, e)
    return out
  end

  it("prints a line per epoch", function()
    local out = lines{step = 0.25, epochs = 2, verbose = true, gradient = function(x) return 2*x end}
    assert.equal(3, #out)
    assert.equal("epoch 0  cost 16  |g| 8  step 0.25", out[1])
    assert.equal("epoch 2  cost 1  |g| 2  step 0.25", out[3])
  end)

  it("or every k, next to on_epoch", function()
    local seen = 0
    local out = lines{step = 0.25, epochs = 7, verbose = 3, tolerance = 0, on_epoch = function() seen = seen + 1 end}
    assert.equal(3, #out)
    assert.matches("^epoch 6 ", out[3])
    assert.equal(8, seen)
  end)

  it("leaves out the step a solver does not know yet", function()
    local out = lines{verbose = true}
    assert.matches("^epoch 0  cost 16  |g| 8$", out[1])
    assert.matches("step", out[2])
  end)
end)

describe("point and answer of a method", function()
  -- Evaluates ahead of the iterate, reports the mean of the iterates.
  local averaged = gd.method.define{
    name = "averaged", options = {{"ahead", 0.5}},
    init = function(x) return {sum = gd.zeros_like(x), n = 0, v = gd.zeros_like(x)} end,
    point = function(x, s, o) return x - o.ahead*s.v end,
    update = function(x, g, step, s)
      s.v = step*g
      local z = x - s.v
      s.sum, s.n = s.sum + z, s.n + 1
      return z
    end,
    answer = function(_, s) return s.sum/s.n end,
  }

  it("change where gradients are taken and what is reported", function()
    local z, v, sum, expected = 8.0, 0.0, 0.0, {8.0}
    for n = 1, 5 do
      v = 0.25*2*(z - 0.5*v)
      z = z - v
      sum = sum + z
      expected[n + 1] = sum/n
    end
    local asked = {}
    local points, r = path(square, 8, {method = averaged, step = 0.25, epochs = 5, tolerance = 0,
      gradient = function(x) asked[#asked + 1] = x; return 2*x end})
    assert.same(expected, points)
    assert.equal(square(r.x), r.cost)
    assert.equal(2*r.x, r.gradient)
    assert.equal(11, #asked)                 -- at the start, then at the point and at the answer
  end)

  it("go with batches, forks and retries", function()
    local function cost(m, x) local d = x - m; return d:dot(d)/#x end
    local opts = {method = averaged, step = 0.2, data = gd.vector{1, 2, 3, 4, 5}, batch = 2, epochs = 6}
    gd.seed(5)
    local whole = gd.minimize(cost, 9, opts)
    gd.seed(5)
    local d = gd.descent(cost, 9, opts)
    d:run(3)
    local f = d:fork()
    assert.equal(whole.x, d:run().x)
    assert.equal(whole.x, f:run().x)
    gd.seed(5)
    local n = 0
    d = gd.descent(function(m, x) n = n + 1; if n == 10 then error "once" end return cost(m, x) end, 9, opts)
    opts.shuffle = false
    local ok = pcall(d.run, d)
    assert.is_false(ok)
    local before = d:result()
    assert.equal(before.epochs*3, before.updates)
    assert.equal(6, d:run().epochs)
  end)
end)

describe("a descent as text", function()
  it("says where it is", function()
    local d = gd.descent(function(x) return x^2 end, 3, {step = 0.1})
    assert.equal("descent, not started", tostring(d))
    d:step()
    assert.equal("descent at epoch 1  cost 5.76  |g| 4.8  step 0.1", tostring(d))
  end)
end)
