local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code)
  return support.message(code, {gd = gd, v = gd.vector{1, 2, 3}, A = gd.matrix{{1, 2}, {3, 4}}})
end

describe("gd.vector", function()
  it("takes a table, a length, an array", function()
    assert.are.same({3.0, 4.0}, gd.vector{3, 4}:totable())
    assert.are.same({0.0, 0.0, 0.0}, gd.vector(3):totable())
    assert.are.equal(0, #gd.vector{})
    assert.are.equal(0, #gd.vector(0))
    assert.are.equal(2, #gd.vector(2.0))
    local v = gd.vector{1, 2}
    local w = gd.vector(v)
    w[1] = 9
    assert.are.equal(gd.vector{1, 2}, v)
    assert.are.equal(gd.vector{9, 2}, w)
    local A = gd.matrix{{1, 2}}
    local row = gd.vector(A[1])
    row[1] = 5
    assert.are.equal(1.0, A[1][1])
  end)

  it("suggests braces", function()
    assert.are.equal("script.lua:2: 'vector' takes one argument: write gd.vector{3, 4}", message("gd.vector(3, 4)"))
    assert.are.equal("script.lua:2: 'vector' takes one argument: write gd.vector{1.5, -2, 7}", message("gd.vector(1.5, -2, 7)"))
    assert.are.equal("script.lua:2: 'vector' takes one argument: write gd.vector{...}",
                     message("gd.vector(table.unpack{" .. ("1, "):rep(100) .. "})"))
  end)

  it("refuses everything else", function()
    local expected = "script.lua:2: bad argument #1 to 'vector' (%s)"
    assert.are.equal(expected:format("table of numbers, length or vector expected, got nil"), message("gd.vector()"))
    assert.are.equal(expected:format("table of numbers, length or vector expected, got 'x' (a string)"), message("gd.vector 'x'"))
    assert.are.equal(expected:format("whole number, 0 or more expected, got -1"), message("gd.vector(-1)"))
    assert.are.equal(expected:format("whole number, 0 or more expected, got 2.5"), message("gd.vector(2.5)"))
    assert.are.equal(expected:format("element 1 is a table, not a number; gd.matrix makes a matrix"), message("gd.vector{{1}, {2}}"))
    assert.are.equal(expected:format("element 1 is a vector of 3, not a number; gd.matrix makes a matrix"), message("gd.vector{v}"))
    assert.are.equal(expected:format("element 2 is 'a' (a string)"), message("gd.vector{1, 'a'}"))
    assert.are.equal(expected:format("element 1 is '1' (a string)"), message("gd.vector{'1'}"))
    assert.are.equal(expected:format("element 2 is nil"), message("gd.vector{1, nil, 3}"))
    assert.are.equal(expected:format("a table with named fields, not a list"), message("gd.vector{x = 1}"))
    assert.are.equal(expected:format("table of numbers, length or vector expected, got matrix of 2 x 2"), message("gd.vector(A)"))
  end)
end)

describe("gd.matrix", function()
  it("takes rows as tables and vectors, a shape, a matrix", function()
    assert.are.same({{1.0, 2.0}, {3.0, 4.0}}, gd.matrix{{1, 2}, {3, 4}}:totable())
    assert.are.equal(gd.matrix{{1, 2}, {3, 4}}, gd.matrix{gd.vector{1, 2}, {3, 4}})
    assert.are.equal(gd.matrix{{0, 0, 0}, {0, 0, 0}}, gd.matrix(2, 3))
    assert.are.same({0, 0}, gd.matrix{}.shape)
    assert.are.same({2, 0}, gd.matrix{{}, {}}.shape)
    assert.are.same({0, 5}, gd.matrix(0, 5).shape)
    local A = gd.matrix{{1, 2}}
    local B = gd.matrix(A)
    B[1][1] = 9
    assert.are.equal(1.0, A[1][1])
    assert.are.equal(gd.matrix{{9, 2}, {9, 2}}, gd.matrix{B[1], B[1]})
  end)

  it("names the ragged row and both lengths", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'matrix' (row 3 has 2 elements, row 1 has 3)",
                     message("gd.matrix{{1, 2, 3}, {4, 5, 6}, {7, 8}}"))
    assert.are.equal("script.lua:2: bad argument #1 to 'matrix' (row 2 has 1 element, row 1 has 2)",
                     message("gd.matrix{{1, 2}, gd.vector{1}}"))
  end)

  it("refuses everything else", function()
    local expected = "script.lua:2: bad argument #1 to 'matrix' (%s)"
    assert.are.equal(expected:format("row 1 is a number; one row is written gd.matrix{{...}}"), message("gd.matrix{1, 2}"))
    assert.are.equal(expected:format("row 2 is 5"), message("gd.matrix{{1}, 5}"))
    assert.are.equal(expected:format("element 1 of row 2 is 'x' (a string)"), message("gd.matrix{{1}, {'x'}}"))
    assert.are.equal(expected:format("table of rows, or rows and columns expected, got vector of 3"), message("gd.matrix(v)"))
    assert.are.equal(expected:format("whole number, 0 or more expected, got -2"), message("gd.matrix(-2, 2)"))
    assert.are.equal("script.lua:2: 'matrix' needs rows and columns: gd.matrix(3, n)", message("gd.matrix(3)"))
    assert.are.equal("script.lua:2: 'matrix' takes one table of rows: gd.matrix{{1, 2}, {3, 4}}", message("gd.matrix({1, 2}, {3, 4})"))
    assert.are.equal("script.lua:2: bad argument #2 to 'matrix' (whole number, 0 or more expected, got 'x' (a string))",
                     message("gd.matrix(2, 'x')"))
  end)
end)

describe("filled arrays", function()
  it("zeros, ones, full", function()
    assert.are.equal(gd.vector{0, 0}, gd.zeros(2))
    assert.are.equal(gd.matrix{{0, 0, 0}}, gd.zeros(1, 3))
    assert.are.equal(gd.matrix{{0, 0, 0}}, gd.zeros{1, 3})
    assert.are.equal(gd.vector{0, 0}, gd.zeros{2})
    assert.are.equal(gd.vector{1, 1}, gd.ones(2))
    assert.are.equal(gd.matrix{{1}, {1}}, gd.ones(2, 1))
    assert.are.equal(gd.vector{7, 7}, gd.full(2, 7))
    assert.are.equal(gd.matrix{{7, 7}}, gd.full(1, 2, 7))
    assert.are.equal(gd.matrix{{7, 7}}, gd.full({1, 2}, 7))
    assert.are.equal(gd.vector{0, 0}, gd.zeros(2, nil))
    assert.are.equal(0, #gd.zeros(0))
  end)

  it("want a shape", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros' (length or {rows, cols} expected, got nil)", message("gd.zeros()"))
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros' (length or {rows, cols} expected, got a table)", message("gd.zeros{1, 2, 3}"))
    assert.are.equal("script.lua:2: bad argument #1 to 'ones' (extent 2 is -1)", message("gd.ones{1, -1}"))
    assert.are.equal("script.lua:2: bad argument #2 to 'ones' (whole number, 0 or more expected, got 1.5)", message("gd.ones(1, 1.5)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'full' (number expected, got nil)", message("gd.full(3)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros' (length or {rows, cols} expected, got vector of 3)", message("gd.zeros(v)"))
  end)

  it("eye", function()
    assert.are.equal(gd.matrix{{1, 0}, {0, 1}}, gd.eye(2))
    assert.are.equal(gd.matrix{{1, 0, 0}, {0, 1, 0}}, gd.eye(2, 3))
    assert.are.equal(gd.matrix{{1}, {0}}, gd.eye(2, 1))
    assert.are.same({0, 0}, gd.eye(0).shape)
  end)

  it("linspace includes both ends exactly", function()
    assert.are.equal(gd.vector{0, 0.25, 0.5, 0.75, 1}, gd.linspace(0, 1, 5))
    assert.are.equal(gd.vector{1, 0, -1}, gd.linspace(1, -1, 3))
    local v = gd.linspace(0, 0.1, 7)
    assert.are.equal(0.1, v[7])
    assert.are.equal(gd.vector{3}, gd.linspace(3, 4, 1))
    assert.are.equal(gd.vector{3, 4}, gd.linspace(3, 4, 2))
    assert.are.equal(0, #gd.linspace(3, 4, 0))
    assert.are.equal("script.lua:2: bad argument #3 to 'linspace' (whole number, 0 or more expected, got nil)", message("gd.linspace(0, 1)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'linspace' (number expected, got '0' (a string))", message("gd.linspace('0', 1, 2)"))
  end)

  it("logspace is powers of 10", function()
    assert.are.equal(gd.vector{0.01, 0.1, 1, 10, 100}, gd.logspace(-2, 2, 5))
    assert.are.equal("script.lua:2: bad argument #3 to 'logspace' (whole number, 0 or more expected, got -1)", message("gd.logspace(0, 1, -1)"))
  end)
end)

describe("gd.zeros_like", function()
  it("keeps the structure", function()
    assert.are.equal(gd.vector{0, 0}, gd.zeros_like(gd.vector{1, 2}))
    assert.are.equal(gd.matrix{{0, 0}}, gd.zeros_like(gd.matrix{{1, 2}}))
    assert.are.equal(0.0, gd.zeros_like(3))
    assert.are.equal("float", math.type(gd.zeros_like(3)))
    local tree = gd.zeros_like{w = gd.ones(2), b = 5, inner = {A = gd.ones(1, 2)}, 1, 2}
    assert.is_true(gd.equal({w = gd.zeros(2), b = 0.0, inner = {A = gd.zeros(1, 2)}, 0, 0}, tree))
    assert.are.same({}, gd.zeros_like{})
  end)

  it("shares nothing", function()
    local x = {w = gd.ones(2)}
    local z = gd.zeros_like(x)
    z.w[1] = 5
    assert.are.equal(gd.vector{1, 1}, x.w)
  end)

  it("names the field that is something else", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros_like' (numbers, arrays and tables of these expected, "
                     .. "field 'b' is 'x' (a string))", message("gd.zeros_like{a = {b = 'x'}}"))
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros_like' (number, array or table of these expected, got nil)",
                     message("gd.zeros_like()"))
    assert.are.equal("script.lua:2: 'zeros_like' of tables nested deeper than 100",
                     message("local t = {} t.t = t gd.zeros_like(t)"))
  end)
end)
