local gd = require "gdlua"
local follows = require "tests.spec.method.follows"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

-- torch.optim.RMSprop, one component at a time.
local function torch(o, start, lr, n)
  local rho, eps, beta = o.rho or 0.99, o.epsilon or 1e-8, o.beta or 0
  local x, points = {start[1], start[2]}, {}
  local square, average, buffer = {0, 0}, {0, 0}, {0, 0}
  for t = 1, n do
    local g = gradient(x)
    for i = 1, 2 do
      square[i] = rho*square[i] + (1 - rho)*g[i]*g[i]
      local v = square[i]
      if o.centered then
        average[i] = average[i] + (1 - rho)*(g[i] - average[i])
        v = v - average[i]^2
      end
      local u = g[i]/(math.sqrt(v) + eps)
      buffer[i] = beta*buffer[i] + u
      x[i] = x[i] - lr*(beta > 0 and buffer[i] or u)
    end
    points[t] = {x[1], x[2]}
  end
  return points
end

describe("rmsprop", function()
  for _, o in ipairs{
    {}, {rho = 0.9, epsilon = 1e-3}, {beta = 0.5}, {centered = true, rho = 0.9},
    {rho = 0.8, beta = 0.6, centered = true, epsilon = 0.01},
  } do
    local m = gd.method.rmsprop(o)
    it("follows RMSprop of PyTorch: " .. tostring(m), function()
      near(torch(o, {3, -4}, 0.05, 25), follow(m, {3, -4}, gradient, 0.05, 25))
    end)
  end

  it("follows Graves 2013 in its other variants", function()
    for _, variant in ipairs{"paper", "optax", "keras"} do
      follows(gd.method.rmsprop{rho = 0.8, epsilon = 0.1, variant = variant}, "graves", {alpha = 0.8, eps = 0.1})
      follows(gd.method.rmsprop{beta = 0.5, centered = true, epsilon = 0.1, variant = variant}, "graves",
              {momentum = 0.5, centered = true, eps = 0.1})
    end
    follows(gd.method.rmsprop{decay = 0.3}, "rmsprop", {weight_decay = 0.3})
  end)
end)
