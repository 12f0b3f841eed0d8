local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code) return support.message(code, {gd = gd, v = gd.vector{1, 2, 3}}) end

describe("the textbook's functions", function()
  it("take vectors and plain tables", function()
    local v, w, t, u = gd.vector{1, 2, 3}, gd.vector{4, 5, 6}, {1, 2, 3}, {4, 5, 6}
    for _, pair in ipairs{{v, w}, {v, u}, {t, w}, {t, u}} do
      local a, b = pair[1], pair[2]
      assert.are.equal(gd.vector{5, 7, 9}, gd.add(a, b))
      assert.are.equal(gd.vector{-3, -3, -3}, gd.subtract(a, b))
      assert.are.equal(32.0, gd.dot(a, b))
      assert.is_true(math.abs(gd.distance(a, b) - math.sqrt(27)) < 1e-15)
      assert.are.equal(gd.vector{2, 4, 6}, gd.scalar_multiply(2, a))
      assert.are.equal(14.0, gd.sum_of_squares(a))
      assert.are.equal(math.sqrt(14), gd.magnitude(a))
    end
    assert.are.same({1, 2, 3}, t)
    assert.are.equal(gd.vector{1, 2, 3}, v)
  end)

  it("add and subtract matrices of one shape", function()
    assert.are.equal(gd.matrix{{2, 4}}, gd.add(gd.matrix{{1, 2}}, {{1, 2}}))
    assert.are.equal(30.0, gd.sum_of_squares(gd.matrix{{1, 2}, {3, 4}}))
    assert.are.equal(gd.matrix{{3, 6}}, gd.scalar_multiply(3, {{1, 2}}))
  end)

  it("of nothing", function()
    assert.are.equal(0.0, gd.dot({}, {}))
    assert.are.equal(0.0, gd.magnitude{})
    assert.are.equal(0.0, gd.sum_of_squares{})
  end)

  it("magnitude neither overflows nor underflows", function()
    assert.is_true(math.abs(gd.magnitude{3e200, 4e200}/5e200 - 1) < 1e-15)
    assert.is_true(math.abs(gd.magnitude{3e-200, 4e-200}/5e-200 - 1) < 1e-15)
    assert.is_true(math.abs(gd.distance({3e200, 0}, {0, 4e200})/5e200 - 1) < 1e-15)
  end)

  it("never broadcast", function()
    for _, name in ipairs{"add", "subtract", "dot", "distance"} do
      assert.are.equal(("script.lua:2: '%s' needs two of one length, got a vector of 3 and a vector of 2"):format(name),
                       message(("gd.%s(v, {1, 2})"):format(name)))
      assert.are.equal(("script.lua:2: bad argument #2 to '%s' (vector or table of numbers expected, got 1)"):format(name),
                       message(("gd.%s(v, 1)"):format(name)))
    end
    assert.is_truthy(message("gd.add({1}, v)"):find("vector of 1 and a vector of 3", 1, true))
  end)

  it("name what came", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'dot' (vector or table of numbers expected, got nil)", message("gd.dot(nil, v)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'dot' (element 2 is 'x' (a string))", message("gd.dot(v, {1, 'x', 3})"))
    assert.are.equal("script.lua:2: bad argument #1 to 'magnitude' (vector or table of numbers expected, got 'abc' (a string))",
                     message("gd.magnitude('abc')"))
    assert.are.equal("script.lua:2: bad argument #1 to 'scalar_multiply' (number expected, got vector of 3)", message("gd.scalar_multiply(v, 2)"))
    assert.are.equal("script.lua:2: 'dot' is the product of two vectors (A:matmul(B) multiplies matrices)",
                     message("gd.dot({{1}}, {{2}})"))
  end)
end)
