local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local A = gd.matrix{{4, 1}, {1, 3}}

local function message(code) return support.message(code, {gd = gd, A = A, v = gd.vector{1, 2, 3}}) end
local function close(a, b) return gd.equal(a, b, 1e-12) end

describe("solve", function()
  it("one and several right-hand sides", function()
    assert.is_true(close(gd.solve(A, {1, 2}), {1/11, 7/11}))
    assert.is_true(close(gd.solve({{2, 0}, {0, 4}}, gd.vector{2, 2}), {1, 0.5}))
    assert.is_true(close(gd.solve(A, A), gd.eye(2)))
    assert.are.equal(gd.matrix{{4, 1}, {1, 3}}, A)
    local n = 30
    gd.seed(1)
    local B, x = gd.normal{n, n}, gd.normal(n)
    assert.is_true(gd.equal(gd.solve(B, B:matmul(x)), x, 1e-9))
  end)

  it("wants a square matrix and a side that fits", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'solve' (square matrix expected, got matrix of 1 x 2)", message("gd.solve({{1, 2}}, {1})"))
    assert.are.equal("script.lua:2: bad argument #1 to 'solve' (matrix expected, got vector of 3)", message("gd.solve(v, v)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'solve' (vector or matrix expected, got nil)", message("gd.solve(A)"))
    assert.are.equal("script.lua:2: 'solve': a matrix of 2 x 2 has 2 rows, the right-hand side is a vector of 3", message("gd.solve(A, v)"))
  end)

  it("says when the matrix is singular", function()
    assert.is_truthy(message("gd.solve({{1, 2}, {2, 4}}, {1, 1})"):find("^script.lua:2: 'solve': .*singular"))
    assert.is_truthy(message("gd.inverse{{1, 2}, {2, 4}}"):find("^script.lua:2: 'inverse': .*singular"))
  end)
end)

describe("lstsq", function()
  it("fits a line, tells the rank", function()
    local x, rank = gd.lstsq({{1, 0}, {1, 1}, {1, 2}}, {1, 3, 5})
    assert.is_true(close(x, {1, 2}))
    assert.are.equal(2, rank)
    assert.are.equal("integer", math.type(rank))
  end)

  it("gives the least norm where there are many", function()
    local x, rank = gd.lstsq({{1, 1}}, {2})
    assert.is_true(close(x, {1, 1}))
    assert.are.equal(1, rank)
    assert.is_true(close((gd.lstsq({{1, 0}, {0, 1}, {0, 0}}, {{1, 2}, {3, 4}, {5, 6}})), {{1, 2}, {3, 4}}))
  end)

  it("wants sides that fit", function()
    assert.is_truthy(message("gd.lstsq({{1, 2}}, v)"):find("'lstsq': a matrix of 1 x 2 has 1 rows, the right-hand side is a vector of 3", 1, true))
  end)
end)

describe("factors", function()
  it("cholesky", function()
    local C = gd.cholesky(A)
    assert.is_true(close(C:matmul(C.T), A))
    assert.are.equal(0.0, C[1][2])
    assert.is_truthy(message("gd.cholesky{{1, 2}, {2, 1}}"):find("^script.lua:2: 'cholesky': .*positive definite"))
  end)

  it("inverse and det", function()
    assert.is_true(close(gd.inverse(A):matmul(A), gd.eye(2)))
    assert.is_true(math.abs(gd.det(A) - 11) < 1e-12)
    assert.are.equal(0.0, gd.det{{1, 2}, {2, 4}})
    assert.are.equal("float", math.type(gd.det(A)))
    assert.are.equal("script.lua:2: bad argument #1 to 'det' (matrix expected, got 3)", message("gd.det(3)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'inverse' (row 2 has 1 element, row 1 has 2)", message("gd.inverse{{1, 2}, {3}}"))
  end)

  it("eigh", function()
    local values, vectors = gd.eigh{{2, 1}, {1, 2}}
    assert.is_true(close(values, {1, 3}))
    assert.is_true(close(gd.matrix{{2, 1}, {1, 2}}:matmul(vectors), vectors * values))
    assert.is_true(close(vectors.T:matmul(vectors), gd.eye(2)))
    assert.are.equal("script.lua:2: bad argument #1 to 'eigh' (square matrix expected, got matrix of 1 x 2)", message("gd.eigh{{1, 2}}"))
  end)
end)
