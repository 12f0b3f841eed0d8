local gd = require "gdlua"

describe("time", function()
  it("fires at the first epoch at or beyond its limit", function()
    local r = gd.stop.time(1.5)
    assert.is_false(r.check{elapsed = 1.4999})
    assert.same({true, false, "time: 1.52 s taken, limit of 1.5 seconds", false},
                {r.check{elapsed = 1.52}})
    assert.equal("time: 2 s taken, limit of 1 second", (select(3, gd.stop.time(1).check{elapsed = 2})))
  end)
end)
