local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function state(norm, extra)
  local s = {gradient_norm = norm, gradient_error = 0, epoch = 214}
  for key, value in pairs(extra or {}) do s[key] = value end
  return s
end

describe("gradient", function()
  it("fires at its tolerance and converges", function()
    local r = gd.stop.gradient(1e-6)
    assert.is_false(r.check(state(1.1e-6)))
    assert.same({true, true, "gradient: |g| = 8.3e-07 <= 1e-06 after 214 epochs", false},
                {r.check(state(8.3e-7))})
    assert.is_true(r.check(state(1e-6)))
    assert.is_true(r.check(state(0)))
  end)

  it("has 1e-6 as its default and shows it", function()
    assert.equal("gradient(1e-06)", tostring(gd.stop.gradient()))
    assert.equal("gradient(0.001, 2)", tostring(gd.stop.gradient(1e-3, 2)))
  end)

  it("measures the 2-norm of any shape", function()
    local r = gd.stop.gradient(5, 2)
    local function fires(g, largest) return r.check(state(largest, {gradient = g})) end
    assert.is_true(fires(-5, 5))
    assert.is_false(fires(-5.1, 5.1))
    assert.is_true(fires(gd.vector{3, 4}, 4))
    assert.is_false(fires(gd.vector{4, 4}, 4))
    assert.is_true(fires({a = 3, b = gd.vector{0, -4}}, 4))
    assert.is_false(fires({a = 3, b = {gd.vector{4}, c = 1}}, 4))
  end)

  it("never fires below a rounding error of the gradient above the tolerance", function()
    local r = gd.stop.gradient(1e-6)
    assert.is_false(r.check(state(1e-9, {gradient_error = 1e-5})))
    assert.is_false(r.check(state(0, {gradient_error = 1e-5, cost = 1})))
    assert.is_false(r.check(state(9e-7, {gradient_error = 1.1e-6})))
  end)

  it("fires where that error is no larger than the tolerance", function()
    local r = gd.stop.gradient(1e-6)
    assert.is_true(r.check(state(1e-9, {gradient_error = 1e-8})))
    assert.is_true(r.check(state(0, {gradient_error = 1e-6, cost = 1})))
  end)

  it("believes a gradient of exactly 0 where the cost is exactly 0", function()
    assert.is_true(gd.stop.gradient(0).check(state(0, {gradient_error = 1e-20, cost = 0})))
    assert.is_false(gd.stop.gradient(0).check(state(0, {gradient_error = 1e-20, cost = 1e-9})))
  end)

  it("is not fooled by NaN", function()
    assert.is_false(gd.stop.gradient(1e-6).check(state(0/0)))
  end)

  it("knows two norms", function()
    blamed(function() gd.stop.gradient(1e-6, 1) end,
      "bad option 'norm' to 'gradient' %('inf' or 2 expected, got 1%)")
  end)
end)
