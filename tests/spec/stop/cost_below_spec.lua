local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("cost_below", function()
  it("fires at a low cost and converges", function()
    local r = gd.stop.cost_below(0.5)
    assert.is_false(r.check{cost = 0.6, sense = 1, epoch = 3})
    assert.same({true, true, "cost_below: cost = 0.4 <= 0.5 after 3 epochs", false},
                {r.check{cost = 0.4, sense = 1, epoch = 3}})
    assert.is_true(r.check{cost = 0.5, sense = 1, epoch = 3})
  end)

  it("means a high cost where a maximum is sought", function()
    local r = gd.stop.cost_below(-2)
    assert.is_false(r.check{cost = -3, sense = -1, epoch = 1})
    assert.same({true, true, "cost_below: cost = -1 >= -2 after 1 epoch", false},
                {r.check{cost = -1, sense = -1, epoch = 1}})
  end)

  it("is not fooled by NaN", function()
    assert.is_false(gd.stop.cost_below(1).check{cost = 0/0, sense = 1, epoch = 1})
  end)

  it("wants the cost", function()
    blamed(function() gd.stop.cost_below() end, "missing option 'v' to 'cost_below' %(a number expected%)")
  end)
end)
