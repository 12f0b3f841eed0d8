local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("signsgd", function()
  it("follows algorithms 1 and 2 of the paper", function()
    follows(gd.method.signsgd(), "signsgd")
    follows(gd.method.signsgd(0.7), "signsgd", {beta = 0.7})
  end)

  it("checks its options", function()
    blamed(function() gd.method.signsgd(1) end,
      "bad option 'beta' to 'signsgd' %(a number in %[0, 1%) expected, got 1%)")
  end)
end)
