local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("epochs", function()
  it("fires at its limit and does not converge", function()
    local r = gd.stop.epochs(100)
    assert.is_false(r.check{epoch = 99})
    assert.same({true, false, "epochs: limit of 100 epochs", false}, {r.check{epoch = 100}})
    assert.is_true(r.check{epoch = 101})
  end)

  it("counts one epoch as one", function()
    assert.equal("epochs: limit of 1 epoch", (select(3, gd.stop.epochs(1).check{epoch = 1})))
  end)

  it("may be endless", function()
    assert.is_false(gd.stop.epochs(math.huge).check{epoch = 10^9})
  end)

  it("wants a number", function()
    blamed(function() gd.stop.epochs() end,
      "missing option 'n' to 'epochs' %(a number >= 0 expected%)")
    blamed(function() gd.stop.epochs(-1) end, "a number >= 0 expected, got %-1")
  end)
end)
