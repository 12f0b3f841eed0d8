local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("dog", function()
  it("follows the paper", function()
    local x, x0, r, q, points = {3, -4}, {3, -4}, 1e-6*(1 + 5), 0, {}
    for t = 1, 40 do
      local g = gradient(x)
      r = math.max(r, math.sqrt((x[1] - x0[1])^2 + (x[2] - x0[2])^2))
      q = q + g[1]^2 + g[2]^2
      local eta = r/math.sqrt(q + 1e-8)
      x = {x[1] - eta*g[1], x[2] - eta*g[2]}
      points[t] = x
    end
    near(points, follow(gd.method.dog(), {3, -4}, gradient, 1, 40))
  end)

  it("checks its options", function()
    blamed(function() gd.method.dog{first = 0} end,
      "bad option 'first' to 'dog' %(a positive number expected, got 0%)")
  end)
end)
