local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("gd.standardize", function()
  it("gives columns mean 0 and deviation 1", function()
    gd.seed(2)
    local X = gd.normal({50, 3}, 7, 3)
    local Z, scaler = gd.standardize(X)
    assert.is_true(gd.equal(Z:mean(1), {0, 0, 0}, 1e-13))
    assert.is_true(gd.equal((Z*Z):mean(1), {1, 1, 1}, 1e-13))
    assert.is_true(gd.equal(scaler:undo(Z), X, 1e-12))
    assert.is_true(gd.equal(scaler:apply(X), Z, 0))
    assert.is_true(gd.equal(scaler.mean, X:mean(1), 0))
  end)

  it("applies to other rows what it has seen", function()
    local _, scaler = gd.standardize{{0, 1}, {2, 5}}
    assert.equal(gd.matrix{{3, -1.5}}, scaler:apply{{4, 0}})
    assert.equal(gd.matrix{{4, 0}}, scaler:undo{{3, -1.5}})
  end)

  it("takes vectors", function()
    local z, scaler = gd.standardize{1, 3}
    assert.equal(gd.vector{-1, 1}, z)
    assert.same({2, 1}, {scaler.mean, scaler.scale})
    assert.equal("scaler: mean 2.0, scale 1.0", tostring(scaler))
  end)

  it("makes 0 of what does not vary but for rounding", function()
    local X = gd.full(1000, 0.1)
    local z, scaler = gd.standardize(X)
    assert.equal(1, scaler.scale)
    assert.is_true(z:norm(math.huge) < 1e-15)
  end)

  it("says what is wrong", function()
    blamed(function() gd.standardize(3) end,
           "^bad argument #1 to 'standardize' %(numbers expected, one row per example, got 3%)")
    blamed(function() gd.standardize{{1, 2}, {3, 0/0}} end, "row 2, column 2, is nan")
    blamed(function() gd.standardize{1, math.huge} end, "row 2 is inf")
    local _, scaler = gd.standardize{{1, 2}, {3, 4}}
    blamed(function() scaler:apply{{1, 2, 3}} end,
           "^bad argument #1 to 'apply' %(a matrix with 2 columns expected")
    blamed(function() scaler:undo{1, 2} end, "^bad argument #1 to 'undo'")
  end)
end)
