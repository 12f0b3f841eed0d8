local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("nadam", function()
  it("follows NAdam of PyTorch; Keras has a momentum_decay of 1", function()
    follows(gd.method.nadam(), "nadam")
    follows(gd.method.nadam{momentum_decay = 0.2, beta2 = 0.9}, "nadam", {momentum_decay = 0.2, beta2 = 0.9})
    follows(gd.method.nadam{variant = "keras"}, "nadam", {momentum_decay = 1})
  end)

  it("has one momentum in optax", function()
    follows(gd.method.nadam{variant = "optax"}, function()
      return function(theta, g, lr, t, st)
        st.m = 0.9*(st.m or 0) + 0.1*g
        st.v = 0.999*(st.v or 0) + 0.001*g^2
        local m = 0.9*st.m/(1 - 0.9^(t + 1)) + 0.1*g/(1 - 0.9^t)
        return theta - lr*m/(math.sqrt(st.v/(1 - 0.999^t)) + 1e-8)
      end
    end)
  end)

  it("checks its options", function()
    blamed(function() gd.method.nadam{momentum_decay = -1} end,
      "bad option 'momentum_decay' to 'nadam' %(a number >= 0 expected, got %-1%)")
  end)
end)
