local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("adamax", function()
  it("follows Adamax of PyTorch", function()
    follows(gd.method.adamax(), "adamax")
    follows(gd.method.adamax{beta2 = 0.5, epsilon = 0.1, variant = "optax"}, "adamax", {beta2 = 0.5, eps = 0.1})
  end)

  it("has no epsilon in the paper, and one in the divisor in Keras", function()
    for variant, epsilon in pairs{paper = 0, keras = 0.1} do
      follows(gd.method.adamax{beta2 = 0.5, epsilon = 0.1, variant = variant}, function()
        return function(theta, g, lr, t, st)
          st.m = 0.9*(st.m or 0) + 0.1*g
          st.u = math.max(0.5*(st.u or 0), math.abs(g))
          return theta - lr/(1 - 0.9^t)*st.m/(st.u + epsilon)
        end
      end)
    end
  end)

  it("checks its options", function()
    blamed(function() gd.method.adamax{beta1 = 1} end,
      "bad option 'beta1' to 'adamax' %(a number in %[0, 1%) expected, got 1%)")
  end)
end)
