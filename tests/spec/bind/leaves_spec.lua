local gd = require "gdlua"
local core = require "gdlua.core"

describe("what a trace starts from", function()
  it("knows which arrays a function depends on, and as of when", function()
    local X, y, other = gd.ones(3, 2), gd.ones(3), gd.ones(2)
    other[1] = 4
    local t = core.trace(function(u)
      local made = gd.ones(4)
      return made[1]*u[1]*X[2][1] + (X:matmul(u) - y):norm()
    end, {1, 2})
    local n = 0
    for a, version in pairs(t.captured) do
      n = n + 1
      assert.is_true(rawequal(a, X) or rawequal(a, y))
      assert.are.equal(core.version(a), version)
    end
    assert.are.equal(2, n)
    t = core.trace(function(u) return u[1]*other[2] + #X end, {1, 2})
    assert.are.equal(core.version(other), t.captured[other])
  end)

  it("takes the same array once", function()
    local X = gd.ones(3, 2)
    local t = core.trace(function(u)
      return X:matmul(u):sum() + X[1]:dot(u) + X[2]:dot(u) + (u*X):sum()
    end, {1, 2})
    local count = 0
    for _ in t.listing:gmatch("= data") do count = count + 1 end
    assert.are.equal(1, count)
  end)

  it("takes what the function made from plain numbers for constants", function()
    local X = gd.ones(3, 2)
    local t = core.trace(function(u) local Y = 2*X return (Y:matmul(u) + Y:matmul(u)):sum() end, {1, 2})
    assert.are.equal(36.0, t.value)
    local count = 0
    for line in t.listing:gmatch("[^\n]+") do
      if line:find("constant", 1, true) and line:find("matrix", 1, true) then count = count + 1 end
    end
    assert.are.equal(1, count)
    t = core.trace(function(u)
      local w = gd.ones(2)
      local a = w:dot(u)
      w[1] = 5
      return a + w:dot(u)
    end, {1, 2})
    assert.are.equal(10.0, t.value)
    assert.are.equal(gd.vector{6, 2}, t.gradient)
  end)
end)
