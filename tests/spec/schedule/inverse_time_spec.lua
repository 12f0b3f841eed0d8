local gd = require "gdlua"

describe("inverse_time", function()
  it("falls as 1/t", function()
    local s = gd.schedule.inverse_time{from = 0.6, rate = 0.5}
    local expected = {0.6, 0.4, 0.3, 0.24, 0.2}
    for i, v in ipairs(expected) do assert.near(v, s(i - 1), 1e-16) end
  end)

  it("shows its formula", function()
    assert.equal("0.6/(1 + 0.5*t)", tostring(gd.schedule.inverse_time(0.6, 0.5)))
  end)
end)
