local gd = require "gdlua"

local function f(p) return p.w:dot(p.w) + p.b^2 end
local function g(p) return {w = 2*p.w, b = 2*p.b} end

-- The steps of each leaf at every epoch, read off a run where each epoch moves
-- a leaf by its step.
local function moves(step, epochs)
  local rows = {}
  local last
  gd.minimize(function(p) return p.w[1] + p.b end, {w = {0}, b = 0}, {step = step, epochs = epochs,
    gradient = function() return {w = {-1}, b = -1} end,
    on_epoch = function(s)
      if last then rows[#rows + 1] = {s.x.w[1] - last.w[1], s.x.b - last.b} end
      last = s.x
    end})
  return rows
end

describe("steps per leaf", function()
  it("are numbers, schedules and functions side by side", function()
    assert.same({{1.0, 2.0}, {1.0, 1.0}, {1.0, 0.5}},
                moves({w = 1, b = gd.schedule.exponential{from = 2, factor = 0.5}}, 3))
    assert.same({{0.0, 1.0}, {1.0, 2.0}, {2.0, 4.0}},
                moves({w = function(t) return t end, b = function(t) return 2^t end}, 3))
  end)

  it("with memories keep each its own", function()
    local function plateau(from) return gd.schedule.plateau{from = from, factor = 0.5, patience = 0, threshold = 0} end
    local rows = {}
    gd.minimize(function(p) return 1 + 0*p.a end, {a = 0, b = 0}, {step = {a = plateau(1), b = plateau(16)}, epochs = 4,
      gradient = function() return {a = -1, b = -1} end, stop = gd.stop.never(),
      on_epoch = function(s) rows[#rows + 1] = {s.x.a, s.x.b} end})
    assert.same({{0.0, 0.0}, {1.0, 16.0}, {1.5, 24.0}, {1.75, 28.0}, {1.875, 30.0}}, rows)
  end)

  it("are asked with the state", function()
    local seen = {}
    gd.minimize(f, {w = {1}, b = 1}, {epochs = 2, gradient = g, step = {w = 0.25, b = function(t, s)
      seen[#seen + 1] = {t, s.epoch, s.x.b}
      return 0
    end}})
    assert.same({{0, 0, 1.0}, {1, 1, 1.0}}, seen)
  end)

  it("count updates where one of them does", function()
    local asked = {}
    local probe = gd.schedule.define{name = "probe", at = function(t) asked[#asked + 1] = t; return 0 end}()
    gd.minimize(function(p, x) return p.w[1] + p.b end, {w = {1}, b = 1},
                {data = gd.zeros(4), batch = 2, epochs = 2, step = {w = probe:per_update(), b = 0}})
    assert.same({0, 1, 2, 3}, asked)
  end)

  it("reach the method as a vector", function()
    local steps
    local m = gd.method.define{name = "probe", update = function(x, gradient, step)
      steps = step
      return x - step*gradient
    end}
    gd.minimize(f, {w = {1, 2}, b = 3}, {method = m, step = {w = 0.5, b = 0.25}, epochs = 1, gradient = g})
    assert.equal(gd.vector{0.25, 0.5, 0.5}, steps)
    gd.minimize(f, {w = {1, 2}, b = 3}, {method = m, step = 0.5, epochs = 1, gradient = g})
    assert.equal(0.5, steps)
  end)

  it("may be given for list entries", function()
    local r = gd.minimize(function(p) return p[1]:sum() + p[2]:sum() end, {{0, 0}, {0}},
                          {step = {1, 2}, epochs = 1, gradient = function() return {{-1, -1}, {-1}} end})
    assert.equal(gd.vector{1, 1}, r.x[1])
    assert.equal(gd.vector{2}, r.x[2])
  end)
end)

describe("one step for all", function()
  it("may be a schedule with a memory, made anew for every run", function()
    local s = gd.schedule.plateau{from = 1, factor = 0.5, patience = 0}
    local function steps()
      return gd.minimize(function() return 1 end, 0, {step = s, epochs = 3, stop = gd.stop.never(),
                                                      gradient = function() return 1 end}).history.step:totable()
    end
    local first = steps()
    assert.same(first, steps())
    assert.is_true(first[4] < first[1])
  end)

  it("may be any composition", function()
    local s = gd.schedule.warmup(2) .. gd.schedule.linear{from = 1, to = 0, epochs = 4}
    local h = gd.minimize(function() return 1 end, 0, {step = s, epochs = 5, stop = gd.stop.never(),
                                                       gradient = function() return 1 end}).history
    assert.same({0, 0, 0.5, 1, 0.75, 0.5}, h.step:totable())
  end)
end)
