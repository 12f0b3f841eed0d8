local gd = require "gdlua"
local core = require "gdlua.core"

-- Values and derivatives: tests/suites/traced_functions.lua.
describe("methods of traced arrays", function()
  local v = gd.vector{0.5, -2, 3, 3}

  it("are those of all arrays", function()
    local t = core.trace(function(u) return u.sum == v.sum and u.dot == gd.dot end, v)
    assert.is_true(t.value)
  end)

  it("give places of extremes as plain numbers, under guards", function()
    local t = core.trace(function(u) return v[u:argmax()]*u[u:argmin()] end, v)
    assert.are.equal(-6.0, t.value)
    assert.are.equal(4, t.guards)
    assert.are.equal(gd.vector{0, 3, 0, 0}, t.gradient)
    assert.are.equal(1, core.trace(function(u) return u:argmin()*u[1] end, gd.vector{1, 2}).guards)
    t = core.trace(function(A) local i, j = A:argmax() return A[i][j]*10*i*j end, gd.matrix{{1, 2}, {5, 3}})
    assert.are.equal(100.0, t.value)
    assert.are.equal(gd.matrix{{0, 0}, {20, 0}}, t.gradient)
    assert.are.equal("the place of an extreme that is NaN",
                     core.trace(function(u) return u:argmax() end, gd.vector{1, 0/0}).refused)
  end)

  it("give tables of traced numbers", function()
    local t = core.trace(function(u)
      local list = u:totable()
      assert(type(list) == "table" and #list == 4 and type(list[1]) == "number")
      list[1] = 7
      return list[1]*list[2] + u[1]
    end, v)
    assert.are.equal(-13.5, t.value, t.error)
    t = core.trace(function(A) local rows = A:totable() return rows[2][1]*#rows end, gd.matrix{{1, 2}, {3, 4}})
    assert.are.equal(6.0, t.value)
  end)

  it("map element by element", function()
    local t = core.trace(function(u) return u:map(function(e) if e < 0 then return 0 end return e^2 end):sum() end, v)
    assert.are.equal(18.25, t.value)
    assert.are.equal(gd.vector{1, 0, 6, 6}, t.gradient)
    assert.are.equal(4, t.guards)
  end)

  it("share derivatives at ties", function()
    assert.are.equal(gd.vector{0, 0, 0.5, 0.5}, core.trace(function(u) return u:max() end, v).gradient)
  end)

  it("have no derivative of a norm at 0", function()
    local zero = gd.zeros(3)
    for _, p in ipairs{1, 2, 3, "inf"} do
      assert.are.equal(zero, core.trace(function(u) return u:norm(p) end, zero).gradient)
    end
  end)

  it("of empty arrays give constants", function()
    local t = core.trace(function(u)
      local none = u:slice(3, 2)
      return u:sum() + none:sum() + none:norm() + #none:totable() + #none:map(gd.exp)
    end, gd.vector{1, 2})
    assert.are.equal(3.0, t.value, t.error)
  end)
end)
