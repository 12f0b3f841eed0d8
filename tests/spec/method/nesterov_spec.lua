local gd = require "gdlua"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("nesterov", function()
  it("is momentum that looks ahead", function()
    near(follow(gd.method.momentum{beta = 0.8, nesterov = true}, {3, -4}, gradient, 0.05, 25),
         follow(gd.method.nesterov(0.8), {3, -4}, gradient, 0.05, 25))
  end)

  -- Sutskever et al. 2013, (3) and (4): v' = mu*v - e*grad(theta + mu*v),
  -- theta' = theta + v'; ours are the points theta + mu*v.
  it("follows the original form at its shifted points", function()
    local mu, e, theta, v, expected = 0.8, 0.05, {3, -4}, {0, 0}, {}
    for t = 1, 25 do
      local g = gradient{theta[1] + mu*v[1], theta[2] + mu*v[2]}
      for i = 1, 2 do
        v[i] = mu*v[i] - e*g[i]
        theta[i] = theta[i] + v[i]
      end
      expected[t] = {theta[1] + mu*v[1], theta[2] + mu*v[2]}
    end
    near(expected, follow(gd.method.nesterov{beta = 0.8}, {3, -4}, gradient, 0.05, 25))
  end)
end)
