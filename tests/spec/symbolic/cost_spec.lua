local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local x, y = gd.symbols "x y"
local cost = x^2 + y^2

describe("an expression as a cost", function()
  it("is minimized by its exact gradient", function()
    local r = gd.minimize(cost, {x = 5, y = -3}, {step = 0.1})
    assert.is_true(r.converged)
    -- x <- x - 0.1*(2*x), to the bit
    local p, q = 5.0, -3.0
    for _ = 1, r.epochs do p, q = p - 0.1*(2*p), q - 0.1*(2*q) end
    assert.equal(p, r.x.x)
    assert.equal(q, r.x.y)
    assert.same({x = 2*p, y = 2*q}, r.gradient)
    assert.equal(r.updates + 1, r.evaluations)
    assert.same({}, r.warnings)
  end)

  it("reaches what differences cannot", function()
    local r = gd.minimize((x - 1)^4, {x = 3}, {tolerance = 1e-15})
    assert.is_true(r.converged)
    assert.is_true(r.gradient_norm <= 1e-15)
  end)

  it("of one symbol starts from a number", function()
    local r = gd.minimize((x - 2)^2, 5)
    assert.equal("number", type(r.x))
    assert.is_true(math.abs(r.x - 2) < 1e-9)
    assert.equal("table", type(gd.minimize((x - 2)^2, {x = 5}).x))
  end)

  it("goes with maximize, descent and every option", function()
    assert.is_true(math.abs(gd.maximize(x*gd.exp(-x), 0.2).x - 1) < 1e-6)
    local d = gd.descent(cost, {x = 5, y = -3}, {method = "adam", step = 0.1, epochs = 5})
    assert.equal(1, d:step().epoch)
    d:run()
    assert.equal(5, d:result().epochs)
    local r = gd.minimize(cost, {x = 5, y = -3}, {step = {x = 0.1, y = 0.2}, frozen = "y", epochs = 3})
    assert.equal(-3.0, r.x.y)
  end)

  it("takes a gradient or a mode instead of its own", function()
    local calls = 0
    gd.minimize(cost, {x = 5, y = -3}, {step = 0.1, epochs = 3, gradient = function(p)
      calls = calls + 1
      return {x = 2*p.x, y = 2*p.y}
    end})
    assert.equal(4, calls)
    local r = gd.minimize(cost, {x = 5, y = -3}, {step = 0.1, epochs = 3, gradient = "central"})
    assert.equal(4 + 4*4, r.evaluations)
  end)

  it("has the documented gradient at a kink", function()
    local r = gd.minimize(gd.hypot(x, y), {x = 0, y = 0})
    assert.is_true(r.converged)
    assert.same({x = 0.0, y = 0.0}, r.gradient)
  end)

  it("refuses other starts", function()
    blamed(function() gd.minimize(x^2, y) end, "the start is an expression")
    blamed(function() gd.minimize(cost) end, "the start is missing: {x = %.%.%., y = %.%.%.} expected")
    blamed(function() gd.minimize(cost, 3) end, "the start names no symbols")
    blamed(function() gd.minimize(cost, {3, 4}) end, "the start has no value of x")
    blamed(function() gd.minimize(cost, {x = 3}) end, "the start has no value of y")
    blamed(function() gd.minimize(cost, {x = 3, y = 4, yy = 1}) end,
           "a value of yy, which is no symbol of the expression %(did you mean 'y'%?%)")
    blamed(function() gd.minimize(cost, {x = 3, y = x}) end, "start.y is an expression")
    blamed(function() gd.minimize(x:subs{x = 2}, {}) end, "the expression 2 has no symbols")
    blamed(function() gd.minimize(function(p) return p end, x) end, "start is an expression")
    blamed(function() gd.minimize(function(p) return p.a end, {a = x}) end,
           "start.a is an expression")
  end)
end)
