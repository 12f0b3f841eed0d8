local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end

-- The cost, which notes whether it was ever asked for outside.
local function watched(f, lower, upper)
  local seen = {outside = 0, asked = 0}
  return function(v)
    seen.asked = seen.asked + 1
    for i = 1, #v do
      if v[i] < lower[i] or v[i] > upper[i] then seen.outside = seen.outside + 1 end
    end
    return f(v)
  end, seen
end

describe("lbfgsb", function()
  it("has options of the engine", function()
    assert.equal("lbfgsb", tostring(gd.method.lbfgsb()))
    assert.equal("lbfgsb{memory = 5}", tostring(gd.method.lbfgsb{memory = 5}))
    blamed(function() gd.method.lbfgsb{memory = 0} end, "bad option 'memory' to 'lbfgsb'")
    blamed(function() gd.method.lbfgsb{decrease = 0.4, curvature = 0.3} end,
      "bad option 'curvature' to 'lbfgsb' %(a number above 'decrease', 0.4, expected, got 0.3%)")
  end)

  it("ends at bounds to the last bit", function()
    local r = gd.minimize(valley, {0, 0}, {bounds = {-2, 0.3}})
    assert.is_true(r.converged)
    assert.equal(0.3, r.x[1])
    assert.is_true(math.abs(r.x[2] - 0.09) < 1e-7)
    r = gd.minimize(valley, {1.7, 2.9}, {bounds = {{1.7, 0}, {2, 2.9}}})
    assert.equal(1.7, r.x[1])
    assert.is_true(r.converged)
  end)

  it("never asks for the cost outside, whatever the bounds", function()
    local inf = math.huge
    for _, row in ipairs{
      {{-2, -2}, {0.5, 2}, {0, 0}}, {{-2, -2}, {0.5, 2}, {0.5, -2}}, {{1.5, 1}, {3, 1.25}, {3, 1}},
      {{-inf, -inf}, {inf, inf}, {-1.2, 1}}, {{-inf, 0.2}, {0.4, inf}, {0.4, 0.2}},
      {{0.7, -inf}, {0.7, inf}, {0.7, 5}}, {{-1, 1}, {-1, 1}, {-1, 1}}, {{0, 0}, {1, 1}, {0, 0}},
      {{-1e-300, -1}, {1e-300, 1}, {0, 0}}, {{-1e6, -1e6}, {1e6, 1e6}, {-1e6, 1e6}},
    } do
      for _, gradient in ipairs{"auto", "central", "forward_difference", "richardson"} do
        local f, seen = watched(valley, row[1], row[2])
        local r = gd.minimize(f, row[3], {bounds = {row[1], row[2]}, gradient = gradient, epochs = 3000})
        assert.equal(0, seen.outside)
        assert.is_true(seen.asked > 0)
        for i = 1, 2 do assert.is_true(r.x[i] >= row[1][i] and r.x[i] <= row[2][i]) end
        if gradient == "auto" then assert.is_true(r.converged, tostring(r)) end
      end
    end
  end)

  it("keeps bounds of a cost that has no value outside", function()
    local r = gd.minimize(function(v) return math.sqrt(v[1]) + (v[2] - 2)^2 - math.log(v[3]) + v[3]*v[1] end,
                          {4, 0, 1}, {bounds = {{1e-8, 0, 1e-3}, {9, 1.5, 50}}})
    assert.is_true(r.converged, tostring(r))
    assert.equal(1e-8, r.x[1])
    assert.equal(1.5, r.x[2])
    assert.equal(50.0, r.x[3])
  end)

  it("goes with frozen parts and shapes with names", function()
    local r = gd.minimize(function(p) return valley{p.a, p.b} + (p.c - 3)^2 end, {a = -1, b = 0, c = 0},
                          {bounds = {{a = -2, b = -2, c = -1}, {a = 2, b = 0.5, c = 2}}, frozen = "a"})
    assert.is_true(r.converged)
    assert.equal(-1.0, r.x.a)
    assert.equal(0.5, r.x.b)
    assert.equal(2.0, r.x.c)
  end)

  it("maximises", function()
    local r = gd.maximize(function(v) return -valley(v) end, {0, 0}, {bounds = {-2, 0.3}})
    assert.is_true(r.converged)
    assert.equal(0.3, r.x[1])
  end)

  it("refuses bounds and starts that cannot be", function()
    blamed(function() gd.minimize(valley, {0, 0}, {bounds = {{1, 0}, {2, 2}}}) end,
      "the start is outside the bounds: element 1 is 0, its bounds are 1 and 2")
    blamed(function() gd.minimize(valley, {0, 0}, {bounds = {{0, 1}, {2, 0}}}) end,
      "lower bound 1.0 is not <= upper bound 0.0 at element 2")
    blamed(function() gd.minimize(valley, {0, 0}, {bounds = {0/0, 2}}) end, "is not <= upper bound")
    blamed(function() gd.minimize(valley, {0, 0}, {bounds = {{0, 0, 0}, 2}}) end, "the lower bound")
    for _, m in ipairs{"lbfgs", "newton", "newton_cg", "trust_region"} do
      blamed(function() gd.minimize(valley, {0, 0}, {method = m, bounds = {0, 1}}) end,
        "bad option 'bounds' to 'minimize' %(the method '" .. m .. "' is a solver that does not keep to bounds; 'lbfgsb' does")
    end
  end)

  it("is lbfgs where there are no bounds", function()
    local r = gd.minimize(valley, {-1.2, 1}, {method = "lbfgsb"})
    assert.is_true(r.converged)
    assert.is_true(gd.equal(r.x, {1, 1}, 1e-5))
    assert.is_true(math.abs(r.epochs - gd.minimize(valley, {-1.2, 1}).epochs) <= 5)
  end)
end)
