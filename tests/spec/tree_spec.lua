local gd = require "gdlua"
local tree = require "gdlua.tree"

describe("tree.keys", function()
  it("takes the list first, then names by bytes", function()
    assert.same({1, 2, "B", "a", "a1", "ab", "b", "\xff"},
      tree.keys{b = 0, a = 0, B = 0, ab = 0, a1 = 0, ["\xff"] = 0, 0, 0})
    assert.same({}, tree.keys{})
  end)
end)

describe("tree.map", function()
  it("keeps the shape and goes in order", function()
    local seen = {}
    local y = tree.map(function(v) seen[#seen + 1] = v return v + 1 end, {b = 3, a = {1, 2}, c = {d = 4}})
    assert.same({b = 4, a = {2, 3}, c = {d = 5}}, y)
    assert.same({1, 2, 3, 4}, seen)
    assert.equal(5, tree.map(function(v) return v + 1 end, 4))
  end)
end)

describe("tree.copy", function()
  it("shares no table and no array", function()
    local x = {w = gd.vector{1, 2}, b = 0, deep = {list = {1, 2}, [0] = "zero", [2.5] = true}}
    local y = tree.copy(x)
    x.w[1], x.deep.list[1], x.deep[0] = 9, 9, 9
    assert.equal(1, y.w[1])
    assert.same({list = {1, 2}, [0] = "zero", [2.5] = true}, y.deep)
    assert.equal(3, tree.copy(3))
    assert.equal(2, tree.copy(gd.vector{1, 2})[2])
  end)

  it("keeps what is one table one table, cycles too", function()
    local part = {1}
    local x = {a = part, b = part}
    x.self = x
    local y = tree.copy(x)
    assert.equal(y.a, y.b)
    assert.not_equal(part, y.a)
    assert.equal(y, y.self)
  end)
end)

describe("norm and distance", function()
  it("go over all leaves", function()
    assert.equal(3, tree.norm2(-3))
    assert.equal(5, tree.norm2(gd.vector{3, -4}))
    assert.near(5, tree.norm2{a = 1, b = {gd.vector{2, 2}, c = 4}}, 1e-15)
    assert.equal(3, tree.distance(1, -2))
    assert.equal(5, tree.distance(gd.vector{3, 0}, gd.vector{0, 4}))
    assert.near(5, tree.distance({a = 1, w = gd.vector{1, 1}}, {a = 5, w = gd.vector{1, 4}}), 1e-15)
    assert.equal(0, tree.norm2{a = 0, b = 0})
  end)

  it("neither overflow nor lose small numbers", function()
    assert.near(5e200, tree.norm2{a = 3e200, b = 4e200}, 1e186)
    assert.near(5e-200, tree.norm2{a = 3e-200, b = 4e-200}, 1e-214)
    assert.equal(math.huge, tree.norm2{a = math.huge, b = 4})
  end)

  it("pass NaN on", function()
    for _, x in ipairs{{a = 0/0, b = 1}, {a = 1, b = 0/0}, {a = 0/0, b = 0}, {a = 0, b = 0/0}} do
      local n = tree.norm2(x)
      assert.is_true(n ~= n)
    end
  end)
end)

describe("tree.is_list", function()
  it("tells plain lists of numbers from the rest", function()
    assert.is_true(tree.is_list{1, 2})
    for _, x in ipairs{{}, {1, "a"}, {1, a = 2}, {{1}}, 3, "x"} do assert.is_false(tree.is_list(x)) end
  end)
end)

describe("tree.like", function()
  it("makes arrays where the parameters have them", function()
    local x = {w = gd.vector{0, 0}, m = gd.matrix{{0, 0}}, b = 0}
    local y = tree.like({w = {1, 2}, m = {{3, 4}}, b = 5}, x, "target")
    assert.is_true(gd.equal(y.w, {1, 2}))
    assert.equal(2, y.m.rank)
    assert.equal(5, y.b)
    assert.is_true(gd.equal(tree.like(gd.vector{1, 2}, x.w, "target"), {1, 2}))
  end)

  it("says where the shapes differ", function()
    local value, wrong = tree.like({w = {b = 1}}, {w = {b = gd.vector{1}}}, "target")
    assert.is_nil(value)
    assert.equal("target.w.b should be a vector of 1, it is 1", wrong)
  end)
end)
