local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("yogi", function()
  it("follows algorithm 2 of the paper", function()
    follows(gd.method.yogi(), "yogi")
    follows(gd.method.yogi{beta2 = 0.8, epsilon = 0.1, initial = 50}, "yogi", {beta2 = 0.8, eps = 0.1, initial = 50})
  end)

  it("corrects both means in optax", function()
    follows(gd.method.yogi{variant = "optax"}, function()
      return function(theta, g, lr, t, st)
        local v = st.v or 1e-6
        st.m = 0.9*(st.m or 0) + 0.1*g
        st.v = v - 0.001*(v > g^2 and 1 or v < g^2 and -1 or 0)*g^2
        return theta - lr*st.m/(1 - 0.9^t)/(math.sqrt(st.v/(1 - 0.999^t)) + 1e-3)
      end
    end)
  end)

  it("checks its options", function()
    blamed(function() gd.method.yogi{variant = 'torch'} end,
      "bad option 'variant' to 'yogi' %('paper' or 'optax' expected")
  end)
end)
