local gd = require "gdlua"

describe("exponential", function()
  it("multiplies every epoch, as ExponentialLR's loop does", function()
    local s, lr = gd.schedule.exponential(0.1, 0.9), 0.1
    for t = 0, 60 do
      assert.near(lr, s(t), 1e-15)
      lr = lr * 0.9
    end
  end)

  it("may be asked in any order", function()
    local s = gd.schedule.exponential(0.1, 0.9)
    local late = s(50)
    s(3)
    assert.equal(late, s(50))
  end)

  it("shows its formula", function()
    assert.equal("using 0.1*0.9^t", "using " .. gd.schedule.exponential(0.1, 0.9))
  end)
end)
