local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("gd.polyfit", function()
  it("goes through points of a polynomial", function()
    local x, y = {}, {}
    for i = 1, 9 do
      x[i] = i/2 - 3
      y[i] = 2 - x[i] + 0.5*x[i]^3
    end
    local p = gd.polyfit(x, y, 3)
    assert.is_true(gd.equal(p.coefficients, {2, -1, 0, 0.5}, 1e-13))
    assert.is_true(math.abs(p(10) - 492) < 1e-10)
    assert.is_true(p.residuals:norm() < 1e-13)
  end)

  it("has the least squares: residuals are orthogonal to all powers", function()
    gd.seed(4)
    local x, y = gd.uniform(40, -1, 3), gd.normal(40)
    local p = gd.polyfit(x, y, 4)
    for k = 0, 4 do assert.is_true(math.abs(p.residuals:dot(x^k)) < 1e-11*3^k) end
    local q = gd.polyfit(x, y, 5)
    assert.is_true(q.residuals:norm() < p.residuals:norm())
  end)

  it("keeps its digits far away from 0", function()
    local x, y = {}, {}
    for i = 1, 20 do
      x[i] = 1e6 + i
      y[i] = i^3 - 5*i
    end
    local p = gd.polyfit(x, y, 3)
    for i = 1, 20 do assert.is_true(math.abs(p(x[i]) - y[i]) < 1e-8*y[20]) end
    assert.is_true(math.abs(p(1e6 + 30) - (27000 - 150)) < 1e-5)
  end)

  it("weighs the squares", function()
    local p = gd.polyfit({0, 1, 2}, {0, 1, 5}, 1, {weights = {1, 1, 0}})
    assert.is_true(gd.equal(p.coefficients, {0, 1}, 1e-15))
    local twice = gd.polyfit({0, 1, 2, 2}, {0, 1, 5, 5}, 1)
    local weighed = gd.polyfit({0, 1, 2}, {0, 1, 5}, 1, {weights = gd.vector{1, 1, 2}})
    assert.is_true(gd.equal(twice.coefficients, weighed.coefficients, 1e-14))
  end)

  it("is a function of vectors and of values that are traced", function()
    local p = gd.polyfit({0, 1, 2}, {1, 2, 5}, 2)                -- 1 + x^2
    assert.is_true(gd.equal(p(gd.vector{0, 3}), {1, 10}, 1e-13))
    assert.is_true(math.abs(gd.derivative(p, 3) - 6) < 1e-13)
    local mean = gd.polyfit({1, 2}, {3, 5}, 0)
    assert.is_true(gd.equal(mean(gd.vector{7, 8}), {4, 4}, 1e-15))
  end)

  it("is shown as one writes it", function()
    local p = gd.polyfit({-1, 0, 1}, {0.5, 1, 2.5}, 2)
    p.coefficients = gd.vector{1, -1, 0.5}
    assert.equal("1 - x + 0.5*x^2", tostring(p))
  end)

  it("says what is wrong", function()
    blamed(function() gd.polyfit({1, 2}, {1}, 1) end,
           "^bad argument #2 to 'polyfit' %(as many numbers as in argument #1, 2, expected, got 1%)")
    blamed(function() gd.polyfit({1, 2}, {1, 0/0}, 1) end, "number 2 is nan")
    blamed(function() gd.polyfit("a", {1}, 1) end, "^bad argument #1 to 'polyfit'")
    blamed(function() gd.polyfit({1, 2}, {1, 2}, -1) end, "^bad argument #3 to 'polyfit'")
    blamed(function() gd.polyfit({1, 1, 1}, {1, 2, 3}, 1) end,
           "^'polyfit': a polynomial of degree 1 needs 2 points with different x, there is 1")
    blamed(function() gd.polyfit({1, 2, 3}, {1, 2, 3}, 1, {weights = {1, 0, 0}}) end,
           "needs 2 points with different x, there is 1")
    blamed(function() gd.polyfit({1, 2}, {1, 2}, 1, {weights = {1, -1}}) end,
           "^bad option 'weights' to 'polyfit' %(number 2 is %-1")
    blamed(function() gd.polyfit({1, 2}, {1, 2}, 1, {weights = {1, 1, 1}}) end,
           "2 numbers expected, one a point, got 3")
  end)
end)
