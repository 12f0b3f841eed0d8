local gd = require "gdlua"
local follows = require "tests.spec.method.follows"
local blamed = require "tests.spec.blamed"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

-- Kingma & Ba 2015, algorithm 1.
local function paper(beta1, beta2, epsilon, start, alpha, n)
  local theta, m, v, points = {start[1], start[2]}, {0, 0}, {0, 0}, {}
  for t = 1, n do
    local g = gradient(theta)
    for i = 1, 2 do
      m[i] = beta1*m[i] + (1 - beta1)*g[i]
      v[i] = beta2*v[i] + (1 - beta2)*g[i]^2
      local mhat, vhat = m[i]/(1 - beta1^t), v[i]/(1 - beta2^t)
      theta[i] = theta[i] - alpha*mhat/(math.sqrt(vhat) + epsilon)
    end
    points[t] = {theta[1], theta[2]}
  end
  return points
end

describe("adam", function()
  it("follows algorithm 1 of the paper", function()
    near(paper(0.9, 0.999, 1e-8, {3, -4}, 0.1, 40), follow(gd.method.adam(), {3, -4}, gradient, 0.1, 40))
    near(paper(0.5, 0.9, 0.1, {3, -4}, 0.1, 40),
         follow(gd.method.adam(0.5, 0.9, 0.1), {3, -4}, gradient, 0.1, 40))
  end)

  it("first moves by the step, whatever the gradient's size", function()
    local points = follow(gd.method.adam(), {0, 0}, function() return {1e4, -1e-3} end, 0.1, 1)
    assert.near(-0.1, points[1][1], 1e-12)
    assert.near(0.1, points[1][2], 1e-5)
  end)

  it("checks its options", function()
    blamed(function() gd.method.adam{beta1 = 1} end,
      "bad option 'beta1' to 'adam' %(a number in %[0, 1%) expected, got 1%)")
    blamed(function() gd.method.adam{beta_2 = 1} end, "did you mean 'beta2'")
  end)

  it("follows Adam of PyTorch with a decay, and that of Keras", function()
    follows(gd.method.adam{decay = 0.3}, "adam", {weight_decay = 0.3})
    follows(gd.method.adam{epsilon = 0.1, variant = "keras"}, "keras", {eps = 0.1})
  end)
end)
