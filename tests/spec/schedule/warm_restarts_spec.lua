local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

-- SGDR with its own counters, as CosineAnnealingWarmRestarts.step() keeps them.
local function follow(period, growth, from, to, n)
  local now, length, values = 0, period, {}
  for t = 0, n do
    if t > 0 then
      now = now + 1
      if now >= length then now, length = now - length, length * growth end
    end
    values[t] = to + (from - to)*(1 + math.cos(math.pi*now/length))/2
  end
  return values
end

describe("warm_restarts", function()
  for _, growth in ipairs{1, 2, 3, 1.5} do
    it("follows the counters of SGDR with growth " .. growth, function()
      local s = gd.schedule.warm_restarts{from = 0.1, to = 0.002, period = 4, growth = growth}
      local expected = follow(4, growth, 0.1, 0.002, 200)
      for t = 0, 200 do assert.near(expected[t], s(t), 1e-13) end
    end)
  end

  it("starts again exactly at the end of a period", function()
    local s = gd.schedule.warm_restarts{from = 1, period = 5, growth = 3}
    for _, t in ipairs{0, 5, 20, 65, 200} do assert.equal(1, s(t)) end
  end)

  it("shows its formula", function()
    assert.equal("0.1*(1 + cos(pi*(t % 10)/10))/2", tostring(gd.schedule.warm_restarts(0.1)))
    assert.equal("0.1*(1 + cos(pi*share(t, periods 10, 20, ...)))/2",
                 tostring(gd.schedule.warm_restarts{growth = 2}))
  end)

  it("wants periods that do not shrink", function()
    blamed(function() gd.schedule.warm_restarts{growth = 0.5} end,
      "bad option 'growth' to 'warm_restarts' %(a number >= 1 expected, got 0.5%)")
  end)
end)
