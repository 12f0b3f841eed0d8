local gd = require "gdlua"

local reverse = {mode = "reverse"}

describe("gd.detach", function()
  it("is the value itself where nothing is traced", function()
    local v, t = gd.vector{1, 2}, {1}
    assert.equal(3, gd.detach(3))
    assert.is_true(rawequal(v, gd.detach(v)))
    assert.is_true(rawequal(t, gd.detach(t)))
    assert.equal("text", gd.detach("text"))
    assert.is_nil(gd.detach(nil))
  end)

  it("is a constant for derivatives", function()
    assert.equal(3.0, gd.derivative(function(x) return gd.detach(x)*x end, 3, reverse))
    assert.equal(3.0, gd.derivative(function(x) return gd.detach(x)*x end, 3, {mode = "forward"}))
    assert.equal(0.0, gd.derivative(function(x) return gd.detach(x^2) end, 3, reverse))
    assert.equal(gd.vector{1, 2}, (gd.gradient(function(v) return v:dot(gd.detach(v)) end, {1, 2}, reverse)))
    assert.equal(gd.matrix{{1, 2}},
                 (gd.gradient(function(A) return (A*gd.detach(A)):sum() end, gd.matrix{{1, 2}}, reverse)))
    local t = gd.gradient(function(p)
      local d = gd.detach(p)
      return p.w:dot(d.w)*d.b + p.b
    end, {w = {1, 2}, b = 3}, reverse)
    assert.equal(gd.vector{3, 6}, t.w)
    assert.equal(1.0, t.b)
  end)

  it("leaves the value as it is", function()
    local _, c = gd.gradient(function(x) return gd.detach(x)*x end, 3, reverse)
    assert.equal(9.0, c)
    assert.equal(1.0, gd.derivative(function(x)
      local t = gd.detach{x, "a", y = {x}, plain = 7}
      assert(t[2] == "a" and t.plain == 7)
      return x + t[1] + t.y[1]
    end, 3, reverse))
  end)
end)

describe("gd.custom inside a trace", function()
  local f = gd.custom{
    value = function(v, n) local s = 0 for i = 1, n do s = s + v[i]^2 end return s end,
    gradient = function(v, n) local g = gd.zeros(#v) for i = 1, n do g[i] = 3*v[i] end return g end,
  }

  it("is a program where both functions are traced", function()
    local function cost(v) return 2*f(v, 2) + v[3] end
    assert.equal(gd.vector{6, 12, 1}, (gd.gradient(cost, {1, 2, 3}, reverse)))
    assert.equal("compiled", gd.explain(cost).rung)
  end)

  it("is traced each time where one is not", function()
    local function cost(x)
      return gd.custom{value = function(y) return tonumber(tostring(y)) end,
                       gradient = function() return 5 end}(2*x)
    end
    assert.equal(10.0, gd.derivative(cost, 3, reverse))
    assert.equal(10.0, gd.derivative(cost, 4, reverse))
    local report = gd.explain(cost)
    assert.equal("tape", report.rung)
    assert.equal("the value of a gd.custom cannot be traced", report.reason)
  end)

  it("may be called many times, and in itself", function()
    local square = gd.custom{value = function(x) return x^2 end, gradient = function(x) return 2*x end}
    assert.equal(4*2.0^3, gd.derivative(function(x) return square(square(x)) end, 2, reverse))
    assert.equal(2.0*50, gd.derivative(function(x)
      local s = 0
      for _ = 1, 50 do s = s + square(x) end
      return s
    end, 1, reverse))
    local twice = gd.custom{value = function(x) return square(x) end,
                            gradient = function(x) return gd.derivative(square, x) end}
    assert.equal(6.0, gd.derivative(twice, 3, reverse))
    assert.equal(2.0, gd.hessian(twice, 3))
  end)

  it("does not hide the errors of its functions", function()
    local object = {}
    local bad = gd.custom{value = function() error(object) end, gradient = function() return 1 end}
    local ok, message = pcall(gd.gradient, function(x) return bad(x) + 1 end, 3)
    assert.is_false(ok)
    assert.equal(object, message)
  end)

  it("refuses traced values among further arguments of what cannot be traced", function()
    local scaled = gd.custom{value = function(x, a) return tonumber(tostring(x))*a end,
                             gradient = function(_, a) return a end}
    local ok, message = pcall(gd.gradient, function(v) return scaled(v[1], v[2]) end, {1, 2}, reverse)
    assert.is_false(ok)
    assert.matches("has traced values among its further arguments", message)
  end)
end)

describe("a mistake in the gradient of a gd.custom", function()
  local function power(gradient)
    return gd.custom{value = function(x) return x^2 end, gradient = gradient}
  end

  -- An error of its own, never a reason for differences of the value.
  for what, wrong in pairs{
    ["attempt to perform arithmetic on a nil value"] = function() return 2*undefined end,
    ["mine"] = function() error("mine") end,
    ["the gradient is nil"] = function() end,
    ["the gradient is a table"] = function(x) return {x, 2*x} end,
  } do
    it("is raised: " .. what, function()
      local p = power(wrong)
      local function cost(x) return 3*p(x) end
      for _, use in ipairs{gd.gradient, gd.minimize} do
        local ok, message = pcall(use, cost, 3)
        assert.is_false(ok)
        assert.match("^[^:]*custom_spec.lua:%d+: .*" .. what, message)
      end
    end)
  end
end)
