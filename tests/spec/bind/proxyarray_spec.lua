local gd = require "gdlua"
local core = require "gdlua.core"

local vector, matrix = gd.vector{1.5, 2, -3}, gd.matrix{{1, 2, 3}, {4, 5, 6}}

local function same(f, x)
  local t = core.trace(f, x)
  assert(not t.error, t.error)
  assert.are.same(f(x:copy()), t.value)
  return t
end

describe("elements of traced arrays", function()
  it("are read as those of others", function()
    for _, f in ipairs{
      function(v) return v[2] end, function(v) return v[2.0] end, function(v) return v[4] == nil end,
      function(v) return v[0] == nil and v[1.5] == nil and v[{}] == nil end,
      function(v) return #v + v.rows*v.cols + v.rank end, function(v) return v.shape end,
      function(v) return v.T end, function(v) return v.names == nil end,
      function(v) local s = 0.0 for _, e in ipairs(v) do s = s + e end return s end,
      function(v) local s = 0.0 for i, e in pairs(v) do s = s + i*e end return s end,
      function(v) return math.max(table.unpack(v)) end,
    } do same(f, vector) end
    for _, f in ipairs{
      function(A) return A[2] end, function(A) return A[2][3] end, function(A) return A[3] == nil end,
      function(A) return A[1][4] == nil end, function(A) return A.shape end, function(A) return A.T end,
      function(A) local s = 0.0 for _, row in ipairs(A) do s = s + row[2] end return s end,
      function(A) local s = 0.0 for i, row in pairs(A) do s = s + i*row:sum() end return s end,
      function(A) return A[1]*A[2] end, function(A) return #A[1] + #A end,
    } do same(f, matrix) end
  end)

  it("cost a node each", function()
    local t = core.trace(function(v) local s = 0.0 for i = 1, #v do s = s + v[i] end return s end,
                         gd.ones(100))
    assert.is_true(t.nodes <= 2 + 200)
  end)

  it("of plain numbers stay plain", function()
    local t = core.trace(function(v)
      local r = gd.zeros(2, 2)
      r[1][2] = 3
      return v[r[1][2]]*v[gd.vector{1, 2}[2]]
    end, vector)
    assert.are.equal(-6.0, t.value)
  end)
end)

describe("stores", function()
  it("change the array, whoever holds it", function()
    same(function(v)
      local w, before = v, v[1]
      v[1] = v[2]*v[3]
      return w[1] + before
    end, vector)
    same(function(v)
      local r = gd.zeros(3)
      local w = r
      r[2] = v[1]
      return w*v
    end, vector)
  end)

  it("leave copies, slices, transposes and what was computed alone", function()
    same(function(v)
      local c, s, d = v:copy(), v:slice(1, 2), v*2
      v[1] = 100*v[1]
      return c:sum() + s:sum() + d:sum() + v[1]
    end, vector)
    same(function(A)
      local T, c = A.T, A:copy()
      A[1][1] = A[2][2]*100
      return T[1][1] + c[1][1] + A[1][1]
    end, matrix)
  end)

  it("into rows go to the matrix, and rows follow it", function()
    same(function(A)
      local row = A[1]
      row[1] = A[2][1]*2
      A[1][2] = row[1]*3
      A[2] = row
      row[3] = 7
      return A + A[2][2]*row
    end, matrix)
    same(function(A)
      A[1] = {1, A[2][2], 3}
      A[2] = gd.vector{4, 5, 6}
      return A
    end, matrix)
  end)

  it("into an argument leave the caller's array alone", function()
    local v = vector:copy()
    core.trace(function(u) u[1] = u[2]*2 return u:sum() end, v)
    assert.are.equal(vector, v)
  end)

  it("make an array that the function made a traced one", function()
    local t = core.trace(function(v)
      local r = 2*gd.ones(3)
      r[1] = 5
      r[2] = v[2]
      return r:sum()
    end, vector)
    assert.are.equal(9.0, t.value)
    assert.are.equal(gd.vector{0, 1, 0}, t.gradient)
  end)

  it("of n elements take work of order n", function()
    local function nodes(n)
      return core.trace(function(v)
        local r = gd.zeros(n)
        for i = 1, n do r[i] = v[1]*i end
        return r:sum()
      end, vector).nodes
    end
    assert.is_true(nodes(2000) < 2.2*nodes(1000))
  end)

  it("keep column names", function()
    local t = core.trace(function(A)
      A.names = {"a", "b", "c"}
      A[1][1] = A[1][2]
      assert(A.names[3] == "c" and A:copy().names[2] == "b" and A:slice(1, 1).names[1] == "a")
      assert(gd.matrix(A).names[1] == "a" and A[1].names == nil)
      A.names = nil
      return A.names == nil
    end, matrix)
    assert.is_true(t.value, t.error)
  end)
end)
