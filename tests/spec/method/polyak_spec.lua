local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("polyak", function()
  it("takes the height above the minimum, divided by the gradient", function()
    local r = gd.minimize(function(x) return (x - 3)^2 + 1 end, 7, {
      method = gd.method.polyak{minimum = 1}, epochs = 1})
    assert.near(7 - 16/64*8, r.x, 1e-14)
    r = gd.minimize(function(x) return (x - 3)^2 + 1 end, 7, {
      method = gd.method.polyak{minimum = 1, max = 0.1}, epochs = 1, step = 0.5})
    assert.near(7 - 0.05*8, r.x, 1e-14)
  end)

  it("stays at and below what it takes for the minimum", function()
    local r = gd.minimize(function(x) return (x - 3)^2 end, 7, {method = gd.method.polyak{minimum = 20}, epochs = 3})
    assert.equal(7.0, r.x)
    r = gd.minimize(function(x) return 0*x end, 7, {method = "polyak", epochs = 3, stop = gd.stop.never()})
    assert.equal(7.0, r.x)
  end)

  it("climbs to a maximum, with the minimum of the negative cost", function()
    local r = gd.maximize(function(x) return 4 - (x - 3)^2 end, 7, {method = gd.method.polyak{minimum = -4}})
    assert.near(3, r.x, 1e-5)
  end)

  it("checks its options", function()
    blamed(function() gd.method.polyak{max = 0} end,
      "bad option 'max' to 'polyak' %(a positive number expected, got 0%)")
  end)
end)
