local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("prodigy", function()
  it("follows algorithm 4 of the paper", function()
    local x, x0, d, r, b3, points = {3, -4}, {3, -4}, 1e-6, 0, math.sqrt(0.999), {}
    local m, v, q = {0, 0}, {0, 0}, {0, 0}
    for t = 1, 60 do
      local g, new = gradient(x), {}
      r = b3*r + (1 - b3)*d^2*0.5*(g[1]*(x0[1] - x[1]) + g[2]*(x0[2] - x[2]))
      for i = 1, 2 do
        m[i] = 0.9*m[i] + 0.1*d*g[i]
        v[i] = 0.999*v[i] + 0.001*d^2*g[i]^2
        q[i] = b3*q[i] + (1 - b3)*d^2*0.5*g[i]
        new[i] = x[i] - 0.5*d*m[i]/(math.sqrt(v[i]) + d*1e-8)
      end
      d = math.max(d, r/(math.abs(q[1]) + math.abs(q[2])))
      x, points[t] = new, new
    end
    local got = follow(gd.method.prodigy(), {3, -4}, gradient, 0.5, 60)
    for t = 1, 60 do
      for i = 1, 2 do assert.near(points[t][i], got[t][i], 1e-11) end
    end
  end)

  it("takes the decay from x", function()
    local function run(decay)
      return gd.minimize(function(x) return x[1] end, {2}, {
        method = gd.method.prodigy{decay = decay, first = 0.1}, epochs = 1}).x[1]
    end
    assert.near(run(0) - 0.1*0.5*2, run(0.5), 1e-12)
  end)

  it("checks its options", function()
    blamed(function() gd.method.prodigy{first = 0} end,
      "bad option 'first' to 'prodigy' %(a positive number expected, got 0%)")
  end)
end)
