local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follows = require "tests.spec.method.follows"

describe("radam", function()
  it("follows RAdam of PyTorch", function()
    follows(gd.method.radam(), "radam")
    follows(gd.method.radam{beta2 = 0.9, epsilon = 0.1}, "radam", {beta2 = 0.9, eps = 0.1})
  end)

  it("divides where the paper and optax say so", function()
    for variant, o in pairs{paper = {4, 0}, optax = {5 - 1e-15, 0.1}} do
      follows(gd.method.radam{beta2 = 0.9, epsilon = 0.1, variant = variant}, function()
        return function(theta, g, lr, t, st)      -- algorithm 2
          st.m = 0.9*(st.m or 0) + 0.1*g
          st.v = 0.9*(st.v or 0) + 0.1*g^2
          local inf = 2/(1 - 0.9) - 1
          local m, p = st.m/(1 - 0.9^t), inf - 2*t*0.9^t/(1 - 0.9^t)
          if p <= o[1] then return theta - lr*m end
          local r = math.sqrt((p - 4)*(p - 2)*inf/((inf - 4)*(inf - 2)*p))
          return theta - lr*r*m/(math.sqrt(st.v/(1 - 0.9^t)) + o[2])
        end
      end)
    end
  end)

  it("checks its options", function()
    blamed(function() gd.method.radam{variant = 'keras'} end,
      "bad option 'variant' to 'radam' %('paper', 'torch' or 'optax' expected")
  end)
end)
