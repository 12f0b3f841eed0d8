local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("adadelta", function()
  it("follows Adadelta of PyTorch", function()
    follows(gd.method.adadelta(), "adadelta", {}, 1)
    follows(gd.method.adadelta{rho = 0.5, epsilon = 0.1, decay = 0.2}, "adadelta",
            {rho = 0.5, eps = 0.1, weight_decay = 0.2}, 0.7)
  end)

  it("checks its options", function()
    blamed(function() gd.method.adadelta{epsilon = 0} end,
      "bad option 'epsilon' to 'adadelta' %(a positive number expected, got 0%)")
  end)
end)
