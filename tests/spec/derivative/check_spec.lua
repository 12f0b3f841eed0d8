local gd = require "gdlua"

describe("gd.check_gradient", function()
  local function cost(p) return p.w[1]^2*p.b + p.w[2] end
  local function right(p) return {w = {2*p.w[1]*p.b, 1}, b = p.w[1]^2} end
  local function wrong(p) return {w = {2*p.w[1]*p.b, -1}, b = p.w[1]^2 + 1e-3} end
  local at = {w = {3, 4}, b = 5}

  local function quietly(...)
    return gd.check_gradient(...)
  end

  it("tells a right gradient", function()
    local ok, report = quietly(cost, right, at, {print = false})
    assert.is_true(ok)
    assert.is_true(report.ok)
    assert.equal(0, report.wrong)
    assert.equal(3, #report.rows)
    assert.is_true(report.worst < 1e-9)
    assert.equal(49.0, report.cost)
  end)

  it("tells a wrong one, component by component", function()
    local ok, report = quietly(cost, wrong, at, {print = false})
    assert.is_false(ok)
    assert.equal(2, report.wrong)
    local rows = {}
    for _, row in ipairs(report.rows) do rows[row.name] = row end
    assert.is_true(rows["x.w[1]"].ok)
    assert.is_false(rows["x.w[2]"].ok)
    assert.equal(-1.0, rows["x.w[2]"].given)
    assert.is_true(math.abs(rows["x.w[2]"].expected - 1) < 1e-9)
    assert.is_false(rows["x.b"].ok)
  end)

  it("takes what gd.grad answers, a mode, or nothing", function()
    assert.is_true((quietly(cost, gd.grad(cost), at, {print = false})))
    assert.is_true((quietly(cost, nil, at, {print = false})))
    for _, mode in ipairs{"auto", "reverse", "forward", "central"} do
      assert.is_true((quietly(cost, mode, at, {print = false})), mode)
    end
    local _, report = quietly(function(x) return x^3 end, "reverse", 2, {print = false})
    assert.equal(12.0, report.given)
    assert.is_false((quietly(math.floor, "reverse", 1.5, {print = false, mode = "central", h = 1})))
  end)

  it("takes a tolerance, a mode and an h", function()
    assert.is_true((quietly(cost, wrong, at, {print = false, tolerance = 2})))
    for _, mode in ipairs{"central", "forward_difference", "richardson"} do
      assert.is_true((quietly(cost, right, at, {print = false, mode = mode})), mode)
    end
    assert.is_false((quietly(function(x) return x^3 end, function(x) return 3*x^2 end, 1,
                             {print = false, mode = "central", h = 0.5})))
  end)

  it("lets rounding off", function()
    assert.is_true((quietly(function(x) return 1e12 + x end, function() return 1 end, 1, {print = false, mode = "central"})))
  end)

  it("finds NaN wrong", function()
    assert.is_false((quietly(function(x) return x*x end, function() return 0/0 end, 1, {print = false})))
    assert.is_false((quietly(function() return 0/0 end, function() return 1 end, 1, {print = false})))
  end)

  it("works on numbers, vectors and matrices", function()
    assert.is_true((quietly(function(x) return x*x end, function(x) return 2*x end, 3, {print = false})))
    assert.is_true((quietly(function(x) return x:dot(x) end, function(x) return 2*x end, {3, 4}, {print = false})))
    local ok, report = quietly(function(x) return (x*x):sum() end, function(x) return 2*x end, gd.matrix{{1, 2}}, {print = false})
    assert.is_true(ok)
    assert.equal("x[1][2]", report.rows[2].name)
  end)

  it("prints a table", function()
    local globals, lines = package.loaded._G, {}
    local original = globals.print
    globals.print = function(line) lines[#lines + 1] = line end
    local fine = pcall(gd.check_gradient, cost, wrong, at)
    globals.print = original
    assert.is_true(fine)
    assert.equal(5, #lines)
    assert.matches("^component +gradient +differences +error$", lines[1])
    assert.matches("^x%.w%[2%] +%-1 +1 +2  <%- wrong$", lines[4])
    assert.equal("the gradient is WRONG in 2 of 3 components", lines[5])
  end)
end)
