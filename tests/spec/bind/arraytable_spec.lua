local gd = require "gdlua"

-- Seen through gd.exp, gd.abs: functions that take a plain table for an array.
local function refused(t)
  local ok, text = pcall(gd.abs, t)
  assert(not ok, "no error")
  return (text:gsub("^.-: bad argument #1 to 'abs' ", ""))
end

describe("a plain table as an array", function()
  it("of numbers is a vector", function()
    assert.are.equal(gd.vector{1, 2}, gd.abs{-1, 2})
    assert.are.equal(gd.vector(0), gd.abs{})
    assert.are.equal(gd.vector{math.maxinteger + 0.0}, gd.abs{math.maxinteger})
  end)

  it("of rows is a matrix", function()
    assert.are.equal(gd.matrix{{1, 2}, {3, 4}}, gd.abs{{-1, 2}, {-3, 4}})
    assert.are.equal(gd.matrix{{1, 2}, {3, 4}}, gd.abs{{-1, 2}, gd.vector{-3, 4}})
    assert.are.equal(gd.matrix{{1, 2}, {3, 4}}, gd.abs{gd.vector{-1, 2}, {-3, 4}})
    assert.are.same({1, 0}, gd.abs{{}}.shape)
  end)

  it("may have a metatable that makes its elements", function()
    local t = setmetatable({}, {__len = function() return 3 end, __index = function(_, i) return -i end})
    assert.are.equal(gd.vector{1, 2, 3}, gd.abs(t))
    local raising = setmetatable({}, {__len = function() return 3 end, __index = function() error("mine", 0) end})
    assert.are.same({false, "mine"}, {pcall(gd.abs, raising)})
  end)

  it("may be large", function()
    local t = {}
    for i = 1, 100000 do t[i] = i end
    assert.are.equal(5000050000.0, gd.abs(t):sum())
  end)

  it("tells what is wrong", function()
    assert.are.equal("(element 2 is nil)", refused{1, nil, 3})
    assert.are.equal("(element 2 is 'x' (a string))", refused{1, "x"})
    assert.are.equal("(element 1 is true)", refused{true})
    assert.are.equal("(element 2 is a table)", refused{1, {2}})
    assert.are.equal("(element 2 is a vector of 1)", refused{1, gd.vector{2}})
    assert.are.equal("(element 1 is a matrix of 1 x 1)", refused{gd.matrix{{1}}})
    assert.are.equal("(row 2 is 5)", refused{{1}, 5})
    assert.are.equal("(row 2 is a matrix of 1 x 1)", refused{{1}, gd.matrix{{1}}})
    assert.are.equal("(row 2 has 3 elements, row 1 has 1)", refused{{1}, {1, 2, 3}})
    assert.are.equal("(element 2 of row 3 is a function)", refused{{1, 2}, {1, 2}, {1, print}})
    assert.are.equal("(a table with named fields, not a list)", refused{w = 1})
  end)
end)
