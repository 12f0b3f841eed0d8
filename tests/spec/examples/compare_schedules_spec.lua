local example = dofile "tests/spec/examples/example.lua"

describe("examples/compare_schedules.lua", function()
  local out = example.output("compare_schedules")

  it("shows ten schedules, those that end small before a constant step", function()
    local place, last, count = {}, 0, 0
    for name, mean in out:gmatch("\n([%w_]+) +(%S+) +%S+ +%S+") do
      count = count + 1
      place[name] = count
      assert.is_true(tonumber(mean) >= last)
      last = tonumber(mean)
    end
    assert.equal(10, count)
    for _, name in ipairs{"linear", "cosine", "exponential", "step"} do
      assert.is_true(place[name] < place.constant)
    end
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("compare_schedules") end)
end)
