local gd = require "gdlua"

local function square(x) return x*x end
local function slope(x) return 2*x end

-- What `read` answers at every epoch.
local function each(f, start, opts, read)
  local list = {}
  opts.on_epoch = function(s) list[#list + 1] = read(s) end
  gd.minimize(f, start, opts)
  return list
end

describe("the state", function()
  it("at epoch 0 has the start, and neither change nor cost change", function()
    local seen
    gd.minimize(square, 3, {step = 0.25, epochs = 0, gradient = slope, on_epoch = function(s)
      seen = {s.epoch, s.updates, s.evaluations, s.x, s.cost, s.gradient, s.gradient_norm, s.step, s.change,
              s.cost_change}
      assert.is_true(s.elapsed >= 0)
      assert.same({x = 3.0, cost = 9.0, epoch = 0}, s.best)
    end})
    assert.same({0, 0, 1, 3.0, 9.0, 6.0, 6.0, 0.25, math.huge, -math.huge}, seen)
  end)

  it("at epoch 0 has a cost change of the other sign where a maximum is sought", function()
    gd.maximize(function(x) return -x*x end, 3, {step = 0.25, epochs = 0, on_epoch = function(s)
      assert.equal(math.huge, s.cost_change)
    end})
  end)

  it("at epoch 0 of a solver has no step", function()
    local steps = each(square, 3, {method = "lbfgs", gradient = slope}, function(s) return s.step end)
    assert.is_true(steps[1] ~= steps[1])
    assert.is_true(steps[2] > 0)
  end)

  it("follows the run", function()
    local seen = each(square, 4, {step = 0.25, epochs = 2, gradient = slope}, function(s)
      return {s.epoch, s.updates, s.evaluations, s.x, s.cost, s.gradient, s.change, s.cost_change, s.best.epoch}
    end)
    assert.same({1, 1, 2, 2.0, 4.0, 4.0, 2.0, -12.0, 1}, seen[2])
    assert.same({2, 2, 3, 1.0, 1.0, 2.0, 1.0, -3.0, 2}, seen[3])
  end)

  it("has the 2-norm of the last move", function()
    local seen = each(function(x) return x[1] + x[2] end, {0, 0},
                      {step = 1, epochs = 1, gradient = function() return {3, 4} end},
                      function(s) return s.change end)
    assert.equal(5.0, seen[2])
  end)

  it("has the largest of several steps", function()
    local seen = each(function(p) return p.a + p.b end, {a = 0, b = 0},
                      {step = {a = 0.25, b = function(t) return t end}, epochs = 3, gradient = function() return {a = 1, b = 1} end},
                      function(s) return {s.step, s.step_peak} end)
    assert.same({{0.25, 0.25}, {0.25, 0.25}, {1.0, 1.0}, {2.0, 2.0}}, seen)
  end)

  it("has the largest step so far", function()
    local seen = each(square, 1, {step = function(t) return ({0.25, 0.5, 0.125})[t + 1] end, epochs = 3,
                                  gradient = function() return 1 end, stop = gd.stop.never()},
                      function(s) return {s.step, s.step_peak} end)
    assert.same({{0.25, 0.25}, {0.25, 0.25}, {0.5, 0.5}, {0.125, 0.5}}, seen)
  end)

  it("has the gradient norm of a projected run", function()
    local seen = each(function(x) return 10*x end, 1, {step = 0.05, bounds = {0, 2}, epochs = 2,
                                                       gradient = function() return 10 end},
                      function(s) return s.gradient_norm end)
    assert.same({1.0, 0.5, 0.0}, seen)
  end)

  it("tells the error of a gradient by differences", function()
    local by_difference = each(function(x) return 100 + x*x end, 1, {step = 0, epochs = 0, gradient = {h = 1e-5}},
                               function(s) return s.gradient_error end)[1]
    assert.is_true(by_difference > 100*2^-52/1e-5/10 and by_difference < 100*2^-52/1e-5*10)
    local exact = each(square, 1, {step = 0, epochs = 0, gradient = slope}, function(s) return s.gradient_error end)
    assert.same({0.0}, exact)
  end)

  it("has snapshots that stay", function()
    local kept = {}
    gd.minimize(function(x) return x:dot(x) end, {4, 8}, {step = 0.25, epochs = 2,
      gradient = function(x) return 2*x end,
      on_epoch = function(s) kept[s.epoch] = {s.x, s.gradient, s.best.x} end})
    assert.equal(gd.vector{4, 8}, kept[0][1])
    assert.equal(gd.vector{8, 16}, kept[0][2])
    assert.equal(gd.vector{4, 8}, kept[0][3])
    assert.equal(gd.vector{2, 4}, kept[1][1])
    assert.equal(gd.vector{1, 2}, kept[2][1])
    assert.equal(gd.vector{2, 4}, kept[2][2])
  end)

  it("gives out one snapshot an epoch, unless it was written to", function()
    gd.minimize(function(x) return x:dot(x) end, {4, 8}, {step = 0.25, epochs = 1, on_epoch = function(s)
      local x, first = s.x, s.x[1]
      assert.is_true(rawequal(x, s.x))
      x[1] = 99
      assert.equal(first, s.x[1])
      assert.equal(99.0, x[1])
    end})
  end)

  it("has snapshots in the shape of the start", function()
    gd.minimize(function(p) return p.w:dot(p.w) + p.b^2 end, {w = {1, 2}, b = 3}, {step = 0.25, epochs = 1,
      on_epoch = function(s)
        assert.equal(2, #s.x.w)
        assert.equal("number", type(s.gradient.b))
        s.x.b = 77
        assert.is_true(s.x.b < 4)
      end})
    gd.minimize(function(m) return (m*m):sum() end, gd.matrix{{1, 2}}, {epochs = 1, on_epoch = function(s)
      assert.same({1, 2}, {s.x.rows, s.x.cols})
    end})
  end)

  it("cannot be written to, and knows its fields", function()
    gd.minimize(square, 1, {epochs = 0, on_epoch = function(s)
      assert.is_false(pcall(function() s.cost = 0 end))
      assert.is_false(pcall(function() return s.coast end))
      assert.is_false(pcall(function() return s[1] end))
      assert.is_nil(s.validation)
      assert.equal(1, s.sense)
      assert.is_false(getmetatable(s))
    end})
  end)

  it("prints as one line", function()
    gd.minimize(square, 4, {step = 0.25, epochs = 0, gradient = slope, on_epoch = function(s)
      assert.equal("epoch 0  cost 16  |g| 8  step 0.25", tostring(s))
    end})
  end)

  it("outlives its run", function()
    local s
    do
      local d = gd.descent(square, 4, {step = 0.25, gradient = slope})
      s = d:step()
    end
    collectgarbage()
    collectgarbage()
    assert.equal(2.0, s.x)
  end)

  it("counts updates and evaluations of batches", function()
    local seen = {}
    gd.minimize(function(m, x) return (m - x:mean())^2 end, 1,
      {data = gd.zeros(5), batch = 2, step = 0.1, epochs = 2, gradient = function(m, x) return 2*(m - x:mean()) end,
       on_epoch = function(s) seen[#seen + 1] = {s.epoch, s.updates, s.evaluations} end})
    assert.same({{0, 0, 3}, {1, 3, 6}, {2, 6, 9}}, seen)
  end)
end)
