local gd = require "gdlua"

describe("evaluations", function()
  it("fires at the first epoch at or beyond its limit", function()
    local r = gd.stop.evaluations(1000)
    assert.is_false(r.check{evaluations = 999})
    assert.same({true, false, "evaluations: 1004 made, limit of 1000 evaluations", false},
                {r.check{evaluations = 1004}})
  end)
end)
