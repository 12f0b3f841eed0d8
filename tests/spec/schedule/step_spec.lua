local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("step", function()
  it("multiplies every so many epochs, as StepLR's loop does", function()
    local s = gd.schedule.step{from = 0.8, factor = 0.5, every = 3}
    local lr = 0.8
    for t = 0, 40 do
      if t > 0 and t % 3 == 0 then lr = lr * 0.5 end
      assert.near(lr, s(t), 1e-16)
    end
  end)

  it("shows its formula", function()
    assert.equal("0.8*0.5^floor(t/3)", tostring(gd.schedule.step(0.8, 0.5, 3)))
  end)

  it("refuses a length of 0", function()
    blamed(function() gd.schedule.step{every = 0} end,
      "bad option 'every' to 'step' %(a positive number expected, got 0%)")
  end)
end)
