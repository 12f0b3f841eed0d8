local gd = require "gdlua"

describe("updates", function()
  it("fires at the first epoch at or beyond its limit", function()
    local r = gd.stop.updates(250)
    assert.is_false(r.check{updates = 200})
    assert.same({true, false, "updates: 300 made, limit of 250 updates", false},
                {r.check{updates = 300}})
  end)
end)
