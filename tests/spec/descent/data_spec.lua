local gd = require "gdlua"
local data = require "gdlua.descent.data"

describe("data", function()
  it("may be an array, a list, or tables of them", function()
    local v, m = gd.vector{1, 2}, gd.zeros(2, 3)
    local value, list, rows = data.read("f", v)
    assert.is_true(rawequal(v, value))
    assert.equal(1, #list)
    assert.equal(2, rows)
    value, list, rows = data.read("f", {1, 2, 3})
    assert.equal(gd.vector{1, 2, 3}, value)
    assert.equal(3, rows)
    value, list = data.read("f", {m, y = {3, 4}, more = {z = v}})
    assert.is_true(rawequal(m, value[1]))
    assert.equal(gd.vector{3, 4}, value.y)
    assert.is_true(rawequal(v, value.more.z))
    assert.same({true, true, true},
                {rawequal(m, list[1]), rawequal(v, list[2]), rawequal(value.y, list[3])})
  end)

  it("make room for batches of the same structure", function()
    local columns = {}
    local room = data.room({gd.zeros(9, 3), y = gd.zeros(9)}, 4, columns)
    assert.same({4, 3, 4}, {room[1].rows, room[1].cols, #room.y})
    assert.is_true(rawequal(room[1], columns[1]) and rawequal(room.y, columns[2]))
  end)

  it("are in batches only when a batch is smaller", function()
    assert.is_true(data.is_batched({batch = 2}, 3))
    assert.is_false(data.is_batched({batch = 3}, 3))
    assert.is_false(data.is_batched({}, 3))
  end)
end)
