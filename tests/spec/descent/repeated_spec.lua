-- The same cost minimized again: what was worked out for the first run must not
-- show where the second is another one.
local gd = require "gdlua"

local function bowl(x) return (x[1] - 1)^2 + 3*(x[2] + 2)^2 end

local function same(a, b)
  assert.is_true(gd.equal(a.x, b.x))
  for _, name in ipairs{"cost", "epochs", "evaluations", "reason", "converged"} do
    assert.equal(a[name], b[name])
  end
end

describe("a cost that is minimized again", function()
  it("gives the bits of a first run", function()
    local opts = {method = "lbfgs", tolerance = 1e-9}
    gd.minimize(bowl, {5, 5}, opts)
    local again = gd.minimize(bowl, {-3, 7}, opts)
    local function other(x) return (x[1] - 1)^2 + 3*(x[2] + 2)^2 end
    same(gd.minimize(other, {-3, 7}, {method = "lbfgs", tolerance = 1e-9}), again)
  end)

  it("takes options that have changed, also in the same table", function()
    local opts = {step = 0.1, epochs = 5}
    assert.equal(5, gd.minimize(bowl, {5, 5}, opts).epochs)
    opts.epochs = 7
    assert.equal(7, gd.minimize(bowl, {5, 5}, opts).epochs)
    opts.method = "momentum"
    assert.not_equal(gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 7}).cost,
                     gd.minimize(bowl, {5, 5}, opts).cost)
    opts.epochs = nil
    assert.is_true(gd.minimize(bowl, {5, 5}, opts).epochs > 7)
    opts.stpe = 1
    assert.has_error(function() gd.minimize(bowl, {5, 5}, opts) end)
  end)

  it("takes rules that have changed inside", function()
    local rates = {0.1, 0.2}
    local opts = {step = function() return rates[1] end, epochs = 1}
    local first = gd.minimize(bowl, {5, 5}, opts)
    rates[1] = 0.05
    assert.not_equal(first.x[1], gd.minimize(bowl, {5, 5}, opts).x[1])
    local bounds = {{0, 0}, {9, 9}}
    local bounded = {bounds = bounds}
    assert.near(0, gd.minimize(bowl, {5, 5}, bounded).x[2], 1e-9)
    bounds[1][2] = 1
    assert.near(1, gd.minimize(bowl, {5, 5}, bounded).x[2], 1e-9)
  end)

  it("takes starts of another shape", function()
    local function square(x) return type(x) == "number" and x*x or gd.sum_of_squares(x) end
    assert.equal("number", type(gd.minimize(square, 3, {epochs = 2}).x))
    assert.equal(2, #gd.minimize(square, {3, 4}, {epochs = 2}).x)
    assert.equal(3, #gd.minimize(square, {3, 4, 5}, {epochs = 2}).x)
    assert.equal("number", type(gd.minimize(square, 3, {epochs = 2}).x))
    assert.has_error(function() gd.minimize(square, {3, 0/0}, {epochs = 2}) end)
    assert.has_error(function() gd.minimize(square, nil, {epochs = 2}) end)
    assert.has_error(function() gd.minimize(square, {3, "4"}, {epochs = 2}) end)
  end)

  it("takes starts of another shape where it cannot be traced", function()
    local function square(x)
      return (type(x) == "number" and x*x or gd.sum_of_squares(x)) + 0*os.clock()
    end
    local opts = {gradient = "central", step = 0.25, epochs = 40}
    for _, start in ipairs{{3, 4}, {3, 4, 5}, 3, {1}, {3, 4, 5, 6}} do
      assert.near(0, gd.minimize(square, start, opts).cost, 1e-9)
    end
  end)

  it("may be maximized, or held in the hand, in between", function()
    local function hill(x) return -bowl(x) end
    gd.maximize(hill, {5, 5})
    assert.is_false(gd.minimize(hill, {5, 5}, {step = 0.1, epochs = 3}).cost > gd.maximize(hill, {5, 5}).cost)
    assert.near(1, gd.maximize(hill, {0, 0}).x[1], 1e-5)
    local a, b = gd.descent(bowl, {5, 5}), gd.descent(bowl, {5, 5})
    for _ = 1, 3 do a:step() b:step() end
    same(a:run(), b:run())
  end)

  it("may be minimized inside another's minimization", function()
    local inner
    local function nested(x)
      inner = inner or gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 50})
      return bowl(x)
    end
    gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 50})
    local r = gd.minimize(nested, {5, 5}, {step = 0.1, epochs = 50, gradient = "central"})
    same(gd.minimize(bowl, {5, 5}, {step = 0.1, epochs = 50}), inner)
    assert.near(inner.cost, r.cost, 1e-6)
  end)

  it("keeps its argument while another is minimized, neither being traced", function()
    local opts, same_x = {gradient = "central", step = 0.1, epochs = 3}, true
    local function inner(x) return bowl(x) + 0*os.clock() end
    local function outer(x)
      local a, b = x[1], x[2]
      gd.minimize(inner, {a + 1, b + 1}, opts)
      same_x = same_x and x[1] == a and x[2] == b
      return inner(x)
    end
    gd.minimize(inner, {5, 5}, opts)
    local r = gd.minimize(outer, {5, 5}, opts)
    assert.is_true(same_x)
    same(gd.minimize(inner, {5, 5}, opts), r)
  end)

  it("does not show in results that are kept", function()
    local kept = {}
    for i = 1, 4 do kept[i] = gd.minimize(bowl, {i, i}, {step = 0.1, epochs = i}) end
    for i = 1, 4 do
      same(gd.minimize(bowl, {i, i}, {step = 0.1, epochs = i}), kept[i])
      assert.equal(i + 1, #kept[i].history.cost)
    end
  end)
end)
