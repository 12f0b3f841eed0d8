local gd = require "gdlua"
local core = require "gdlua.core"

-- Values and derivatives: tests/suites/traced_functions.lua.
local function gradient(f, x) return core.trace(f, x).gradient end

describe("functions of traced numbers", function()
  it("share derivatives at ties, as documented", function()
    assert.are.equal(0.5, gradient(function(x) return math.max(0, x) end, 0))
    assert.are.equal(0.5, gradient(function(x) return gd.min(x, 0) end, 0))
    assert.are.equal(0.0, gradient(function(x) return math.abs(x) end, 0))
    assert.are.equal(0.0, gradient(function(x) return gd.relu(x) end, 0))
  end)

  it("have max and min of math beside NaN", function()
    local nan = 0/0
    for _, f in ipairs{math.max, math.min} do
      assert.are.equal(1.0, core.trace(function(x) return f(1, x) end, nan).value)
      local t = core.trace(function(x) return f(x, 1) end, nan)
      assert.are_not.equal(t.value, t.value)
    end
  end)

  it("know the bases of logarithms", function()
    assert.are.equal(3.0, core.trace(function(x) return math.log(x, 2) end, 8).value)
    assert.are.equal(3.0, core.trace(function(x) return math.log(x, 10) end, 1000).value)
    local t = core.trace(function(p) return math.log(p[1], p[2]) end, {8, 2})
    assert.are.equal(3.0, t.value)
    assert.is_true(math.abs(t.gradient[2] + 3/(2*math.log(2))) < 1e-14)
    assert.are.equal(1, t.guards)
  end)

  it("do not depend on the shape of softmax's largest element", function()
    local g = gradient(function(v) return gd.softmax(v):sum() end, gd.vector{1, 2, 3})
    assert.is_true(g:norm("inf") < 1e-15)
  end)

  it("take tables of traced numbers where those of gd take tables", function()
    assert.are.equal(gd.vector{2, 0}, core.trace(function(x) return gd.max({x, -x}, 0) end, 2).value)
    assert.are.equal(gd.vector{2, 2}, core.trace(function(x) return math.abs(gd.vector{x, -x}) end, 2).value)
    local t = core.trace(function(x) return math.sin({x}) end, 2)
    assert.is_truthy(t.error:find("number expected, got table", 1, true))
  end)
end)

describe("gd.equal of traced values", function()
  local function equal(f, x)
    local t = core.trace(f, x)
    assert.is_nil(t.error)
    assert.are.equal(f(x), t.value)
    return t.guards
  end

  it("decides under a guard", function()
    assert.are.equal(1, equal(function(x) return gd.equal(x, 2) end, 2))
    assert.are.equal(1, equal(function(x) return gd.equal(x, 2.1, 0.2) end, 2))
    assert.are.equal(1, equal(function(x) return gd.equal(x, 3, 0.2) end, 2))
    assert.are.equal(0, equal(function(x) return gd.equal(x, "2") end, 2))
    assert.are.equal(0, equal(function(x) return gd.equal(x, {2}) end, 2))
    assert.are.equal(0, equal(function(x) return gd.equal(x, gd.ones(1)) end, 2))
    assert.are.equal(1, equal(function(x) return gd.equal({x, 3}, gd.vector{2, 3}) end, 2))
    assert.are.equal(2, equal(function(x) return gd.equal({a = x, b = {x}}, {a = 2, b = {2}}) end, 2))
    assert.are.equal(1, equal(function(v) return gd.equal(v, {1, 2}) end, gd.vector{1, 2}))
    assert.are.equal(1, equal(function(v) return gd.equal(v, {1, 2.01}, 0.1) end, gd.vector{1, 2}))
    assert.are.equal(0, equal(function(v) return gd.equal(v, {1, 2, 3}) end, gd.vector{1, 2}))
    assert.are.equal(0, equal(function(v) return gd.equal(v, 1) end, gd.vector{1, 2}))
  end)
end)

describe("gd.step of traced trees", function()
  it("goes through named fields", function()
    local t = core.trace(function(p)
      local q = gd.step(p, {w = {1, 1}, b = 2, deep = {c = p.b}}, -0.5)
      assert(q.w ~= p.w and #q.w == 2)
      return q.w[1]*q.b*q.deep.c
    end, {w = gd.vector{3, 4}, b = 5, deep = {c = 6}})
    assert.are.equal(2.5*4*3.5, t.value, t.error)
    assert.is_truthy(core.trace(function(p) return gd.step(p, {w = 1}, 1) end, {w = {1, 2}}).error)
  end)
end)

describe("functions of Lua's library", function()
  it("are the stock ones for what is not traced", function()
    local function message(f, ...) return select(2, pcall(f, ...)) end
    assert.are.equal("bad argument #1 to 'type' (value expected)", message(type))
    assert.are.equal("bad argument #1 to 'tonumber' (value expected)", message(tonumber))
    assert.are.equal("bad argument #2 to 'tonumber' (base out of range)", message(tonumber, "1", 99))
    assert.are.equal("bad argument #2 to 'rawequal' (value expected)", message(rawequal, 1))
    assert.are.equal("bad argument #1 to 'math.random' (interval is empty)", message(math.random, -1))
    assert.are.equal("bad argument #1 to 'math.ult' (number expected, got nil)", message(math.ult, nil))
    assert.are.equal("bad argument #1 to 'math.type' (value expected)", message(math.type))
    assert.are.equal(17, tonumber("11", 16))
    assert.are.equal("integer", math.type(3))
    assert.is_true(rawequal("a", "a"))
    assert.is_true(math.ult(1, -1))
    assert.are.equal(3, math.tointeger(3.0))
  end)

  it("draw the random numbers of stock Lua", function()
    math.randomseed(42)
    local a, b = math.random(100), math.random()
    math.randomseed(42)
    assert.are.equal(a, math.random(100))
    assert.are.equal(b, math.random())
  end)

  it("know traced numbers, and no others", function()
    local t = core.trace(function(v)
      assert(type(v) == "userdata" and tonumber(v) == nil and math.type(v) == nil)
      assert(not rawequal(v, v:copy()) and rawequal(v, v))
      assert(tonumber("3") == 3 and type("3") == "string" and type(nil) == "nil")
      return true
    end, gd.vector{1, 2})
    assert.is_true(t.value, t.error)
  end)
end)
