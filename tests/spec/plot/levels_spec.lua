require "gdlua"
local levels = require "gdlua.plot.levels"

local function values(f, n)
  local list = {}
  for i = 1, n do list[i] = f(i/n) end
  return list
end

describe("contour levels", function()
  it("are round and at even distances", function()
    local list, log = levels.choose(values(function(u) return 50*u end, 1000), 12, "auto")
    assert.same({5, 10, 15, 20, 25, 30, 35, 40, 45}, list)
    assert.is_false(log)
  end)

  it("or at even ratios where most values are low", function()
    local list, log = levels.choose(values(function(u) return 1000*u^8 end, 1000), 6, "auto")
    assert.is_true(log)
    for i = 2, #list do
      local ratio = list[i]/list[i - 1]
      assert.is_true(ratio > 1.9 and ratio < 1001)
    end
    assert.is_true(#list >= 3 and #list <= 8)
  end)

  it("above the lowest cost known", function()
    local list = levels.choose(values(function(u) return 7 + 1000*u^8 end, 1000), 6, true, 7)
    for _, v in ipairs(list) do
      local digits = ("%.6e"):format(v - 7)
      assert.matches("^[1235]%.0+e", digits)
    end
  end)

  it("about as many as are wanted, for all kinds of costs", function()
    for _, f in ipairs{function(u) return u end, function(u) return -1e6*u end, function(u) return 1e-9*u end,
                       function(u) return u^2 end, function(u) return math.exp(20*u) end} do
      for _, n in ipairs{1, 5, 12, 40} do
        local list = values(f, 500)
        table.sort(list)
        local chosen = levels.choose(list, n, false)
        assert.is_true(#chosen <= 1.6*n + 2 and #chosen >= 0.4*n - 1)
        for i, v in ipairs(chosen) do
          assert.is_true(v > list[1] and v < list[#list] and (i == 1 or v > chosen[i - 1]))
        end
      end
    end
  end)

  it("none where all costs are one, or none is finite", function()
    assert.same({}, (levels.choose({3, 3, 3}, 12, "auto")))
    assert.same({}, (levels.choose({}, 12, "auto")))
  end)
end)
