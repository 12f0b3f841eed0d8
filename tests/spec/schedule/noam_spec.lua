local gd = require "gdlua"

describe("noam", function()
  it("rises linearly, then falls as the inverse square root", function()
    local s = gd.schedule.noam{dim = 64, warmup = 10}
    for t = 0, 9 do assert.near((t + 1)/8/10^1.5, s(t), 1e-15) end
    for t = 9, 50 do assert.near(1/8/math.sqrt(t + 1), s(t), 1e-15) end
  end)

  it("counts updates when asked to", function()
    local s = gd.schedule.noam(512, 4000):per_update()
    assert.equal("update", s.unit)
    assert.equal("512^-0.5*min((t + 1)^-0.5, (t + 1)*4000^-1.5), t in updates", tostring(s))
  end)
end)
