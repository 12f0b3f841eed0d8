local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"

local function near(expected, got, tolerance)
  assert.is_true(math.abs(got - expected) <= (tolerance or 1e-12)*math.max(1, math.abs(expected)),
                 ("expected %.17g, got %.17g"):format(expected, got))
end

local function near_all(expected, got, tolerance)
  local a, b = gd.vector(expected), gd.vector(got)
  assert.equal(#a, #b)
  for i = 1, #a do near(a[i], b[i], tolerance) end
end

local function rosenbrock(v)
  local s = 0
  for i = 1, #v - 1 do s = s + 100*(v[i + 1] - v[i]^2)^2 + (1 - v[i])^2 end
  return s
end

-- No trace of this one: a number becomes a text and a number again.
local function opaque(x) return tonumber(("%.17g"):format(x)) end

-- What a script writes to standard output and to standard error.
local function run(code)
  local out, err, status = process.run(process.quote(process.gdlua) .. " -e " ..
                                       process.quote(code))
  assert.equal(0, status, err)
  return out, err
end

describe("gd.derivative", function()
  it("is a number", function()
    assert.equal(math.exp(1), gd.derivative(math.exp, 1))
    assert.equal(1, select("#", gd.derivative(math.exp, 1)))
    assert.equal("float", math.type(gd.derivative(function(x) return 3*x end, 2)))
  end)

  it("of an h is that of central differences", function()
    assert.equal(4.000000330961484, gd.derivative(function(x) return x^2 + 9 end, 2.0, {h = 1e-10}))
    near(math.exp(1), gd.derivative(math.exp, 1, {mode = "central"}), 1e-8)
    near(math.exp(1), gd.derivative(math.exp, 1, {mode = "richardson"}), 1e-11)
  end)

  it("knows the textbook", function()
    local x = 0.7
    for _, case in ipairs{
      {math.sin, math.cos(x)}, {math.cos, -math.sin(x)}, {math.tan, 1 + math.tan(x)^2},
      {math.sqrt, 0.5/math.sqrt(x)}, {math.log, 1/x}, {math.abs, 1.0}, {math.atan, 1/(1 + x^2)},
      {math.asin, 1/math.sqrt(1 - x^2)}, {math.acos, -1/math.sqrt(1 - x^2)},
      {gd.tanh, 1 - gd.tanh(x)^2}, {gd.sigmoid, gd.sigmoid(x)*gd.sigmoid(-x)},
      {gd.softplus, gd.sigmoid(x)}, {gd.erf, 2/math.sqrt(math.pi)*math.exp(-x^2)},
      {function(t) return t^t end, x^x*(1 + math.log(x))},
      {function(t) return 2^t end, 2^x*math.log(2)},
      {function(t) return t/(1 + t) end, 1/(1 + x)^2},
      {function(t) return math.exp(math.sin(t)) end, math.cos(x)*math.exp(math.sin(x))},
      {function(t) return math.floor(t) end, 0.0}, {function() return 3 end, 0.0},
    } do
      near(case[2], gd.derivative(case[1], x), 1e-14)
      near(case[2], gd.derivative(case[1], x, {mode = "forward"}), 1e-14)
    end
  end)

  it("has the documented values at kinks", function()
    assert.equal(0.0, gd.derivative(math.abs, 0))
    assert.equal(0.0, gd.derivative(gd.relu, 0))
    assert.equal(0.5, gd.derivative(function(x) return gd.max(x, 0) end, 0))
    assert.equal(0.5, gd.derivative(function(x) return math.min(x, -x) + x end, 0)*0.5)
    assert.equal(1.0, gd.derivative(function(x) if x >= 0 then return x end return -x end, 0))
    assert.equal(math.huge, gd.derivative(math.sqrt, 0))
  end)
end)

describe("gd.gradient", function()
  it("answers gradient and cost", function()
    local g, c = gd.gradient(rosenbrock, {-1.2, 1})
    near_all({-215.6, -88}, g)
    assert.equal(rosenbrock{-1.2, 1}, c)
    assert.equal(2, select("#", gd.gradient(rosenbrock, {-1.2, 1})))
  end)

  it("takes callable values", function()
    local f = setmetatable({}, {__call = function(_, x) return 3*x end})
    assert.equal(3.0, (gd.gradient(f, 1)))
  end)

  it("comes in the shape of x", function()
    assert.equal(6.0, (gd.gradient(function(x) return x*x end, 3)))
    assert.equal(gd.vector{6, 8}, (gd.gradient(gd.sum_of_squares, {3, 4})))
    local A = gd.gradient(function(A) return (A*A):sum() end, gd.matrix{{1, 2}, {3, 4}})
    assert.equal(gd.matrix{{2, 4}, {6, 8}}, A)
    local t = gd.gradient(function(p) return p.layer.w:dot(p.layer.w)*p.b + p.list[2][1] end,
                          {layer = {w = {1, 2}}, b = 3, list = {{5}, {6}}})
    assert.equal(gd.vector{6, 12}, t.layer.w)
    assert.equal(5.0, t.b)
    assert.equal(gd.vector{0}, t.list[1])
    assert.equal(gd.vector{1}, t.list[2])
  end)

  it("hands further arguments on", function()
    local function f(x, data, scale) return scale*(data*x):sum() end
    assert.equal(6.0, (gd.gradient(f, 5, nil, gd.vector{1, 2}, 2)))
    local slope = gd.grad(f)
    assert.equal(6.0, (slope(5, gd.vector{1, 2}, 2)))
    assert.equal(24.0, (slope(5, gd.vector{5, 3}, 3)))
    assert.equal(24.0, (gd.grad(f, {mode = "forward"})(5, gd.vector{5, 3}, 3)))
    assert.equal(3.0, gd.derivative(f, 5, nil, gd.vector{1, 2}, 1))
  end)

  it("is the same in both exact modes, and by differences", function()
    local function f(v)
      local s = 1
      for i = 1, #v do s = s*math.sin(v[i]*i) + gd.tanh(v[i])^2 end
      if s > 0.3 then s = s*v[2] end
      return s + gd.logsumexp(v)
    end
    for _, x in ipairs{{0.3, 0.8, -1.1}, {1, 2, 3}, {-0.5, 0.25, 4}} do
      local reverse = gd.gradient(f, x, {mode = "reverse"})
      assert.equal(reverse, (gd.gradient(f, x)))
      near_all(reverse, gd.gradient(f, x, {mode = "forward"}), 1e-12)
      near_all(reverse, gd.gradient(f, x, {mode = "richardson"}), 1e-9)
      near_all(reverse, gd.gradient(f, x, {mode = "central"}), 1e-7)
      near_all(reverse, gd.gradient(f, x, {mode = "forward_difference"}), 1e-5)
    end
  end)

  it("follows the branch that is taken", function()
    local function f(x) if x < 1 then return x^2 elseif x < 2 then return 3*x end return x^3 end
    for _, case in ipairs{{0.5, 1.0}, {1.5, 3.0}, {3, 27.0}, {0.25, 0.5}, {1.25, 3.0}} do
      assert.equal(case[2], gd.derivative(f, case[1]))
    end
  end)

  it("of what cannot be traced is made of differences, with one warning", function()
    local out, err = run([[
local function f(x)
  return tonumber(("%.17g"):format(x))^2
end
print(("%.6f"):format((gd.gradient(f, 3))))
print(("%.6f"):format((gd.gradient(f, 4))))
]])
    assert.equal("6.000000\n8.000000\n", out)
    assert.equal(1, select(2, err:gsub("warning", "")), err)
    assert.matches("^gdlua: warning: .-:2: the cost cannot be traced %(.-%); its gradient is " ..
                   "worked out by central differences\n$", err)
  end)

  it("is refused where an exact one is asked for", function()
    for _, mode in ipairs{"reverse", "forward"} do
      blamed(function() gd.gradient(opaque, 3, {mode = mode}) end,
             "the cost cannot be traced %(.*:%d+: .*%), so that there is no exact gradient; mode \"auto\"")
      blamed(function() gd.grad(opaque, {mode = mode})(3) end, "no exact gradient")
      blamed(function() return gd.derivative(opaque, 3, {mode = mode}) + 0 end, "no exact gradient")
    end
  end)

  it("raises what the function raises", function()
    local ok, message = pcall(gd.gradient, function() error("boom", 0) end, 3)
    assert.is_false(ok)
    assert.equal("boom", message)
    local object = {}
    ok, message = pcall(gd.gradient, function() error(object) end, 3)
    assert.is_false(ok)
    assert.equal(object, message)
  end)
end)

describe("the shape of the last call", function()
  local grad = gd.grad(function(p)
    local s = 0
    for i = 1, #p do s = s + i*p[i]^2 end
    return s
  end)

  it("is taken again where it is that of x, and nowhere else", function()
    for _ = 1, 3 do
      assert.equal(gd.vector{2, 8}, (grad(gd.vector{1, 2})))
      assert.equal(gd.vector{2, 8}, (grad{1, 2}))
      assert.equal(gd.vector{2, 8, 18}, (grad{1, 2, 3}))
      assert.same({2.0, 8.0, extra = 0.0}, (grad{1, 2, extra = 3}))
    end
  end)

  it("leaves the errors of x as they are", function()
    grad{1, 2}
    blamed(function() grad{1, 0/0} end, "x is not finite: element 2 is")
    blamed(function() grad(gd.vector{1/0, 1}) end, "x is not finite: element 1 is")
    blamed(function() grad{1, "a"} end, "x%[2%] is")
    blamed(function() grad{1, 2, [7] = 1} end, "x has the key 7")
  end)

  it("makes a new vector for each gradient, and keeps nothing of x", function()
    local x = gd.vector{1, 2}
    local g = grad(x)
    x[1] = 5
    local h = grad(x)
    assert.equal(gd.vector{2, 8}, g)
    assert.equal(gd.vector{10, 8}, h)
    local many = gd.linspace(1, 40, 40)        -- more than fit on the C stack
    assert.equal(2*many*many, (grad(many)))
    assert.equal(2*gd.linspace(1, 40, 40)*many, gd.hvp(function(p)
      local s = 0
      for i = 1, #p do s = s + i*p[i]^2 end
      return s
    end, many, many))
  end)
end)

describe("gd.hessian", function()
  it("is a matrix, of a function of a number a number", function()
    assert.equal(gd.matrix{{802, -400}, {-400, 200}}, gd.hessian(rosenbrock, {1, 1}))
    assert.equal(12.0, gd.hessian(function(x) return x^3 end, 2))
    assert.equal(gd.matrix{{6}}, gd.hessian(function(v) return 3*v[1]^2 end, {5}))
  end)

  it("of a quadratic is its matrix", function()
    local A = gd.matrix{{4, 1, 0.5}, {1, 3, -1}, {0.5, -1, 2}}
    local function q(x) return 0.5*x:dot(A:matmul(x)) + x:sum() end
    for _, x in ipairs{{0, 0, 0}, {1, -2, 3}} do assert.equal(A, gd.hessian(q, x)) end
  end)

  it("of Rosenbrock's function is known in closed form", function()
    local x = {0.5, -0.3, 0.8, 1.2}
    local H = gd.hessian(rosenbrock, x)
    for i = 1, 4 do
      for j = 1, 4 do
        local expected = 0
        if i == j then
          expected = (i < 4 and 1200*x[i]^2 - 400*x[i + 1] + 2 or 0) + (i > 1 and 200 or 0)
        elseif math.abs(i - j) == 1 then
          expected = -400*x[math.min(i, j)]
        end
        near(expected, H[i][j])
      end
    end
  end)

  it("of a tree goes by the order of its leaves", function()
    local H = gd.hessian(function(p) return p.w:dot(p.w)*p.b end, {w = {1, 2}, b = 3})
    assert.equal(gd.matrix{{0, 2, 4}, {2, 6, 0}, {4, 0, 6}}, H)        -- b before w
    H = gd.hessian(function(A) return (A^3):sum() end, gd.matrix{{1, 2}, {3, 4}})
    assert.equal(gd.matrix{{6, 0, 0, 0}, {0, 12, 0, 0}, {0, 0, 18, 0}, {0, 0, 0, 24}}, H)
  end)

  it("is symmetric, and differences of gradients", function()
    local function f(v) return gd.exp(v[1]*v[2]) + gd.sin(v[2]*v[3]) + v:norm() end
    local x = gd.vector{0.3, -0.7, 1.1}
    local H = gd.hessian(f, x)
    for j = 1, 3 do
      local up, down = x:copy(), x:copy()
      up[j], down[j] = x[j] + 1e-5, x[j] - 1e-5
      local column = (gd.gradient(f, up) - gd.gradient(f, down)) / 2e-5
      for i = 1, 3 do
        near(H[j][i], H[i][j], 1e-14)
        near(column[i], H[i][j], 1e-8)
      end
    end
  end)

  it("hands further arguments on", function()
    assert.equal(10.0, gd.hessian(function(x, a) return a*x^2 end, 1, 5))
  end)

  it("of what cannot be traced is made of differences", function()
    local out, err = run([[
local function f(v) return tonumber(("%.17g"):format(v[1]))^2*v[2] + v[2]^4 end
local H = gd.hessian(f, {3, 4})
for i = 1, 2 do print(("%.4f %.4f"):format(H[i][1], H[i][2])) end
print(H[1][2] == H[2][1])
local h = gd.hvp(f, {3, 4}, {1, -1})
print(("%.4f %.4f"):format(h[1], h[2]), gd.hvp(f, {3, 4}, {0, 0}))
local t = gd.hvp(function(p) return f{p.a, p.b[1]} end, {a = 3, b = {4}}, {a = 1, b = {-1}})
print(("%.4f %.4f"):format(t.a, t.b[1]))
print(("%.4f"):format(gd.hessian(function(x) return tonumber(("%.17g"):format(x))^3 end, 2)))
]])
    assert.equal("8.0000 6.0000\n6.0000 192.0000\ntrue\n2.0000 -186.0000\t{0, 0}\n" ..
                 "2.0000 -186.0000\n12.0000\n", out)
    assert.matches("the cost cannot be traced %(.-%); its Hessian is worked out by differences\n", err)
    assert.equal(3, select(2, err:gsub("warning", "")), err)
  end)
end)

describe("gd.hvp", function()
  it("is the Hessian times v", function()
    local x, v = {0.5, -0.3, 0.8, 1.2}, gd.vector{1, -2, 0.5, 3}
    near_all(gd.hessian(rosenbrock, x):matmul(v), gd.hvp(rosenbrock, x, v), 1e-13)
    near_all(gd.hessian(rosenbrock, x):matmul(v), gd.hvp(rosenbrock, x, {1, -2, 0.5, 3}), 1e-13)
    assert.equal(24.0, gd.hvp(function(t) return t^3 end, 2, 2))
  end)

  it("has the shape of x", function()
    local h = gd.hvp(function(p) return p.w:dot(p.w)*p.b end, {w = {1, 2}, b = 3},
                     {w = {1, 0}, b = 1})
    assert.equal(gd.vector{8, 4}, h.w)
    assert.equal(2.0, h.b)
    assert.equal(gd.matrix{{0, 12}}, gd.hvp(function(A) return (A^3):sum() end, gd.matrix{{1, 2}},
                                            gd.matrix{{0, 1}}))
  end)
end)

describe("gd.jacobian", function()
  it("hands on a table that only looks like options, and modes that are none", function()
    local function f(v, o) return {o.h*v[1], v[2]} end
    assert.equal(gd.matrix{{3, 0}, {0, 1}}, gd.jacobian(f, {1, 2}, {h = 3}))
    assert.equal(gd.matrix{{3, 0}, {0, 1}}, gd.jacobian(f, {1, 2}, {h = 3, mode = "fast"}))
    assert.equal(gd.matrix{{3, 0}, {0, 1}}, gd.jacobian(f, {1, 2}, {h = 3, mode = 1}))
  end)

  local function narrow(v) return {v[1]*v[2]*v[3], v:sum()} end
  local function wide(v) return {v[1]*v[2], v[1]^2, v[2], math.exp(v[1])} end

  it("has a row for each result", function()
    assert.equal(gd.matrix{{6, 3, 2}, {1, 1, 1}}, gd.jacobian(narrow, {1, 2, 3}))
    assert.equal(gd.matrix{{3, 2}, {4, 0}, {0, 1}, {math.exp(2), 0}}, gd.jacobian(wide, {2, 3}))
    assert.equal(gd.matrix{{3, 2}}, gd.jacobian(function(v) return v[1]*v[2] end, {2, 3}))
    assert.equal(gd.matrix{{4, 0}, {0, 6}}, gd.jacobian(function(v) return v*v end, {2, 3}))
    assert.equal(gd.matrix{{1}, {4}}, gd.jacobian(function(x) return {x, x^2} end, 2))
    assert.equal(gd.matrix{{12}}, gd.jacobian(function(x) return x^3 end, 2))
  end)

  it("has the columns of a tree in the order of its leaves", function()
    local J = gd.jacobian(function(p) return {p.w[1]*p.b, p.w[2]} end, {w = {1, 2}, b = 3})
    assert.equal(gd.matrix{{1, 3, 0}, {0, 0, 1}}, J)
  end)

  it("of a gradient is the Hessian", function()
    local x = {0.5, -0.3, 0.8}
    local J = gd.jacobian(function(v) return (gd.gradient(rosenbrock, v)) end, x)
    local H = gd.hessian(rosenbrock, x)
    for i = 1, 3 do near_all(H[i], J[i], 1e-13) end
  end)

  it("of what cannot be traced is made of differences", function()
    local out, err = run([[
local J = gd.jacobian(function(v, a) return {tonumber(("%.17g"):format(v[1]))^2*v[2], a*v[1]} end, {3, 4}, 7)
for i = 1, 2 do print(("%.9f %.9f"):format(J[i][1], J[i][2])) end
print(("%.9f"):format(gd.jacobian(function(x) return tonumber(("%.17g"):format(x))^2 end, 3)[1][1]))
]])
    assert.equal("24.000000000 9.000000000\n7.000000000 0.000000000\n6.000000000\n", out)
    assert.matches("the function cannot be traced %(.-%); its Jacobian is worked out by differences\n", err)
  end)
end)

describe("expressions", function()
  local x, y = gd.symbols "x y"
  local e = x^2*y + gd.sin(y)

  it("have exact derivatives of every kind", function()
    assert.equal(gd.vector{24, 9 + math.cos(4)}, (gd.gradient(e, {3, 4}, {mode = "reverse"})))
    local g, c = gd.gradient(e, {x = 3, y = 4})
    assert.same({24.0, 9 + math.cos(4), e:eval{x = 3, y = 4}}, {g.x, g.y, c})
    assert.equal(gd.matrix{{8, 6}, {6, -math.sin(4)}}, gd.hessian(e, {x = 3, y = 4}))
    assert.equal(6.0, gd.derivative(x^2, 3, {mode = "forward"}))
  end)

  it("are traced as part of a function", function()
    local f = e:compile{"x", "y"}
    local g = gd.gradient(function(v) return f(v[1], v[2]) + e{x = v[1], y = 1} end, {3, 4},
                          {mode = "reverse"})
    assert.equal(gd.vector{30, 9 + math.cos(4)}, g)
  end)
end)
