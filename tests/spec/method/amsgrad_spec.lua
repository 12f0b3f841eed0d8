local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"
local sqrt, max = math.sqrt, math.max

describe("amsgrad", function()
  it("follows Adam of PyTorch with amsgrad, and that of Keras", function()
    follows(gd.method.amsgrad(), "adam", {amsgrad = true})
    follows(gd.method.amsgrad{beta2 = 0.8, variant = "keras"}, "keras", {beta2 = 0.8, amsgrad = true})
  end)

  it("corrects nothing in the paper", function()
    follows(gd.method.amsgrad{beta2 = 0.8, variant = "paper"}, function()
      return function(theta, g, lr, t, st)
        st.m = 0.9*(st.m or 0) + 0.1*g
        st.v = 0.8*(st.v or 0) + 0.2*g^2
        st.w = max(st.w or 0, st.v)
        return theta - lr*st.m/sqrt(st.w)
      end
    end)
    assert.same({1}, gd.minimize(function(x) return 0*x[1] end, {1}, {
      method = gd.method.amsgrad{variant = "paper"}, epochs = 3, tolerance = 0,
      stop = gd.stop.never()}).x:totable())
  end)

  it("keeps the largest corrected mean in optax", function()
    follows(gd.method.amsgrad{beta2 = 0.8, epsilon = 0.1, variant = "optax"}, function()
      return function(theta, g, lr, t, st)
        st.m = 0.9*(st.m or 0) + 0.1*g
        st.v = 0.8*(st.v or 0) + 0.2*g^2
        st.w = max(st.w or 0, st.v/(1 - 0.8^t))
        return theta - lr*st.m/(1 - 0.9^t)/(sqrt(st.w) + 0.1)
      end
    end)
  end)

  it("checks its options", function()
    blamed(function() gd.method.amsgrad{variant = 'jax'} end,
      "bad option 'variant' to 'amsgrad' %('paper', 'torch', 'optax' or 'keras' expected")
  end)
end)
