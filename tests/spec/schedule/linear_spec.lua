local gd = require "gdlua"

describe("linear", function()
  it("goes evenly from one step to the other and stays there", function()
    local s = gd.schedule.linear{from = 1, to = 0.2, epochs = 8}
    for t = 0, 8 do assert.near(1 - 0.1*t, s(t), 1e-15) end
    assert.equal(0.2, s(8))
    assert.equal(0.2, s(100))
  end)

  it("rises as well", function()
    assert.near(0.35, gd.schedule.linear(0.1, 0.6, 4)(2), 1e-15)
  end)

  it("has a length and shows its formula", function()
    local s = gd.schedule.linear(0.1, 0.02, 50)
    assert.equal(50, s.length)
    assert.equal("0.1 + (0.02 - 0.1)*min(t/50, 1)", tostring(s))
  end)
end)
