local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local function bowl(v) return v[1]^2 + 25*v[2]^2 end       -- steps below 2/50 are stable

local function rows(n)
  gd.seed(4)
  local X = gd.normal({n, 3})
  return {X = X, y = X:matmul(gd.vector{1, -2, 0.5})}
end
local function squares(w, b) return ((b.X:matmul(w) - b.y)^2):mean() end

describe("gd.lr_find", function()
  it("finds a step that is stable and lowers the cost", function()
    for _, scale in ipairs{1e-3, 1, 1e3} do
      local found = gd.lr_find(function(v) return scale*bowl(v) end, {3, 1})
      local critical = 2/(50*scale)
      assert.is_true(found.step < critical and found.step > 0.05*critical, tostring(found))
      assert.is_true(gd.minimize(bowl, {3, 1}, {step = found.step*scale, epochs = 2000}).converged)
    end
  end)

  it("finds it for every update rule", function()
    local p = gd.problems.rosenbrock
    for _, name in ipairs{"gd", "momentum", "nesterov", "rmsprop", "adam", "adagrad", "lion"} do
      local found = gd.lr_find(p, p.start, {method = name})
      local r = gd.minimize(p, p.start, {method = name, step = found.step, epochs = 100})
      assert.is_true(r.cost < 0.5*found.start_cost, name .. ": " .. tostring(found))
      assert.equal(name, found.method:match("^[%w_]+"))
    end
  end)

  it("is the test that it says: one run with a growing step", function()
    local found = gd.lr_find(bowl, {3, 1}, {from = 1e-4, to = 0.01, points = 21, epochs = 10})
    local x, q = gd.vector{3, 1}, 100^(1/20)
    assert.equal(21, #found.steps)
    assert.equal(bowl(x), found.start_cost)
    for k = 1, 21 do
      assert.equal(1e-4*q^(k - 1), found.steps[k])
      x = x - found.steps[k]*gd.gradient(bowl, x)
      assert.is_true(gd.equal(bowl(x), found.costs[k], 1e-12))
    end
  end)

  it("picks the trial that ends lowest, and each a third of the one before", function()
    local found = gd.lr_find(bowl, {3, 1})
    local best = found.trials[1]
    for i, t in ipairs(found.trials) do
      if t.cost < best.cost then best = t end
      if i > 1 then
        local ratio = found.trials[i - 1].step/t.step
        assert.is_true(ratio > 2.7 and ratio < 3.3, ratio)
      end
      local r = gd.minimize(bowl, {3, 1}, {step = t.step, epochs = 100, tolerance = 0, history = "all"})
      if r.history.cost[101] then
        local mean = 0
        for k = 82, 101 do mean = mean + r.history.cost[k]/20 end
        assert.is_true(gd.equal(mean, t.cost, 1e-9*math.abs(mean)))
      end
    end
    assert.equal(best.step, found.step)
    assert.is_truthy(found.reason:find("100 updates with it lead from cost 34 to", 1, true))
  end)

  it("leaves the start, the data and the random numbers as they are", function()
    local start, data = {w = gd.vector{1, 2, 3}}, rows(40)
    local before, X, y = start.w:copy(), data.X:copy(), data.y:copy()
    gd.seed(9)
    local expected = gd.uniform(3)
    gd.seed(9)
    gd.lr_find(function(p, b) return squares(p.w, b) end, start, {data = data, batch = 8})
    assert.equal(expected, gd.uniform(3))
    assert.equal(before, start.w)
    assert.equal(X, data.X)
    assert.equal(y, data.y)
  end)

  it("uses batches one after the other, in an order of gd.seed", function()
    local data = {y = gd.vector{1, 2, 3, 4, 5, 6, 7, 8}}
    local function cost(w, b) return ((w - b.y)^2):mean() end
    gd.seed(2)
    local order = gd.permutation(8)
    gd.seed(2)
    local found = gd.lr_find(cost, 0, {data = data, batch = 3, from = 0.01, to = 0.02, points = 10, epochs = 10})
    local w, step = 0, found.steps
    for k = 0, 1 do                     -- two batches, then the next pass
      local mean, sum = 0, 0
      for i = 1, 3 do
        local v = order[3*k + i]
        sum, mean = sum + (w - v)^2/3, mean + v/3
      end
      assert.is_true(gd.equal(sum, found.costs[k], 1e-12))
      w = w - step[k + 1]*2*(w - mean)
    end
    -- a trial sees the same batches: the mean of its last two costs
    gd.seed(2)
    local orders, costs = {gd.permutation(8)}, {}
    gd.uniform(1)                       -- that a run draws when it is made
    for k = 2, 6 do orders[k] = gd.permutation(8) end
    w = 0
    for k = 0, 10 do
      local mean, sum = 0, 0
      for i = 1, 3 do
        local v = orders[k//2 + 1][3*(k % 2) + i]
        sum, mean = sum + (w - v)^2/3, mean + v/3
      end
      costs[k] = sum
      w = w - found.trials[1].step*2*(w - mean)
    end
    assert.is_true(gd.equal((costs[9] + costs[10])/2, found.trials[1].cost, 1e-12*found.trials[1].cost))
    local again
    gd.seed(2)
    again = gd.lr_find(cost, 0, {data = data, batch = 3, from = 0.01, to = 0.02, points = 10, epochs = 10})
    assert.equal(tostring(found), tostring(again))
  end)

  it("averages the costs of batches", function()
    local found = gd.lr_find(squares, gd.zeros(3), {data = rows(60), batch = 6})
    local sum = 0
    for k = 11, 21 do sum = sum + found.costs[k]/11 end
    assert.is_true(gd.equal(sum, found.smooth[16], 1e-12))
    found = gd.lr_find(squares, gd.zeros(3), {data = rows(60), batch = 6, smooth = 0})
    assert.same(found.costs[7], found.smooth[7])
    assert.equal(tostring(gd.lr_find(squares, gd.zeros(3), {data = rows(60)})),
                 tostring(gd.lr_find(squares, gd.zeros(3), {data = rows(60), batch = 60})))
    found = gd.lr_find(squares, gd.zeros(3), {data = rows(60)})
    assert.same(found.costs[7], found.smooth[7])
  end)

  it("survives costs that are no numbers", function()
    local found = gd.lr_find(function(x) return x < 0 and 0/0 or (x - 3)^2 end, 1)
    assert.is_true(found.step > 0.01 and found.step < 1)
    found = gd.lr_find(function(x) return math.log(x) end, -1)
    assert.is_nil(found.step)
    assert.equal("the cost of the start is nan", found.reason)
    found = gd.lr_find(function(x) return x*math.huge end, 1)
    assert.is_nil(found.step)
    assert.equal("the cost of the start is inf", found.reason)
    found = gd.lr_find(function(x) return x > 1.5 and 0/0 or -x end, 1, {from = 0.6, to = 10})
    assert.is_nil(found.step)
    assert.is_truthy(tostring(found):find("^no step for gd\n"))
  end)

  it("is not confused by noise while the steps are small", function()
    gd.seed(6)
    local y = gd.normal(200, 0, 1)
    -- a cost that is 0 on average at the start
    local function cost(w, b) return ((w - 3)^2 - 9 + 5*b):mean() end
    for seed = 1, 10 do
      gd.seed(seed)
      local found = gd.lr_find(cost, 0, {data = y, batch = 10})
      assert.is_true(found.step ~= nil and found.step > 0.01 and found.step < 1, tostring(found))
    end
  end)

  it("says where the range is too short", function()
    assert.is_truthy(gd.lr_find(function(x) return 1e12*x^2 end, 1).reason:find("a smaller 'from'", 1, true))
    assert.is_truthy(gd.lr_find(function(x) return 1e-6*x^2 end, 1).reason:find("a larger 'to' may do more", 1, true))
    local flat = gd.lr_find(function(x) return 0*x + 1 end, 1)
    assert.is_nil(flat.step)
    assert.equal("no step from 1e-08 to 100 lowers the cost", flat.reason)
  end)

  it("keeps what holds for the run", function()
    local found = gd.lr_find(bowl, {3, 1}, {bounds = {{2, 0.5}, {4, 2}}, clip = {norm = 1}})
    assert.is_true(found.trials[#found.trials].cost >= bowl{2, 0.5})
    local frozen = gd.lr_find(function(p) return (p.a - 1)^2 + p.b^2 end, {a = 3, b = 2}, {frozen = "b"})
    assert.is_true(frozen.trials[1].cost >= 4)
  end)

  it("raises what the cost raises", function()
    assert.error_matches(function() gd.lr_find(function() error "mine" end, 1) end, "mine")
  end)

  it("refuses what it cannot use", function()
    blamed(function() gd.lr_find(bowl, {3, 1}, {from = 1, to = 1}) end, "bad option 'from' to 'lr_find' %(1 is not below")
    blamed(function() gd.lr_find(bowl, {3, 1}, {method = "bfgs"}) end, "'bfgs' is a solver")
    blamed(function() gd.lr_find(bowl, {3, 1}, {step = 1}) end, "bad option 'step' to 'lr_find'")
    blamed(function() gd.lr_find(bowl, {3, 1}, {points = 3}) end, "'points' to 'lr_find'.*>= 10")
    blamed(function() gd.lr_find(bowl, {3, 1}, {batch = 3}) end, "it goes with 'data'")
    blamed(function() gd.lr_find(squares, gd.zeros(3), {data = rows(5), batch = 6}) end, "a batch of 6 rows, but the data have 5")
    blamed(function() gd.lr_find(bowl) end, "the start is missing")
    blamed(function() gd.lr_find(3, 1) end, "bad argument #1 to 'lr_find'")
    blamed(function() gd.lr_find(bowl, {3, 1}, {bounds = {4, 5}}) end, "outside the bounds")
  end)
end)
