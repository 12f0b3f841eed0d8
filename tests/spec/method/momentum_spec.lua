local gd = require "gdlua"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

-- torch.optim.SGD, one component at a time.
local function torch(o, start, lr, n)
  local x, buf, points = {start[1], start[2]}, {}, {}
  for t = 1, n do
    local g = gradient(x)
    for i = 1, 2 do
      local d = g[i] + (o.decay or 0)*x[i]
      if buf[i] == nil then buf[i] = d
      else buf[i] = o.beta*buf[i] + (1 - (o.dampening or 0))*d
      end
      x[i] = x[i] - lr*(o.nesterov and d + o.beta*buf[i] or buf[i])
    end
    points[t] = {x[1], x[2]}
  end
  return points
end

describe("momentum", function()
  for _, o in ipairs{
    {beta = 0.9}, {beta = 0}, {beta = 0.8, dampening = 0.3}, {beta = 0.9, nesterov = true},
    {beta = 0.5, decay = 0.1}, {beta = 0.7, dampening = 0.2, nesterov = true, decay = 0.05},
  } do
    local m = gd.method.momentum(o)
    it("follows SGD of PyTorch: " .. tostring(m), function()
      near(torch(o, {3, -4}, 0.05, 25), follow(m, {3, -4}, gradient, 0.05, 25))
    end)
  end

  it("does not keep the gradient it was given, which changes", function()
    local m, x, g = gd.method.momentum{beta = 1}, gd.vector{1}, gd.vector{1}
    local s = m.init(x, m.o)
    m.update(x, g, 1, s, m.o, 0)
    g[1] = 100
    assert.equal(1, s.m[1])
  end)

  it("takes a step for each component", function()
    local m = gd.method.momentum()
    local points = follow(m, {3, -4}, gradient, gd.vector{0.05, 0}, 5)
    assert.equal(-4, points[5][2])
    assert.near(torch({beta = 0.9}, {3, -4}, 0.05, 5)[5][1], points[5][1], 1e-14)
  end)

  it("has the step inside the momentum in the paper and in Keras", function()
    local function lr(t) return 0.1/(1 + t) end
    for _, nesterov in ipairs{false, true} do
      local m = gd.method.momentum{beta = 0.8, dampening = 0.2, nesterov = nesterov, variant = "keras"}
      local r = gd.minimize(function(x) return x^2 end, 3, {
        method = m, step = lr, epochs = 20, tolerance = 0, history = {"x"}})
      local x, v = 3, 0
      for t = 0, 19 do
        local g = 2*x
        v = 0.8*v - lr(t)*(t > 0 and 0.8 or 1)*g
        x = x + (nesterov and 0.8*v - lr(t)*g or v)
        assert.near(x, r.history.x[t + 2], 1e-13)
      end
    end
  end)
end)
