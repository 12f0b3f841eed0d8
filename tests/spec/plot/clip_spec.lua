require "gdlua"
local clip = require "gdlua.plot.clip"
local x, y = {0, 10}, {0, 5}

describe("clip", function()
  it("answers the shares of the way within the box", function()
    assert.same({0, 1}, {clip({1, 1}, {9, 4}, x, y)})
    assert.same({0.5, 1}, {clip({-10, 1}, {10, 1}, x, y)})
    assert.same({0.25, 0.75}, {clip({5, -2.5}, {5, 7.5}, x, y)})
    assert.same({0, 1}, {clip({0, 0}, {10, 5}, x, y)})
  end)

  it("or nothing", function()
    assert.same({}, {clip({-1, -1}, {-2, 5}, x, y)})
    assert.same({}, {clip({-5, 4}, {4, 20}, x, y)})
    assert.same({}, {clip({11, 1}, {11, 2}, x, y)})
  end)

  it("of a point", function()
    assert.same({0, 1}, {clip({3, 3}, {3, 3}, x, y)})
    assert.same({}, {clip({3, 6}, {3, 6}, x, y)})
  end)
end)
