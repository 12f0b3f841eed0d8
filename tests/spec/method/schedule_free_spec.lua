local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("schedule_free", function()
  it("follows the paper, the steps squared as weights", function()
    local function cost(x) return x[1]^2 + 3*x[2]^2 - x[2] end
    local function lr(t) return 0.1/(1 + 0.2*t) end
    local z, x, sum = {3, -4}, {3, -4}, 0
    local r = gd.minimize(cost, {3, -4}, {
      method = "schedule_free", step = lr, epochs = 30, tolerance = 0, history = {"x"}})
    for t = 1, 30 do
      local g = gradient{0.1*z[1] + 0.9*x[1], 0.1*z[2] + 0.9*x[2]}
      local a = lr(t - 1)
      sum = sum + a^2
      for i = 1, 2 do
        z[i] = z[i] - a*g[i]
        x[i] = (1 - a^2/sum)*x[i] + a^2/sum*z[i]
        assert.near(x[i], r.history.x[t + 1][i], 1e-12)
      end
    end
  end)

  it("stays where the step is 0", function()
    local r = gd.minimize(gd.sum_of_squares, {3, 4}, {method = "schedule_free", step = 0, epochs = 5})
    assert.same({3.0, 4.0}, r.x:totable())
  end)

  it("checks its options", function()
    blamed(function() gd.method.schedule_free(2) end,
      "bad option 'beta' to 'schedule_free' %(a number in %[0, 1%] expected, got 2%)")
  end)
end)
