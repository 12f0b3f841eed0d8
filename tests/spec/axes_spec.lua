-- The quick way a cost of a few variables is called: its answers are those of
-- the careful one.
local gd = require "gdlua"
local axes = require "gdlua.axes"

describe("gdlua.axes", function()
  it("evaluates at a point and at two more along every axis", function()
    for n = 1, 8 do
      local x, at, v = {}, {}, {}
      for i = 1, n do
        x[i] = i / 7
        at[2*i - 1], at[2*i] = x[i] + 0.25, x[i] - 0.5
        v[i] = 0
      end
      local function f(p)
        local s = 0
        for i = 1, n do s = s + i * p[i]^2 end
        return s
      end
      local args = {table.unpack(x)}
      table.move(at, 1, 2*n, n + 1, args)
      local got = {axes(n, 0)(f, v, v, table.unpack(args))}
      assert.equal(2*n + 1, #got)
      assert.equal(f(x), got[1])
      for k = 1, 2*n do
        local i = (k + 1) // 2
        local was = x[i]
        x[i] = at[k]
        assert.equal(f(x), got[k + 1])
        x[i] = was
      end
      assert.same(x, v)
    end
  end)

  it("hands on a further argument", function()
    local seen = {}
    local function f(p, e) seen[#seen + 1] = e return p[1] end
    local v = {0}
    assert.same({1, 2, 3}, {axes(1, 1)(f, v, v, 1, 2, 3, "data")})
    assert.same({"data", "data", "data"}, seen)
  end)
end)

describe("a cost of a few variables", function()
  local h = 1e-3

  -- The same run by an independent loop over plain tables.
  local function reference(f, x, step, epochs)
    local costs = {f(x)}
    for epoch = 1, epochs do
      local g = {}
      for i = 1, #x do
        local was = x[i]
        x[i] = was + h
        local a = f(x)
        x[i] = was - h
        local b = f(x)
        x[i] = was
        g[i] = (a - b) / (2*h)
      end
      for i = 1, #x do x[i] = x[i] - step*g[i] end
      costs[epoch + 1] = f(x)
    end
    return x, costs
  end

  local function run(f, x, step, epochs)
    return gd.minimize(f, x, {step = step, epochs = epochs, tolerance = 0,
                              gradient = {mode = "central", h = h}})
  end

  local function valley(x)
    local s = 0
    for i = 1, #x - 1 do s = s + 10*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2 end
    return s + x[1]^2
  end

  for n = 1, 9 do
    it("descends to the same bits for n = " .. n, function()
      local start = {}
      for i = 1, n do start[i] = 0.1 * i end
      local r = run(valley, start, 1e-3, 20)
      local x, costs = reference(valley, table.move(start, 1, n, 1, {}), 1e-3, 20)
      assert.same(x, r.x:totable())
      assert.same(costs, r.history.cost:totable())
      assert.equal(21 * (2*n + 1), r.evaluations)
    end)
  end

  it("may read its argument in any way", function()
    local function f(x)
      return x[1]^2 + gd.sum_of_squares(x) + x:dot(x) + (2*x):sum() + #x + x[x.rows]
    end
    local function g(x)
      return x[1]^2 + 2*(x[1]^2 + x[2]^2) + 2*(x[1] + x[2]) + 2 + x[2]
    end
    local x = reference(g, {0.3, -0.7}, 0.05, 30)
    local r = run(f, {0.3, -0.7}, 0.05, 30)
    for i = 1, 2 do assert.near(x[i], r.x[i], 1e-12) end
  end)

  it("may write into its argument, now and then", function()
    local calls = 0
    local function f(x)
      local s = x[1]^2 + 3*x[2]^2
      calls = calls + 1
      if calls % 7 == 0 then x[1] = 100 end
      return s
    end
    local r = run(f, {1, 2}, 0.1, 15)
    local x = reference(function(x) return x[1]^2 + 3*x[2]^2 end, {1, 2}, 0.1, 15)
    assert.same(x, r.x:totable())
  end)

  it("is refused when it stops returning numbers", function()
    local calls = 0
    local function f(x)
      calls = calls + 1
      return calls < 12 and x[1]^2 + x[2]^2 or "far"
    end
    local ok, message = pcall(run, f, {1, 2}, 0.1, 15)
    assert.is_false(ok)
    assert.matches("the cost returned 'far'", message, 1, true)
  end)

  it("may come with a gradient that sees what the cost saw", function()
    local r = gd.minimize(function(x) local s = x[1]^2 x[1] = 50 return s end, {4},
      {gradient = function(x) return {2*x[1]} end, step = 0.25, epochs = 10, tolerance = 0})
    assert.equal(4 * 0.5^10, r.x[1])
  end)

  it("may come with a gradient of any form, which may change", function()
    local calls = 0
    local r = gd.minimize(function(x) return x[1]^2 + x[2]^2 end, {4, 2}, {
      gradient = function(x)
        calls = calls + 1
        return calls % 2 == 0 and {2*x[1], 2*x[2]} or 2*x
      end, step = 0.25, epochs = 10, tolerance = 0})
    assert.same({4 * 0.5^10, 2 * 0.5^10}, r.x:totable())
    assert.equal(11, calls)
  end)
end)
