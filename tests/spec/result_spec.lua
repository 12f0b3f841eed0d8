local gd = require "gdlua"

local function square(x) return x*x end
local function slope(x) return 2*x end

-- The printed result without the time it took.
local function show(r) return (tostring(r):gsub(", %S+ s$", ""):gsub(", %S+ s\n", "\n")) end

describe("a result", function()
  it("prints what was found, why it ended and what it cost", function()
    assert.equal([[
converged: gradient: |g| = 0 <= 1e-06 after 0 epochs
  x         0.0
  cost      0
  |g|       0
  work      0 epochs, 0 updates, 1 evaluation]],
      (show(gd.minimize(square, 0, {gradient = slope})):gsub("x         0\n", "x         0.0\n")))
    assert.equal([[
not converged: epochs: 1 of 1 done, |g| = 4 > 1e-06
  x         {2, 0}
  cost      4
  |g|       4
  work      1 epoch, 1 update, 2 evaluations]],
      show(gd.minimize(function(x) return x:dot(x) end, {4, 0},
                       {step = 0.25, epochs = 1, gradient = function(x) return 2*x end})))
  end)

  it("prints best and last where they differ", function()
    assert.equal([[
not converged: epochs: 2 of 2 done, |g| = 8 > 1e-06
  x         4
  cost      16
  |g|       8
  best      cost 1 after 0 epochs at 1
  last      cost 16 after 2 epochs at 4
  work      2 epochs, 2 updates, 3 evaluations]],
      show(gd.minimize(square, 1, {step = 1.5, epochs = 2, gradient = slope})))
  end)

  it("prints NaN without a sign, and one point once", function()
    assert.equal([[
not converged: diverged: the cost at the start is nan
  x         1
  cost      nan
  |g|       2
  work      0 epochs, 0 updates, 1 evaluation]],
      show(gd.minimize(function() return 0/0 end, 1, {gradient = slope})))
    local text = show(gd.minimize(function(x) return x < 0 and -(0/0) or x end, 1, {step = 2, gradient = function() return 1 end}))
    assert.matches("\n  best      cost 1 after 0 epochs at 1\n  last      cost nan after 1 epoch at %-1\n", text)
  end)

  it("prints named parameters by name", function()
    local text = show(gd.minimize(function(p) return p.w:dot(p.w) + p.layer.b^2 end, {w = {1, 2}, layer = {b = 3}},
                                  {step = 0, epochs = 0}))
    assert.matches("layer", text)
    assert.matches("b = 3", text)
    assert.matches("w = {1, 2}", text)
  end)

  it("prints its warnings", function()
    local r = gd.minimize(function(x) return 1e9 + x*x end, 1e-3,
                          {step = 0.1, epochs = 1, gradient = "central"})
    assert.matches("\n  warning   rounding floor: ", tostring(r))
  end)

  it("joins texts", function()
    local r = gd.minimize(square, 0, {gradient = slope})
    assert.equal("got " .. tostring(r), "got " .. r)
    assert.equal(tostring(r) .. "!", r .. "!")
  end)

  it("gives reasons of rules as they are", function()
    local r = gd.minimize(square, 1, {step = 0.1, stop = function(s) return s.epoch == 2 and "enough" end})
    assert.equal("enough", r.reason)
    assert.is_false(r.converged)
    r = gd.minimize(square, 1, {step = 0.1, stop = function(s) return s.epoch == 2 end})
    assert.is_true(r.converged)
    assert.matches("^function at .*result_spec.lua:%d+: reached after 2 epochs$", r.reason)
    r = gd.minimize(square, 1, {step = 0.1, stop = gd.stop.epochs(3)})
    assert.equal("epochs: limit of 3 epochs", r.reason)
  end)

  it("says where the rounding floor came in when a rule fired there", function()
    local r = gd.minimize(function(x) return 1e9 + x*x end, 1e-3,
                          {step = 0.1, stop = gd.stop.epochs(3), gradient = "central"})
    assert.matches("^epochs: limit of 3 epochs; rounding floor: ", r.reason)
    assert.equal(1, #r.warnings)
  end)

  it("is a snapshot of its own", function()
    local r = gd.minimize(function(x) return x:dot(x) end, {4, 0}, {step = 0.25, epochs = 1})
    r.x[1] = 99
    assert.is_true(r.best.x[1] ~= 99)
    assert.is_true(r.last.x[1] ~= 99 or rawequal(r.x, r.last.x))
  end)

  it("has a history that knows its epochs", function()
    local h = gd.minimize(square, 1, {step = 0.1, epochs = 5}).history
    assert.equal(#h.epoch, #h.cost)
  end)
end)

describe("results of a long run asked for twice", function()
  it("each have the history of then, in tables of their own", function()
    local d = gd.descent(gd.sum_of_squares, {3, 4}, {step = 1e-4, epochs = 5000, tolerance = 0})
    local a = d:run(2000)
    local b, c = d:result(), d:result()
    local ofb = b.history
    d:run()
    for _, r in ipairs{a, b, c} do
      assert.equal(2001, #r.history.cost)
      assert.equal(2000, r.history.epoch[2001])
    end
    assert.is_true(rawequal(ofb, b.history))
    assert.is_false(rawequal(a.history, c.history))
    assert.equal(5001, #d:result().history.cost)
  end)
end)
