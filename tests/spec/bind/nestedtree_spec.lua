-- Points of inner derivatives: numbers, arrays and tables, traced or not.
local gd = require "gdlua"

local reverse = {mode = "reverse"}

-- The gradient of f at the point that `make` builds of traced numbers.
local function inner(f, make)
  local g
  gd.gradient(function(v)
    g = gd.gradient(f, make(v), reverse)
    return v[1]
  end, {3, 4}, reverse)
  return g
end

describe("a point with traced parts", function()
  it("may be a list, also of lists", function()
    gd.gradient(function(v)
      local g = gd.gradient(function(u) return u[1]*u[2] end, {v[1], 10}, reverse)
      assert(g[1] == 10 and #g == 2)
      g = gd.gradient(function(t) return t[1][2]*t[2][1] end, {{1, v[2]}, {v[1], 7}}, reverse)
      assert(g[1][2] == 3 and g[2][1] == 4 and g[1][1] == 0 and #g == 2)
      return v[1]
    end, {3, 4}, reverse)
  end)

  it("may be a part of an array", function()
    local g = gd.gradient(function(A)
      return gd.gradient(function(row) return row:dot(row) end, A[2], reverse):sum()
    end, gd.matrix{{1, 2}, {3, 4}}, reverse)
    assert.equal(gd.matrix{{0, 0}, {2, 2}}, g)
    g = gd.gradient(function(v)
      local w = gd.zeros(3)
      w[2] = v[1]
      return gd.gradient(function(u) return (u^3):sum() end, w, reverse)[2]
    end, {3, 4}, reverse)
    assert.equal(gd.vector{18, 0}, g)
  end)

  it("is not changed", function()
    gd.gradient(function(v)
      local p = {a = v[1], w = {1, v[2]}}
      gd.gradient(function(q) q.a = 100 q.w[1] = 100 return q.a + q.w[2] end, p, reverse)
      assert(p.a == 3 and p.w[1] == 1 and p.w[2] == 4)
      return v[1]
    end, {3, 4}, reverse)
  end)

  it("is told what is wrong with it", function()
    local function refused(make, pattern)
      local ok, message = pcall(inner, function() return 0 end, make)
      assert.is_false(ok)
      assert.matches("^tests/spec/bind/nestedtree_spec.lua:%d+: " .. pattern, message)
    end
    refused(function(v) return {a = v[1], b = "x"} end, "x.b is 'x'")
    refused(function(v) return {a = v[1], b = {}} end, "x.b is empty")
    refused(function(v)
      local t = {v[1]}
      t.me = t
      return t
    end, "x is nested deeper than")
  end)
end)
