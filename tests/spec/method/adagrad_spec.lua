local gd = require "gdlua"
local follows = require "tests.spec.method.follows"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("adagrad", function()
  for _, epsilon in ipairs{1e-10, 0.1} do
    it("follows Adagrad of PyTorch with epsilon " .. epsilon, function()
      local x, sum, expected = {3, -4}, {0, 0}, {}
      for t = 1, 25 do
        local g = gradient(x)
        for i = 1, 2 do
          sum[i] = sum[i] + g[i]^2
          x[i] = x[i] - 0.5*(g[i]/(math.sqrt(sum[i]) + epsilon))
        end
        expected[t] = {x[1], x[2]}
      end
      near(expected, follow(gd.method.adagrad(epsilon), {3, -4}, gradient, 0.5, 25))
    end)
  end

  it("stays where the gradient is 0", function()
    assert.same({{1}, {1}}, follow(gd.method.adagrad(), {1}, function() return {0} end, 0.1, 2))
  end)

  it("has epsilon inside the root in optax and Keras, and may begin above 0", function()
    for _, variant in ipairs{"optax", "keras"} do
      follows(gd.method.adagrad{epsilon = 0.1, initial = 0.2, variant = variant}, function()
        return function(theta, g, lr, _, st)
          st.v = (st.v or 0.2) + g^2
          return theta - lr*g/math.sqrt(st.v + 0.1)
        end
      end)
    end
    follows(gd.method.adagrad{initial = 0.2, decay = 0.1, variant = "paper"}, "adagrad", {initial = 0.2, weight_decay = 0.1})
  end)
end)
