-- Derivatives inside functions of which derivatives are taken.
local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local reverse, forward = {mode = "reverse"}, {mode = "forward"}

local function near(expected, got, tolerance)
  assert.is_true(math.abs(got - expected) <= (tolerance or 1e-13)*math.max(1, math.abs(expected)),
                 ("expected %.17g, got %.17g"):format(expected, got))
end

local function rosenbrock(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end

-- The derivative of f as a function.
local function slope(f, mode)
  return function(x) return gd.derivative(f, x, mode) end
end

describe("nested derivatives", function()
  it("go as deep as one likes", function()
    for _, mode in ipairs{reverse, forward} do
      local f = function(x) return x^5 end
      local expected, factor = {}, 1
      for k = 1, 5 do
        factor = factor*(6 - k)
        expected[k] = factor*1.5^(5 - k)
        f = slope(f, mode)
        near(expected[k], f(1.5))
      end
      near(0, slope(f, mode)(1.5))
    end
    near(-math.cos(0.3), slope(slope(slope(math.sin)))(0.3))
    near(math.exp(0.3), slope(slope(slope(slope(math.exp))))(0.3))
  end)

  it("do not take an inner variable for an outer one", function()
    -- d/dx x * d/dy (x + y) = 1
    for _, inner in ipairs{reverse, forward} do
      for _, outer in ipairs{reverse, forward} do
        assert.equal(1.0, gd.derivative(function(x)
          return x*gd.derivative(function(y) return x + y end, 1, inner)
        end, 3, outer))
        -- at y = x: d/dx (2 x x) = 4 x, the inner one holding its x
        assert.equal(12.0, gd.derivative(function(x)
          return gd.derivative(function(y) return x*y^2 end, x, inner)
        end, 3, outer))
        assert.equal(2.0, gd.derivative(function(x)
          return gd.derivative(function(y)
            return gd.derivative(function(z) return x*y*z end, 1, inner)*y
          end, 1, inner)
        end, 3, outer))
      end
    end
  end)

  it("hold for a plain point inside a trace", function()
    assert.equal(0.0, gd.derivative(function(x) return x*0 + gd.derivative(math.exp, 0) end, 3))
    assert.equal(6.0, gd.derivative(function(x)
      return x*gd.derivative(function(y) return y^2 end, 3)
    end, 5, reverse))
    assert.equal(2.0, gd.derivative(function(x)
      return (gd.gradient(function(v) return x*v[1]*v[2] end, {2, 3}))[2]
    end, 5, reverse))
  end)

  it("take every shape, with traced parts", function()
    local function f(v)
      local g = gd.gradient(function(p) return p.a^2*p.b[1] + p.c:sum() end,
                            {a = v[1], b = {v[2], 1}, c = gd.matrix{{1, 2}}}, reverse)
      return g.a + g.b[1] + g.b[2] + g.c:sum()
    end
    local g, c = gd.gradient(f, {1, 2}, reverse)
    assert.equal(gd.vector{6, 2}, g)                 -- 2ab + a^2
    assert.equal(7.0, c)
    g = gd.gradient(function(A)
      local inner = gd.gradient(function(B) return (B^3):sum() end, A)
      return inner:sum()
    end, gd.matrix{{1, 2}, {3, 4}}, reverse)
    assert.equal(gd.matrix{{6, 12}, {18, 24}}, g)
  end)

  it("answer the cost, too, and take further arguments", function()
    local g = gd.gradient(function(v)
      local _, cost = gd.grad(function(u, a) return a*u[1]*u[2] end)(v, 10)
      return cost
    end, {3, 4}, reverse)
    assert.equal(gd.vector{40, 30}, g)
  end)

  it("are those of Hessians", function()
    local function of(entry)
      return (gd.gradient(function(v) return entry(gd.hessian(rosenbrock, v)) end, {1, 2}, reverse))
    end
    assert.equal(gd.vector{2400, -400}, of(function(H) return H[1][1] end))
    assert.equal(gd.vector{-400, 0}, of(function(H) return H[1][2] end))
    assert.equal(gd.vector{-400, 0}, of(function(H) return H[2][1] end))
    assert.equal(gd.vector{0, 0}, of(function(H) return H[2][2] end))
    assert.equal(24.0, gd.derivative(function(x)
      return gd.hessian(function(y) return y^4 end, x)
    end, 1, reverse))
    local g = gd.gradient(function(v)
      local H = gd.hessian(function(p) return p.w:dot(p.w)*p.b end, {w = v, b = v[1]})
      return H[1][2]*H[1][3] + H[2][2]                -- (2 w1)(2 w2) + 2 b
    end, {3, 4}, reverse)
    assert.equal(gd.vector{4*4 + 2, 4*3}, g)
  end)

  it("are those of products with Hessians", function()
    local g = gd.gradient(function(v) return gd.hvp(rosenbrock, v, {1, 0})[1] end, {1, 2}, reverse)
    assert.equal(gd.vector{2400, -400}, g)
    -- the direction may be traced itself
    g = gd.gradient(function(v) return gd.hvp(gd.sum_of_squares, {1, 1}, v):dot(v) end, {3, 4}, reverse)
    assert.equal(gd.vector{12, 16}, g)
    blamed(function()
      gd.gradient(function(v) return gd.hvp(rosenbrock, v, {1})[1] end, {1, 2}, reverse)
    end, "v is vector of 1 %(vector of 2 expected%)")
  end)

  it("are those of Jacobians", function()
    local function tall(u) return {u[1]^2*u[2], u[2]^3, u[1]} end
    local g = gd.gradient(function(v)
      local J = gd.jacobian(tall, v)
      return J[1][1] + J[2][2] + J[3][1]             -- 2ab + 3b^2 + 1
    end, {1, 2}, reverse)
    assert.equal(gd.vector{4, 14}, g)
    g = gd.gradient(function(v)
      local J = gd.jacobian(function(p) return {p.a*p.b, p.a^2*p.c} end, {a = v[1], b = v[2], c = 3})
      assert(J.rows == 2 and J.cols == 3)
      return J[2][1]*J[1][2]                         -- 2ac * a
    end, {5, 7}, reverse)
    assert.equal(gd.vector{60, 0}, g)
    g = gd.gradient(function(v)
      return gd.jacobian(function(x) return v*x end, 2):sum()
    end, {1, 2}, reverse)
    assert.equal(gd.vector{1, 1}, g)
    blamed(function()
      gd.gradient(function(v) return gd.jacobian(function() return gd.eye(2) end, v):sum() end,
                  {1, 2}, reverse)
    end, "the function returned matrix of 2 x 2;")
  end)

  it("are right in functions that are traced each time", function()
    local calls = 0
    local function f(v)
      calls = calls + 1
      local g = gd.gradient(rosenbrock, v)
      return g:dot(g)
    end
    local plain = gd.gradient(function(v)
      local a, b = -400*v[1]*(v[2] - v[1]^2) - 2*(1 - v[1]), 200*(v[2] - v[1]^2)
      return a^2 + b^2
    end, {-1.2, 1})
    for _ = 1, 3 do
      local g = gd.gradient(f, {-1.2, 1}, reverse)
      for i = 1, 2 do near(plain[i], g[i], 1e-12) end
    end
    assert.is_true(calls >= 3)
  end)

  it("follow the branches of inner and outer functions", function()
    local function f(x)
      local d = gd.derivative(function(y) if y < x - 1 then return y^2 end return y^3 end, 2)
      if d > 5 then return d*x end
      return d
    end
    assert.equal(12.0, gd.derivative(f, 2.5, reverse))
    assert.equal(0.0, gd.derivative(f, 4, reverse))
    assert.equal(12.0, gd.derivative(f, 2.6, reverse))
  end)

  it("see what the inner function reads", function()
    local k, t = 3, {2, 5}
    local function f(x)
      return gd.derivative(function(y) return k*y^2*x + t[1]*y end, x)
                                                     -- 2kx^2 + t
    end
    near(4*3*1.5, gd.derivative(f, 1.5, reverse))
    k = 4
    near(4*4*1.5, gd.derivative(f, 1.5, reverse))
    local _, cost = gd.gradient(f, 1.5, reverse)
    near(2*4*1.5^2 + 2, cost)
    t[1] = 7
    _, cost = gd.gradient(f, 1.5, reverse)
    near(2*4*1.5^2 + 7, cost)
  end)

  it("see a point that changes", function()
    local at = {2, 3}
    local function f(x) return (gd.gradient(function(v) return x*v[1]*v[2] end, at))[1] end
    assert.equal(3.0, gd.derivative(f, 1, reverse))
    at[2] = 10
    assert.equal(10.0, gd.derivative(f, 1, reverse))
    local where = gd.vector{2, 3}
    local function g(x) return (gd.gradient(function(v) return x*v[1]*v[2] end, where))[1] end
    assert.equal(3.0, gd.derivative(g, 1, reverse))
    where[2] = 10
    assert.equal(10.0, gd.derivative(g, 1, reverse))
  end)

  it("of what cannot be traced make differences of it all", function()
    blamed(function()
      gd.derivative(function(x)
        return gd.derivative(function(y) return tonumber(("%.17g"):format(y)) end, x, reverse)
      end, 3, reverse)
    end, "cannot be traced")
  end)

  it("are told what inner functions do wrong", function()
    for _, mode in ipairs{reverse, forward} do
      blamed(function() gd.gradient(function(v) return gd.gradient(function(u) return u end, v)[1] end, {1, 2}, mode) end,
             "the cost returned vector of 2; a number expected")
      blamed(function() gd.gradient(function(v) return gd.gradient(function() end, v)[1] end, {1, 2}, mode) end,
             "the cost returned nil")
      blamed(function() gd.gradient(function(v) return gd.gradient(function(u) return u[1], 2 end, v)[1] end, {1, 2}, mode) end,
             "the cost returned two values")
      blamed(function() gd.gradient(function() return gd.gradient(rosenbrock, {a = "x"})[1] end, {1, 2}, mode) end,
             "x.a is 'x'")
      blamed(function() gd.gradient(function(v) return gd.derivative(rosenbrock, v) end, {1, 2}, mode) end,
             "bad argument #2 to 'derivative' %(a number expected")
    end
  end)

  it("raise the errors of inner functions", function()
    local object = {}
    local ok, message = pcall(gd.gradient, function(v)
      return gd.gradient(function() error(object) end, v)[1]
    end, {1, 2})
    assert.is_false(ok)
    assert.equal(object, message)
  end)
end)

-- A nested derivative is the same to the bit whether the function around it is
-- traced or runs as Lua: spot checks compare the two.
describe("nested derivatives of larger functions", function()
  local A = gd.matrix{{2, 1, 0.3}, {1, 3, -0.5}, {0.3, -0.5, 1.7}}

  local function q(u)
    local s = A:matmul(u):dot(u)*gd.sin(u[1]) + u[1]*u[2]*math.exp(u[1]*u[2]/3)
    if u[2] > 0.2 then s = s + gd.exp(u[1]*u[2]) end
    return s + gd.logsumexp(u) + u:norm()
  end

  local own = gd.custom{value = function(x) return math.sin(x)*x end,
                        gradient = function(x) return math.cos(x)*x + math.sin(x) end}

  local cases = {
    gradient = function(v) local g = gd.gradient(q, v) return g:dot(g)/3 end,
    forward = function(v) return gd.gradient(q, v, {mode = "forward"})[2] end,
    Hessian = function(v) local H = gd.hessian(q, v) return (H*H):sum() + H[1][2]*H[3][1] end,
    product = function(v) return gd.hvp(q, v, v):dot(v) + gd.hvp(q, v, {1, 2, 3})[2] end,
    ["short Jacobian"] = function(v)
      local J = gd.jacobian(function(u) return {q(u), u[1]*u[2]*u[3]} end, v)
      return (J*J):sum()
    end,
    ["square Jacobian"] = function(v)
      local J = gd.jacobian(function(u) return {q(u), u[1]*u[2]*u[3], u[1]*u[2]} end, v)
      return (J*J):sum()
    end,
    ["tall Jacobian"] = function(v)
      local J = gd.jacobian(function(u) return {q(u), u[1]*u[2]*u[3], u[1]*u[2], u[3]^2} end, v)
      return (J*J):sum()
    end,
    ["parameters of the outer function, first read inside"] = function(v)
      return gd.derivative(function(t)
        return gd.derivative(function(s) return math.sin(s*t*v[1])*s*t*v[1] + s*t end, t*v[2])
      end, v[3])
    end,
    ["data and numbers from outside"] = function(v)
      local k = v[1]*v[2]
      return gd.gradient(function(u) return (A:matmul(u)*k):sum()*u[1] + k^2*u[2]*A[2][2] end, v):norm()
    end,
    custom = function(v) return gd.derivative(function(t) return own(t*v[1])*t*v[1] end, v[2]) end,
    tree = function(v)
      local g = gd.gradient(function(p) return q(p.w)*p.b^2 + p.M[1][2]*p.b*q(p.M[1]) end,
                            {w = v, b = v[1], M = gd.matrix{{1, 2, 3}}})
      return g.w:sum()*g.b + g.M[1][2]
    end,
    ["gradient of a gradient"] = function(v)
      return (gd.gradient(function(u) local g = gd.gradient(q, u) return g:dot(g) end, v)):norm()
    end,
  }

  for name, f in pairs(cases) do
    it("are right: " .. name, function()
      for k = 1, 12 do
        local x = gd.vector{math.sin(k*1.1)*1.7, math.cos(k*0.7)*1.3, math.sin(k*0.3) + 0.1}
        local g, c = gd.gradient(f, x, reverse)
        assert.equal(f(x), c)
        local d = gd.gradient(f, x, {mode = "richardson"})
        for i = 1, 3 do near(d[i], g[i], 1e-7) end
      end
      local report = gd.explain(f)
      assert.equal("compiled", report.rung)
      assert.equal(0, report.mismatches)
    end)
  end
end)
