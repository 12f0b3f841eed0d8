require "gdlua"
local thin = require "gdlua.plot.thin"

local function rows(n, f)
  local list = {}
  for i = 1, n do list[i] = {i, f(i)} end
  return list
end

describe("thin", function()
  it("leaves lines of up to 10,000 points as they are", function()
    local list = rows(10000, function() return 0 end)
    assert.equal(list, thin.rows(list, {0, 10000}, {-1, 1}))
  end)

  it("keeps points half a thousandth apart, the first and the last", function()
    local list = rows(50000, function() return 0 end)
    local kept = thin.rows(list, {0, 50000}, {-1, 1})
    assert.equal(list[1], kept[1])
    assert.equal(list[50000], kept[#kept])
    assert.is_true(#kept >= 1900 and #kept <= 2002)
  end)

  it("keeps what goes up and down", function()
    local list = rows(20000, function(i) return i % 2 end)
    assert.equal(20000, #thin.rows(list, {0, 20000}, {0, 1}))
    assert.equal(20000, #thin.rows(rows(20000, function(i) return i % 2 == 0 and 1 or 1e-9 end),
                                   {0, 20000}, {1e-9, 1}, true))
  end)

  it("keeps gaps", function()
    local list = rows(20000, function() return 0 end)
    list[10000] = false
    local gaps = 0
    for _, row in ipairs(thin.rows(list, {0, 20000}, {-1, 1})) do gaps = gaps + (row and 0 or 1) end
    assert.equal(1, gaps)
  end)
end)
