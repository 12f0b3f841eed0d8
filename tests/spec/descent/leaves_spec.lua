local core = require "gdlua.core"
local gd = require "gdlua"
local leaves = require "gdlua.descent.leaves"

local start = {{1, 2}, layer = {w = {3, 4, 5}, b = 6}, z = 7}
local function shape() return (core.shape(start, "start")) end

local function parts(given, all)
  local list = {}
  for i, part in ipairs(leaves.parts("f", "step", shape(), given, all)) do
    list[i] = ("%s %d+%d = %s"):format(part.name, part.offset, part.length, tostring(part.value))
  end
  return list
end

describe("parts", function()
  it("are named by path, in order", function()
    assert.same({"[1] 0+2 = 5", "layer.b 2+1 = 3", "layer.w 3+3 = 2", "z 6+1 = 1"},
                parts({z = 1, layer = {w = 2, b = 3}, [1] = 5}, true))
  end)

  it("may cover subtrees", function()
    assert.same({"[1] 0+2 = 1", "layer 2+4 = 2", "z 6+1 = 3"}, parts({1, layer = 2, z = 3}, true))
  end)

  it("may leave leaves out where not all are wanted", function()
    assert.same({"z 6+1 = 3"}, parts({z = 3}, false))
    assert.is_false(pcall(parts, {z = 3}, true))
    assert.is_false(pcall(parts, {1, z = 3, layer = {w = 1}}, true))
  end)

  it("take schedules for values", function()
    local s = gd.schedule.constant(1)
    assert.equal(s, leaves.parts("f", "step", shape(), {z = s}, false)[1].value)
  end)
end)

describe("frozen", function()
  local function flags(given) return leaves.frozen("f", shape(), 7, given):totable() end

  it("flags leaves and subtrees", function()
    assert.same({0, 0, 0, 0, 0, 0, 1}, flags "z")
    assert.same({1, 1, 0, 1, 1, 1, 0}, flags{"layer.w", "[1]"})
    assert.same({0, 0, 1, 1, 1, 1, 0}, flags "layer")
    assert.same({0, 0, 0, 0, 0, 0, 0}, flags{})
  end)
end)

describe("bounds", function()
  it("become two vectors, without limits where none are given", function()
    local s, x = core.shape({w = {1, 2}, b = 3}, "start")
    local lower, upper = leaves.bounds("f", s, x, {{w = 0, b = 3}})
    assert.equal(gd.vector{3, 0, 0}, lower)
    assert.equal(gd.vector{math.huge, math.huge, math.huge}, upper)
    lower, upper = leaves.bounds("f", s, x, {nil, {w = {1, 5}, b = 9}})
    assert.equal(gd.vector{-math.huge, -math.huge, -math.huge}, lower)
    assert.equal(gd.vector{9, 1, 5}, upper)
    lower, upper = leaves.bounds("f", s, x, {})
    assert.equal(-math.huge, lower[1])
    assert.equal(math.huge, upper[3])
  end)
end)
