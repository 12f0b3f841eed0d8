local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("multistep", function()
  it("multiplies at the given epochs, as MultiStepLR's loop does", function()
    local s = gd.schedule.multistep{from = 1, factor = 0.5, at = {3, 8, 9}}
    local lr, milestones = 1, {[3] = true, [8] = true, [9] = true}
    for t = 0, 20 do
      if milestones[t] then lr = lr * 0.5 end
      assert.equal(lr, s(t))
    end
  end)

  it("shows its formula", function()
    assert.equal("1*0.5^count({3, 8} <= t)",
                 tostring(gd.schedule.multistep{from = 1, factor = 0.5, at = {3, 8}}))
  end)

  it("wants increasing epochs", function()
    local wrong = "bad option 'at' to 'multistep' %(a list of increasing epochs expected"
    blamed(function() gd.schedule.multistep{at = {8, 3}} end, wrong)
    blamed(function() gd.schedule.multistep{at = {3, "8"}} end, wrong)
    blamed(function() gd.schedule.multistep() end,
                         "missing option 'at' to 'multistep' %(a table expected%)")
  end)
end)
