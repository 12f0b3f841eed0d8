local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local reverse = {mode = "reverse"}

local square = gd.custom{value = function(x) return x^2 end, gradient = function(x) return 2*x end}

-- What tracing cannot follow: a number becomes a text and a number again.
local function opaque(x) return tonumber(("%.17g"):format(x)) end

describe("gd.custom", function()
  it("is the value, outside of derivatives", function()
    local calls = 0
    local f = gd.custom{value = function(x, a) return x*a end, gradient = function() calls = calls + 1 end}
    assert.equal(6, f(2, 3))
    assert.equal(0, calls)
  end)

  it("has the gradient it brings", function()
    local f = gd.custom{value = function(x) return x^2 end, gradient = function() return 42 end}
    for _, mode in ipairs{"auto", "reverse", "forward"} do
      local g, c = gd.gradient(f, 3, {mode = mode})
      assert.equal(42.0, g)
      assert.equal(9.0, c)
    end
    assert.equal(84.0, gd.derivative(function(x) return 2*f(x) + 1 end, 3))
    assert.equal(42.0*2, gd.derivative(function(x) return f(2*x) end, 3))
    assert.is_true(math.abs(gd.derivative(f, 3, {mode = "central"}) - 6) < 1e-8)
  end)

  it("goes with vectors, matrices and trees", function()
    local function check(x, f, g, expected)
      local h = gd.gradient(gd.custom{value = f, gradient = g}, x, reverse)
      assert.is_true(gd.equal(expected, h))
    end
    check({1, 2}, function(v) return v[1]*v[2] end, function(v) return {v[2] + 10, v[1]} end,
          gd.vector{12, 1})
    check({1, 2}, gd.sum_of_squares, function(v) return 3*v end, gd.vector{3, 6})
    check(gd.matrix{{1, 2}}, function(A) return A:sum() end, function(A) return A end,
          gd.matrix{{1, 2}})
    local t = gd.gradient(gd.custom{
      value = function(p) return p.w:sum()*p.b end,
      gradient = function(p) return {w = {p.b, 2*p.b}, b = 7} end,
    }, {w = {1, 2}, b = 3}, reverse)
    assert.equal(gd.vector{3, 6}, t.w)
    assert.equal(7.0, t.b)
  end)

  it("hands further arguments on to both", function()
    local f = gd.custom{value = function(x, a) return a*x end, gradient = function(_, a) return 10*a end}
    assert.equal(30.0, gd.derivative(function(x) return f(x, 3) end, 2, reverse))
  end)

  it("has second derivatives where its gradient is traced", function()
    assert.equal(2.0, gd.hessian(square, 3))
    local f = gd.custom{value = function(v) return v[1]^2*v[2] end,
                        gradient = function(v) return {2*v[1]*v[2], v[1]^2} end}
    assert.equal(gd.matrix{{4, 6}, {6, 0}}, gd.hessian(f, {3, 2}))
    assert.equal(gd.vector{6, 0}, gd.hvp(f, {3, 2}, {0, 1}))
    assert.equal(2.0, gd.derivative(function(x) return gd.derivative(square, x) end, 3, reverse))
  end)

  it("may do what cannot be traced", function()
    local f = gd.custom{value = function(x) return opaque(x)^2 end,
                        gradient = function(x) return 2*opaque(x) end}
    assert.equal(6.0, gd.derivative(f, 3, reverse))
    assert.equal(10.0, gd.derivative(f, 5, reverse))
    assert.equal(30.0, gd.derivative(function(x) return x*f(x) + x end, 3, reverse) + 2)
    local v = gd.custom{value = function(p) return opaque(p.w[1])*p.b end,
                        gradient = function(p) return {w = {opaque(p.b), 0}, b = p.w[1]} end}
    local g = gd.gradient(v, {w = {2, 3}, b = 5}, reverse)
    assert.equal(gd.vector{5, 0}, g.w)
    assert.equal(2.0, g.b)
  end)

  it("has no second derivatives where its gradient cannot be traced", function()
    local f = gd.custom{value = function(x) return x^2 end,
                        gradient = function(x) return 2*opaque(x) end}
    blamed(function() return gd.hessian(f, 3) + 0 end, "second derivatives are needed of a gd.custom")
    blamed(function() return gd.hvp(f, 3, 1) + 0 end, "second derivatives are needed")
    blamed(function()
      return gd.derivative(function(x) return gd.derivative(f, x) end, 3) + 0
    end, "second derivatives are needed")
  end)

  it("follows the branches of its value and gradient", function()
    local f = gd.custom{
      value = function(x) if x < 0 then return -x end return x end,
      gradient = function(x) if x < 0 then return -10 end return 10 end,
    }
    for _, case in ipairs{{3, 10.0}, {-3, -10.0}, {4, 10.0}, {-4, -10.0}} do
      local g, c = gd.gradient(f, case[1], reverse)
      assert.equal(case[2], g)
      assert.equal(math.abs(case[1]), c)
    end
  end)

  it("may not depend on other traced values", function()
    local function outer(v)
      return gd.custom{value = function(x) return x*v[2] end, gradient = function() return v[2] end}(v[1])
    end
    local why = "depends on traced values other than its first argument"
    blamed(function() gd.gradient(outer, {3, 4}, reverse) end, why)
    blamed(function()
      gd.gradient(function(x)
        return gd.derivative(function(y)
          return gd.custom{value = function(z) return z*y end, gradient = function() return y end}(x)
        end, 2, reverse)
      end, 3, reverse)
    end, why)
    local fine = function(v)
      local b = gd.detach(v[2])
      return gd.custom{value = function(x) return x*b end, gradient = function() return b end}(v[1])
    end
    assert.equal(gd.vector{4, 0}, (gd.gradient(fine, {3, 4}, reverse)))
  end)

  it("is told what it does wrong", function()
    local function of(value, gradient, x)
      return function() gd.gradient(gd.custom{value = value, gradient = gradient}, x or 3, reverse) end
    end
    local function one() return 1 end
    for _, case in ipairs{
      {of(function() return "x" end, one), "the cost returned 'x' %(a string%); a number expected$"},
      {of(function() end, one), "the cost returned nil"},
      {of(one, function() return {1} end), "the gradient is a table %(number expected%)"},
      {of(one, function() return 1 end, {1, 2}), "the gradient is 1 %(vector of 2 expected%)"},
    } do
      local ok, message = pcall(case[1])
      assert.is_false(ok)
      assert.matches(case[2], message)
    end
  end)

  it("is a cost for gd.minimize", function()
    local x = 5.0
    for _ = 1, 3 do x = x - 0.1*(2*x) end
    local r = gd.minimize(square, 5, {step = 0.1, epochs = 3})
    assert.equal(x, r.x)
    local calls = 0
    local f = gd.custom{value = function(x) return opaque(x)^2 end,
                        gradient = function(x) calls = calls + 1 return 2*opaque(x) end}
    r = gd.minimize(f, 5, {step = 0.1, epochs = 3})
    assert.equal(x, r.x)
    assert.is_true(calls >= 4)
    assert.same({}, r.warnings)
  end)
end)
