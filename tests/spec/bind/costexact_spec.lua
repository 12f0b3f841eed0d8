-- A cost that comes with its gradient: both become programs after a while, and
-- nothing but the time it takes changes.
local gd = require "gdlua"

local function cost(p) return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 end
local function slope(p)
  return {-400*p[1]*(p[2] - p[1]^2) - 2*(1 - p[1]), 200*(p[2] - p[1]^2)}
end

-- The same, which cannot be traced.
local function as_lua(f)
  return function(p, ...)
    local _ = tostring(p[1]):len()
    return f(p, ...)
  end
end

local function run(f, g, start, opts)
  local o = {gradient = g, step = 1e-3, epochs = 300, tolerance = 0}
  for key, value in pairs(opts or {}) do o[key] = value end
  return gd.minimize(f, start, o)
end

describe("a gradient of the user's", function()
  it("gives the same bits as a program and as Lua", function()
    local a = run(cost, slope, {-1.2, 1})
    local b = run(as_lua(cost), as_lua(slope), {-1.2, 1})
    assert.same(b.history.cost:totable(), a.history.cost:totable())
    assert.same(b.x:totable(), a.x:totable())
    assert.equal(b.evaluations, a.evaluations)
    a = gd.maximize(function(p) return -cost(p) end, {-1.2, 1}, {epochs = 300, step = 1e-3,
        tolerance = 0, gradient = function(p) local g = slope(p); return {-g[1], -g[2]} end})
    assert.same(b.x:totable(), a.x:totable())
  end)

  it("is not called any more once it is a program, unless it has effects", function()
    local calls, last = 0, nil
    run(cost, function(p) calls = calls + 1 return slope(p) end, {-1.2, 1})
    assert.equal(301, calls)
    local seen = {}
    local r = run(cost, function(p)
      last = p[1]
      return slope(p)
    end, {-1.2, 1}, {on_epoch = function(s) seen[#seen + 1] = last == s.x[1] end})
    assert.equal(301, #seen)
    for _, same in ipairs(seen) do assert.is_true(same) end
    assert.equal(300, r.epochs)
  end)

  it("follows what it reads", function()
    local weight = 1
    local costs = {}
    local d = gd.descent(function(x) return weight*x^2 end, 3, {
      gradient = function(x) return 2*weight*x end, step = 0.01, epochs = 200, tolerance = 0})
    for s in d:epochs() do
      costs[#costs + 1] = s.cost
      if s.epoch == 100 then weight = 2 end
    end
    local x, w = 3.0, 1
    local g = 2*w*x
    for t = 1, 200 do
      x = x - 0.01*g
      g = 2*w*x
      assert.equal(w*x^2, costs[t])
      if t == 100 then w = 2 end
    end
  end)

  it("may be of a number, a matrix or a tree, and get batches", function()
    local A = gd.matrix{{1, 2}, {3, 4}}
    local function f(X) return ((X - A)*(X - A)):sum() end
    local function g(X) return 2*(X - A) end
    local a = run(f, g, gd.zeros(2, 2), {step = 0.01})
    local b = run(f, as_lua(function(X) return 2*(X - A) end), gd.zeros(2, 2), {step = 0.01})
    assert.is_true(gd.equal(a.x, b.x))
    local tree = run(function(p) return p.w^2 + p.b^2 end,
                     function(p) return {w = 2*p.w, b = 2*p.b} end, {w = 1, b = 2}, {step = 0.1})
    assert.is_true(tree.cost < 1e-20)
    local X, y = gd.normal{40, 2}, gd.normal(40)
    local function residual(w, d) return d.X:matmul(w) - d.y end
    local function mse(w, d) local r = residual(w, d); return r:dot(r)/#d.y end
    local function mse_slope(w, d) return 2/#d.y*d.X.T:matmul(residual(w, d)) end
    local o = {data = {X = X, y = y}, batch = 7, shuffle = false, step = 0.01, epochs = 50}
    local c = run(mse, mse_slope, gd.zeros(2), o)
    local e = run(as_lua(mse), as_lua(mse_slope), gd.zeros(2), o)
    assert.same(e.x:totable(), c.x:totable())
  end)

  it("of another shape is an error that says so, whenever it comes", function()
    local n = 0
    local ok, message = pcall(run, cost, function(p)
      n = n + 1
      return n < 100 and slope(p) or {1, 2, 3}
    end, {-1.2, 1})
    assert.is_false(ok)
    assert.match("the gradient", message)
    local wide = false
    local d = gd.descent(cost, {-1.2, 1}, {gradient = function(p)
      if wide then return {1, 2, 3} end
      return slope(p)
    end, step = 1e-3, tolerance = 0})
    d:run(100)
    wide = true
    ok, message = pcall(d.run, d, 10)
    assert.is_false(ok)
    assert.match("the gradient", message)
  end)

  it("that raises does so at the user's line, with the run where it was", function()
    local d = gd.descent(cost, {-1.2, 1}, {gradient = function(p)
      if p[1] > -1.1 then error("too far") end
      return slope(p)
    end, step = 1e-3, tolerance = 0})
    local ok, message = pcall(d.run, d, 500)
    assert.is_false(ok)
    assert.match("costexact_spec.lua:%d+: too far$", message)
  end)
end)
