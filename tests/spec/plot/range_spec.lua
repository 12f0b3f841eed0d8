require "gdlua"
local range = require "gdlua.plot.range"

describe("ranges", function()
  it("have a margin", function()
    assert.same({-1, 11}, range.padded(0, 10, 0.1))
    local r = range.padded(1, 100, 0.5, true)
    assert.is_true(math.abs(r[1] - 0.1) < 1e-12 and math.abs(r[2] - 1000) < 1e-9)
  end)

  it("are never empty nor infinite", function()
    for _, log in ipairs{false, true} do
      for _, case in ipairs{{5, 5}, {1, 1 + 1e-16}, {1e-300, 1e-300}, {1e300, 1e300}, {1e-300, 1e300},
                            {1e9, 1e9 + 1e-7}, {}} do
        local r = range.padded(case[1], case[2], 0.05, log)
        assert.is_true(r[1] < r[2] and r[2] < math.huge and r[1] > -math.huge)
        assert.is_true(not case[1] or r[1] <= case[1] and r[2] >= case[2])
        assert.is_true(not log or r[1] > 0)
      end
    end
    for _, case in ipairs{{0, 0}, {-5, -5}, {-1e300, 1e300}, {-1e-310, 1e-310}} do
      local r = range.padded(case[1], case[2], 0.05)
      assert.is_true(r[1] < r[2] and r[1] <= case[1] and r[2] >= case[2])
    end
  end)

  it("are found among what can be drawn", function()
    local rows = {{1, 5}, false, {2, 0/0}, {3, -2}, {4, math.huge}, {5, 1e301}}
    assert.same({-2, 5}, {range.of(rows, 2)})
    assert.same({5, 5}, {range.of(rows, 2, true)})
    assert.same({-2, 9}, {range.of(rows, 2, false, 1, 9)})
    assert.same({}, {range.of({}, 2)})
  end)

  it("split: what can be drawn, and how much cannot", function()
    local rows = {{1, 5}, {2, 0/0}, {3, -2}, {4, 0}}
    local out, count = range.split(rows)
    assert.same({{1, 5}, false, {3, -2}, {4, 0}}, out)
    assert.same({lost = 1, low = 0}, count)
    out, count = range.split(rows, true, count)
    assert.same({{1, 5}, false, false, false}, out)
    assert.same({lost = 2, low = 2}, count)
    local _, excused = range.split(rows, true, nil, function(row) return row[1] == 2 end)
    assert.same({lost = 0, low = 2}, excused)
  end)
end)
