local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("lion", function()
  it("follows algorithm 2 of the paper", function()
    follows(gd.method.lion(), "lion")
    follows(gd.method.lion{beta1 = 0.5, beta2 = 0.8, decay = 0.3}, "lion", {beta1 = 0.5, beta2 = 0.8, weight_decay = 0.3})
  end)

  it("checks its options", function()
    blamed(function() gd.method.lion{decay = -1} end,
      "bad option 'decay' to 'lion' %(a number >= 0 expected, got %-1%)")
  end)
end)
