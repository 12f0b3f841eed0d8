local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("adamw", function()
  it("follows AdamW of PyTorch and of Keras", function()
    follows(gd.method.adamw(), "adam", {decoupled = true, weight_decay = 0.01})
    follows(gd.method.adamw{decay = 0.5, epsilon = 0.1, variant = "keras"}, "keras", {weight_decay = 0.5, eps = 0.1})
  end)

  it("has a decay apart from the step in the paper", function()
    follows(gd.method.adamw{decay = 0.02, variant = "paper"}, function()
      return function(theta, g, alpha, t, st)      -- algorithm 2, eta = 1
        st.m = 0.9*(st.m or 0) + 0.1*g
        st.v = 0.999*(st.v or 0) + 0.001*g^2
        return theta - (alpha*st.m/(1 - 0.9^t)/(math.sqrt(st.v/(1 - 0.999^t)) + 1e-8) + 0.02*theta)
      end
    end)
  end)

  it("is Adam without a decay", function()
    for _, variant in ipairs{"paper", "torch", "optax"} do
      follows(gd.method.adamw{decay = 0, variant = variant}, "adam")
    end
  end)

  it("checks its options", function()
    blamed(function() gd.method.adamw{beta2 = 1} end,
      "bad option 'beta2' to 'adamw' %(a number in %[0, 1%) expected, got 1%)")
  end)
end)
