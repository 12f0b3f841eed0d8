local gd = require "gdlua"

-- OneCycleLR.get_lr, phase by phase.
local function torch(t, peak, epochs, rise, div, final_div)
  local initial = peak / div
  local phases = {
    {stop = rise*epochs - 1, from = initial, to = peak},
    {stop = epochs - 1, from = peak, to = initial / final_div},
  }
  local start = 0
  for i, phase in ipairs(phases) do
    if t <= phase.stop or i == #phases then
      local share = (t - start) / (phase.stop - start)
      return phase.to + (phase.from - phase.to)/2*(math.cos(math.pi*share) + 1)
    end
    start = phase.stop
  end
end

describe("one_cycle", function()
  for _, case in ipairs{{1, 20, 0.3, 25, 1e4}, {0.5, 11, 0.25, 10, 100}, {2, 100, 0.5, 4, 10}} do
    it(("follows OneCycleLR over %d epochs"):format(case[2]), function()
      local s = gd.schedule.one_cycle(table.unpack(case))
      for t = 0, case[2] - 1 do
        assert.near(torch(t, table.unpack(case)), s(t), 1e-14)
      end
    end)
  end

  it("begins, peaks and ends where it should", function()
    local s = gd.schedule.one_cycle{peak = 1, epochs = 20}
    assert.near(1/25, s(0), 1e-16)
    assert.equal(1, s(5))
    assert.near(1/25/1e4, s(19), 1e-18)
    assert.equal(s(19), s(500))
    assert.equal(20, s.length)
  end)

  it("has finite values in every corner", function()
    for _, epochs in ipairs{1, 2, 3, 10} do
      for _, rise in ipairs{0, 0.1, 0.3, 0.5, 1} do
        local s = gd.schedule.one_cycle{peak = 1, epochs = epochs, rise = rise}
        for t = 0, epochs + 1 do
          assert.is_true(s(t) > 0 and s(t) <= 1)
        end
      end
    end
  end)

  it("shows the call that makes it", function()
    assert.equal("one_cycle(1, 20)", tostring(gd.schedule.one_cycle(1, 20)))
  end)
end)
