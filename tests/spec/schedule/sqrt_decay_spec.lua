local gd = require "gdlua"

describe("sqrt_decay", function()
  it("falls as 1/sqrt(t)", function()
    local s = gd.schedule.sqrt_decay(0.6)
    assert.equal(0.6, s(0))
    assert.near(0.3, s(3), 1e-16)
    assert.near(0.2, s(8), 1e-16)
    assert.near(0.06, s(99), 1e-16)
  end)

  it("shows its formula", function()
    assert.equal("0.6/sqrt(t + 1)", tostring(gd.schedule.sqrt_decay(0.6)))
  end)
end)
