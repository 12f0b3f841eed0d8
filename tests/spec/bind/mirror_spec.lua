-- The vector a cost of a few variables gets is like any other but for speed.
local gd = require "gdlua"

-- Calls body with such a vector holding {3, 4}.
local function inside(body)
  local seen
  gd.minimize(function(x)
    if not seen then
      seen = true
      body(x)
    end
    return 0
  end, {3, 4}, {step = 1, epochs = 0, gradient = function() return {0, 0} end})
  assert.is_true(seen)
end

describe("the argument of a cost of a few variables", function()
  it("reads like a vector", function()
    inside(function(x)
      assert.equal(3.0, x[1])
      assert.equal("float", math.type(x[2]))
      assert.equal(4, x[2.0])
      assert.is_nil(x[3])
      assert.is_nil(x[0])
      assert.is_nil(x[1.5])
      assert.equal(2, #x)
      assert.equal(2, x.rows)
      assert.equal("{3, 4}", tostring(x))
      assert.equal(type(gd.vector{1}), type(x))
      local sum = 0
      for _, v in ipairs(x) do sum = sum + v end
      for _, v in pairs(x) do sum = sum + v end
      assert.equal(14, sum)
    end)
  end)

  it("computes like a vector", function()
    inside(function(x)
      assert.is_true(2*x == gd.vector{6, 8})
      assert.is_true(x == gd.vector{3, 4})
      assert.equal(5, x:norm())
      assert.equal(25, gd.dot(x, x))
      assert.is_true(math.sqrt(x) == gd.vector{math.sqrt(3), 2})
      assert.same({3, 4}, x:totable())
      assert.is_true(x:copy() == x)
    end)
  end)

  it("is written to like a vector", function()
    inside(function(x)
      x[1] = 7
      assert.equal(7.0, x[1])
      assert.equal("float", math.type(x[1]))
      assert.equal(11, x:sum())
      local kept = x:copy()
      x[2] = -1
      assert.is_true(kept == gd.vector{7, 4})
      assert.is_true(x == gd.vector{7, -1})
      assert.has_error(function() x[3] = 1 end)
      assert.has_error(function() x[1] = "a" end)
      assert.has_error(function() x.foo = 1 end)
      assert.is_true(x == gd.vector{7, -1})
    end)
  end)

  it("knows a misspelt field", function()
    inside(function(x)
      local ok, message = pcall(function() return x:summ() end)
      assert.is_false(ok)
      assert.matches("mirror_spec.lua:%d+: vector has no field 'summ' %(did you mean 'sum'%?%)",
                     message)
    end)
  end)
end)
