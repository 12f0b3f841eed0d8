-- The function that gd.grad answers, called again and again (engine/bind/repeated.c):
-- what it answers is what gd.gradient does.
local gd = require "gdlua"

local function squares(x) return (x*x):sum() end

local function agree(f, grad, x, ...)
  local g, c = grad(x, ...)
  local h, d = gd.gradient(f, x, nil, ...)
  assert.equal(d, c)
  assert.is_true(type(g) == "number" and g == h or gd.equal(g, h))
end

describe("a gradient asked for again", function()
  it("is that of the point, each time in an array of its own", function()
    local grad, x = gd.grad(squares), gd.vector{1, 2, 3}
    local g = {}
    for i = 1, 40 do
      g[i] = grad(x)
      x[1] = x[1] + 1
    end
    for i = 1, 40 do assert.is_true(gd.equal(gd.vector{2*i, 4, 6}, g[i])) end
    assert.is_true(gd.equal(gd.vector{41, 2, 3}, x))
  end)

  it("goes on where the shape changes, and back", function()
    local grad = gd.grad(function(x) return (x*x*x):sum() end)
    for i = 1, 30 do
      local x = i % 3 == 0 and gd.matrix{{1, i}, {2, 3}} or gd.linspace(0, i, 2 + i % 2)
      agree(function(v) return (v*v*v):sum() end, grad, x)
    end
  end)

  it("looks at the shape of each point", function()
    local function f(x) return (x*x*x):sum() end
    local grad = gd.grad(f)
    for _ = 1, 30 do grad(gd.vector{1, 2, 3}) end
    assert.is_true(gd.equal(gd.vector{3, 12}, (grad(gd.vector{1, 2}))))
    for _ = 1, 30 do grad(gd.vector{1, 2}) end
    assert.is_true(gd.equal(gd.matrix{{3, 12}}, (grad(gd.matrix{{1, 2}}))))
  end)

  it("looks at numbers that the function does not use", function()
    local grad, x = gd.grad(function(v) return v[1]^2 end), gd.vector{1, 2}
    for _ = 1, 30 do grad(x) end
    x[2] = 1/0
    assert.has_error(function() grad(x) end)
  end)

  it("takes numbers, plain tables and named ones", function()
    local function cube(x) return x^3 end
    local function pair(p) return p[1]^2*p[2] end
    local function named(p) return p.a^2*p.b[1] end
    local a, b, c = gd.grad(cube), gd.grad(pair), gd.grad(named)
    for i = 1, 10 do
      assert.same({3*i^2, i^3}, {a(i)})
      agree(pair, b, {i, 3})
      local g = c{a = i, b = {2, 3}}
      assert.equal(4*i, g.a)
    end
    assert.same({12.0, 8.0}, {a(2.0)})
  end)

  it("follows what the function reads", function()
    local rate, data, weights = 1, {1, 2, 3}, gd.vector{1, 2, 3}
    local function f(x)
      local s = 0
      for i = 1, #data do s = s + rate*weights[i]*(x[i] - data[i])^2 end
      return s
    end
    local grad, x = gd.grad(f), gd.vector{3, 2, 7}
    for i = 1, 60 do
      if i % 7 == 0 then rate = rate + 1 end
      if i % 11 == 0 then data[2] = data[2] + 0.5 end
      if i % 13 == 0 then weights[3] = i end
      agree(f, grad, x)
    end
  end)

  it("goes the way through the function that belongs to the point", function()
    local function f(x)
      if x[1] > 0 then return x[1]^2 + x[2] end
      return x[2]^2 - x[1]
    end
    local grad = gd.grad(f)
    for i = 1, 40 do agree(f, grad, gd.vector{(-1)^(i // 3), i}) end
  end)

  it("hands further arguments on", function()
    local function f(x, k) return ((k or 1)*x*x):sum() end
    local grad, x = gd.grad(f), gd.vector{1, 2}
    for i = 1, 12 do
      agree(f, grad, x)
      agree(f, grad, x, i)
      agree(f, grad, x)
    end
  end)

  it("is traced as part of another function", function()
    local grad = gd.grad(function(x) return x^3 end)
    for i = 1, 3 do grad(i) end
    local function f(x) return (grad(x))^2 end
    for i = 1, 5 do
      assert.is_true(math.abs(gd.derivative(f, i) - 36*i^3) < 1e-9*i^3)
      assert.equal(3*i^2, (grad(i)))
    end
  end)

  it("has the effects of the function, each time", function()
    local count = 0
    local grad = gd.grad(function(x) count = count + 1 return (x*x):sum() end)
    local x = gd.vector{1, 2}
    grad(x)
    local once = count
    for _ = 1, 5 do grad(x) end
    assert.is_true(count >= once + 5)
  end)

  it("raises what is wrong with the point, in the line of the call", function()
    local grad, x = gd.grad(squares), gd.vector{1, 2}
    for _ = 1, 5 do grad(x) end
    x[2] = 0/0
    local _, message = pcall(function() grad(x) end)
    assert.equal("tests/spec/bind/repeated_spec.lua:" .. debug.getinfo(1, "l").currentline - 1 ..
                 ": x is not finite: element 2 is nan", message)
    x[2] = 1
    agree(squares, grad, x)
    assert.has_error(function() grad("x") end)
    assert.has_error(function() grad() end)
    agree(squares, grad, x)
  end)

  it("raises what the function raises", function()
    local bad = false
    local function f(x)
      if bad then error("on purpose", 0) end
      return (x*x):sum()
    end
    local grad, x = gd.grad(f), gd.vector{1, 2}
    for _ = 1, 5 do grad(x) end
    bad = true
    assert.same({false, "on purpose"}, {pcall(grad, x)})
    bad = false
    agree(f, grad, x)
  end)

  it("is compared with plain calls now and then", function()
    local function f(x) return (x*x):sum() end
    local grad, x = gd.grad(f), gd.vector{1, 2}
    for _ = 1, 5 do grad(x) end
    local before = gd.explain(f).verified
    for _ = 1, 20000 do grad(x) end
    assert.is_true(gd.explain(f).verified > before)
  end)

  it("does not keep the function alive", function()
    local gone = setmetatable({}, {__mode = "k"})
    do
      local f = function(x) return (x*x):sum() end
      local grad = gd.grad(f)
      for _ = 1, 5 do grad(gd.vector{1, 2}) end
      gone[f] = true
    end
    collectgarbage()
    collectgarbage()
    assert.is_nil(next(gone))
  end)
end)

describe("a product with the Hessian asked for again", function()
  local function cubes(x) return (x*x*x):sum() end

  it("is that of the point and the direction, each time in an array of its own", function()
    local x, v, p = gd.vector{1, 2}, gd.vector{1, 1}, {}
    for i = 1, 30 do
      p[i] = gd.hvp(cubes, x, v)
      x[1], v[2] = x[1] + 1, v[2] + 2
    end
    for i = 1, 30 do assert.equal(gd.vector{6*i, 12*(2*i - 1)}, p[i]) end
  end)

  it("goes from function to function, and from shape to shape", function()
    local function squares(x) return (x*x):sum() end
    for i = 1, 40 do
      local f, factor = cubes, 6*i
      if i % 3 == 0 then f, factor = squares, 2 end
      local x = i % 4 == 0 and gd.full({2, 2}, i) or gd.full(2 + i % 2, i)
      assert.is_true(gd.equal(gd.zeros_like(x) + factor, gd.hvp(f, x, gd.zeros_like(x) + 1)))
    end
  end)

  it("takes numbers, plain tables and named ones, and what follows", function()
    local function cube(x) return x^3 end
    local function pair(p) return p[1]^3*p[2] end
    local function named(p) return p.a^3*p.b[1] end
    local function scaled(x, by) return by*x^3 end
    for i = 1, 12 do
      assert.equal(6.0*i*2, gd.hvp(cube, i, 2))
      assert.equal(gd.vector{6*i*3 + 3*i^2, 3*i^2}, gd.hvp(pair, {i, 3}, {1, 1}))
      assert.equal(18.0*i, gd.hvp(named, {a = i, b = {3, 0}}, {a = 1, b = {0, 0}}).a)
      assert.equal(6.0*i*i, gd.hvp(scaled, i, 1, i))
    end
  end)

  it("follows what the function reads", function()
    local rate = 1
    local function f(x) return rate*(x*x*x):sum() end
    for i = 1, 40 do
      if i % 5 == 0 then rate = i end
      assert.equal(gd.vector{6*rate*i}, gd.hvp(f, gd.vector{i}, gd.vector{1}))
    end
  end)

  it("goes the way through the function that belongs to the point", function()
    local function f(x) if x[1] > 0 then return x[1]^3 end return x[1]^2 end
    for i = 1, 40 do
      local a = i % 2 == 0 and i or -i
      assert.equal(gd.vector{a > 0 and 6*a or 2}, gd.hvp(f, gd.vector{a}, gd.vector{1}))
    end
  end)

  it("is differentiated itself", function()
    local function f(x) return gd.dot(gd.hvp(cubes, x, x), x) end     -- 6*sum x^3
    for i = 1, 10 do
      gd.hvp(cubes, gd.vector{i, 1}, gd.vector{1, 1})
      assert.is_true(gd.equal(gd.vector{18*i^2, 18}, (gd.gradient(f, gd.vector{i, 1})), 1e-12))
    end
  end)

  it("does not keep the function alive", function()
    local data = gd.vector{1, 2}
    local seen = setmetatable({}, {__mode = "k"})
    do
      local f = function(x) return (data*x*x):sum() end
      seen[f] = true
      for _ = 1, 20 do gd.hvp(f, gd.vector{1, 1}, gd.vector{1, 0}) end
    end
    collectgarbage()
    collectgarbage()
    assert.is_nil(next(seen))
  end)

  it("still says what is wrong", function()
    local x = gd.vector{1, 2}
    for _ = 1, 20 do gd.hvp(cubes, x, x) end
    local blamed = require "tests.spec.blamed"
    blamed(function() gd.hvp(cubes, x, gd.vector{1, 2, 3}) end, "v is vector of 3 %(vector of 2 expected%)")
    blamed(function() gd.hvp(cubes, x) end, "^bad argument #3 to 'hvp'")
    blamed(function() gd.hvp(cubes, gd.vector{1, 0/0}, x) end, "x is not finite: element 2")
    blamed(function() gd.hvp(3, x, x) end, "^bad argument #1 to 'hvp'")
    blamed(function() gd.hvp() end, "^bad argument #1 to 'hvp'")
  end)
end)
