local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("rprop", function()
  it("follows Rprop of PyTorch", function()
    follows(gd.method.rprop(), "rprop", {}, 0.5)
    follows(gd.method.rprop{shrink = 0.3, grow = 2, min = 0.01, max = 0.8}, "rprop",
            {etaminus = 0.3, etaplus = 2, min = 0.01, max = 0.8}, 0.5)
  end)

  it("takes moves back in the paper", function()
    follows(gd.method.rprop{variant = "paper"}, "rprop", {paper = true}, 0.5)
  end)

  it("leaves what has no gradient", function()
    local r = gd.minimize(function(v) return (v[1] - 1)^2 end, {3, 7}, {method = "rprop", epochs = 50})
    assert.equal(7.0, r.x[2])
    assert.near(1, r.x[1], 0.1)
  end)

  it("checks its options", function()
    blamed(function() gd.method.rprop{grow = 1} end,
      "bad option 'grow' to 'rprop' %(a number > 1 expected, got 1%)")
  end)
end)
