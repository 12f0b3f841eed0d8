local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("adabelief", function()
  it("follows the algorithm of the paper", function()
    follows(gd.method.adabelief(), "adabelief")
    follows(gd.method.adabelief{beta1 = 0.5, epsilon = 1e-3}, "adabelief", {beta1 = 0.5, eps = 1e-3})
  end)

  it("takes the decay from x", function()
    local x = gd.minimize(function(x) return x[1] end, {2}, {
      method = gd.method.adabelief{decay = 0.5}, step = 0.1, epochs = 1}).x[1]
    local y = gd.minimize(function(x) return x[1] end, {2}, {
      method = gd.method.adabelief(), step = 0.1, epochs = 1}).x[1]
    assert.near(y - 0.1, x, 1e-12)
  end)

  it("checks its options", function()
    blamed(function() gd.method.adabelief{beta2 = 2} end,
      "bad option 'beta2' to 'adabelief' %(a number in %[0, 1%) expected, got 2%)")
  end)
end)
