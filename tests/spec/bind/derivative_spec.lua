local gd = require "gdlua"

local function close(a, b, tol) return math.abs(a - b) <= (tol or 1e-7)*math.max(1, math.abs(b)) end

describe("gd.gradient", function()
  it("answers gradient and cost", function()
    local g, c = gd.gradient(function(x) return x[1]^2 + x[2]^2 end, {3, 4}, {h = 1e-4})
    assert.equal("{6, 8}", tostring(g))
    assert.equal(25.0, c)
  end)

  it("prints as the textbook's", function()
    local function f(x) return x[1]^2 + x[2]^2 end
    assert.equal("{0, 4}", tostring((gd.gradient(f, {0, 2}, {h = 1e-4}))))
    assert.equal("{6, 0}", tostring((gd.gradient(f, {3, 0}, {h = 1e-4}))))
  end)

  it("with a given h is (f(x+h) - f(x-h))/(2h), to the bit", function()
    local function f(x) return x*x + 9 end
    assert.equal(4.000000330961484, (gd.gradient(f, 2.0, {mode = "central", h = 1e-10})))
    for _, h in ipairs{1e-3, 1e-5, 1e-10, 0.3} do
      for _, x in ipairs{2.0, -1/3, 1e6, 1e-6} do
        assert.equal((f(x + h) - f(x - h))/(2*h), (gd.gradient(f, x, {h = h})))
      end
    end
  end)

  it("has the shape of x", function()
    assert.equal("number", type((gd.gradient(math.sin, 1))))
    local g = gd.gradient(function(m) return (m*m):sum() end, gd.matrix{{1, 2}, {3, 4}})
    assert.is_true(gd.equal(g, gd.matrix{{2, 4}, {6, 8}}, 1e-8))
    g = gd.gradient(function(p) return p.a*p.b.c + p[1]:sum() end, {{1, 2}, a = 3, b = {c = 4}})
    assert.is_true(close(g.a, 4) and close(g.b.c, 3) and gd.equal(g[1], {1, 1}, 1e-8))
  end)

  it("leaves x as it is", function()
    local x = gd.vector{1, 2}
    gd.gradient(function(y) y[1] = 99; return 0 end, x)
    assert.equal(gd.vector{1, 2}, x)
  end)

  it("of every mode is accurate", function()
    local functions = {
      {math.sin, math.cos}, {math.exp, math.exp}, {function(x) return 1/(1 + x*x) end, function(x) return -2*x/(1 + x*x)^2 end},
      {function(x) return x^3 - x end, function(x) return 3*x*x - 1 end}, {math.log, function(x) return 1/x end},
    }
    local accuracy = {central = 1e-8, forward_difference = 1e-5, richardson = 1e-10, auto = 1e-8}
    for _, f in ipairs(functions) do
      for mode, tol in pairs(accuracy) do
        for _, x in ipairs{0.25, 1, 2.75, 10} do
          local g = gd.gradient(f[1], x, {mode = mode})
          assert.is_true(close(g, f[2](x), tol*math.max(1, math.abs(f[1](x)))), mode .. " at " .. x .. ": " .. g)
        end
      end
    end
  end)

  it("of large and small x is as accurate", function()
    for _, scale in ipairs{1e-6, 1, 1e6, 1e12} do
      local g = gd.gradient(function(x) return (x/scale)^2 end, 3*scale)
      if scale >= 1 then assert.is_true(close(g*scale, 6, 1e-7), "scale " .. scale) end
    end
  end)

  it("of a cost that is not finite is not, but no error", function()
    local g, c = gd.gradient(function(x) return 0/0*x end, 1)
    assert.is_true(g ~= g and c ~= c)
    g, c = gd.gradient(math.log, 0)
    assert.equal(-math.huge, c)
    assert.is_true(g ~= g or math.abs(g) == math.huge)
  end)
end)

describe("gd.grad", function()
  it("is a function of x that answers gradient and cost", function()
    local grad = gd.grad(function(x) return x^3 end, {h = 1e-3})
    local g, c = grad(2)
    assert.is_true(close(g, 12, 1e-6))
    assert.equal(8.0, c)
  end)

  it("hands further arguments on", function()
    local grad = gd.grad(function(w, X, y) local e = X:matmul(w) - y; return e:dot(e) end)
    local X, y = gd.matrix{{1, 0}, {0, 2}}, gd.vector{1, 1}
    assert.is_true(gd.equal((grad({0, 0}, X, y)), {-2, -4}, 1e-7))
  end)

  it("can be a descent's gradient", function()
    local function f(x) return (x[1] - 1)^2 + (x[2] + 1)^2 end
    local r = gd.minimize(f, {4, 4}, {step = 0.25, gradient = gd.grad(f)})
    assert.is_true(gd.equal(r.x, {1, -1}, 1e-6))
  end)
end)
