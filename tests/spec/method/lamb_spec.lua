local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("lamb", function()
  it("moves every leaf by its own length", function()
    local b1, b2, eps = 0.9, 0.999, 1e-6
    local w = {3, -4}
    local function g_of(x) return {2*x[1], 6*x[2] - 1} end
    -- One leaf of two, one of one that starts at 0.
    local x, m, v = {3, -4, 0}, {0, 0, 0}, {0, 0, 0}
    local leaf = {{1, 2}, {3}}
    local points = {}
    for t = 1, 40 do
      local g = g_of(x)
      g[3] = 2*(x[3] - 1)
      for _, list in ipairs(leaf) do
        local u, xx, uu = {}, 0, 0
        for _, i in ipairs(list) do
          m[i] = b1*m[i] + (1 - b1)*g[i]
          v[i] = b2*v[i] + (1 - b2)*g[i]^2
          u[i] = m[i]/(1 - b1^t)/(math.sqrt(v[i]/(1 - b2^t)) + eps) + 0.1*x[i]
          xx, uu = xx + x[i]^2, uu + u[i]^2
        end
        local ratio = xx > 0 and uu > 0 and math.sqrt(xx/uu) or 1
        for _, i in ipairs(list) do x[i] = x[i] - 0.05*ratio*u[i] end
      end
      points[t] = {x[1], x[2], x[3]}
    end
    local r = gd.minimize(function(p) return p.a[1]^2 + 3*p.a[2]^2 - p.a[2] + (p.b - 1)^2 end, {a = w, b = 0}, {
      method = gd.method.lamb{decay = 0.1}, step = 0.05, epochs = 40, tolerance = 0, history = {"x"}})
    for t = 1, 40 do
      for i = 1, 3 do assert.near(points[t][i], r.history.x[t + 1][i], 1e-11) end
    end
  end)

  it("checks its options", function()
    blamed(function() gd.method.lamb{epsilon = -1} end,
      "bad option 'epsilon' to 'lamb' %(a number >= 0 expected, got %-1%)")
  end)
end)
