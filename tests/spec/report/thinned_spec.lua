-- What is left of long histories.
local thinned = require "gdlua.report.thinned"

local function check(values, most)
  local at = thinned.places(values, most)
  assert.is_true(#at <= most)
  assert.equal(1, at[1])
  assert.equal(#values, at[#at])
  local low, high, kept_low, kept_high = math.huge, -math.huge, math.huge, -math.huge
  for _, v in ipairs(values) do low, high = math.min(low, v), math.max(high, v) end
  for i, place in ipairs(at) do
    assert.is_true(i == 1 or place > at[i - 1])
    kept_low, kept_high = math.min(kept_low, values[place]), math.max(kept_high, values[place])
  end
  assert.equal(low, kept_low)
  assert.equal(high, kept_high)
end

describe("a thinned history", function()
  it("has the first, the last, the lowest and the highest", function()
    math.randomseed(1)
    for _, n in ipairs{5, 17, 100, 1001, 4999} do
      for _, most in ipairs{4, 5, 16, 70, 333} do
        local values = {}
        for i = 1, n do values[i] = math.random() end
        check(values, most)
      end
    end
  end)

  it("is all of a short one", function()
    assert.same({1, 2, 3}, thinned.places({5, 6, 7}, 3))
    assert.same({1}, thinned.places({5}, 100))
    assert.same({}, thinned.places({}, 100))
  end)

  it("shows where a run broke", function()
    local values = {}
    for i = 1, 500 do values[i] = 1/i end
    values[250] = 0/0
    local found
    for _, place in ipairs(thinned.places(values, 20)) do found = found or place == 250 end
    assert.is_true(found)
  end)
end)

describe("a thinned way", function()
  it("keeps its ends and what can be seen", function()
    local xs, ys = {}, {}
    for i = 1, 3000 do xs[i], ys[i] = math.cos(i/100), math.sin(i/50) end
    for _, most in ipairs{10, 100, 1000} do
      local at = thinned.way(xs, ys, most, 2, 2)
      assert.is_true(#at <= most and #at > most/8)
      assert.equal(1, at[1])
      assert.equal(3000, at[#at])
    end
  end)

  it("that stands is two points", function()
    local still = {}
    for i = 1, 100 do still[i] = 1 end
    assert.same({1, 100}, thinned.way(still, still, 50, 1, 1))
    assert.equal(100, #thinned.way(still, still, 100, 1, 1))
  end)
end)
