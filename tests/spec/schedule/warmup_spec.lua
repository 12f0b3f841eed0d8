local gd = require "gdlua"

describe("warmup", function()
  it("alone is a factor from 0 to 1", function()
    local s = gd.schedule.warmup(4)
    for t, v in pairs{[0] = 0, 0.25, 0.5, 0.75, 1, 1, 1} do assert.equal(v, s(t)) end
  end)

  it("rises to what follows and reaches it at its end", function()
    local b = gd.schedule.cosine(0.2, 0, 10)
    local s = gd.schedule.warmup(4) .. b
    for t = 0, 4 do assert.near(0.2*t/4, s(t), 1e-16) end
    for t = 4, 20 do assert.equal(b(t - 4), s(t)) end
    assert.equal(14, s.length)
  end)

  it("as a factor lets the other run meanwhile", function()
    local b = gd.schedule.exponential(0.2, 0.5)
    local s = gd.schedule.warmup(4)*b
    for t = 0, 8 do assert.near(math.min(t/4, 1)*b(t), s(t), 1e-16) end
  end)

  it("stays a factor when scaled, shortened and put off", function()
    local b = gd.schedule.constant(0.2)
    assert.near(0.5*0.5*0.2, (0.5*gd.schedule.warmup(4) .. b)(2), 1e-16)
    assert.near(0.25*0.2, (gd.schedule.warmup(4):take(2) .. b)(1), 1e-16)
    local late = gd.schedule.warmup(4):after(3) .. b
    assert.equal(0, late(3))
    assert.near(0.5*0.2, late(5), 1e-16)
    assert.equal(0.2, late(7))
  end)

  it("rises to a number or a plain function as well", function()
    assert.near(0.15, (gd.schedule.warmup(4) .. 0.3)(2), 1e-16)
    local s = gd.schedule.warmup(4) .. function(t) return 0.3/(1 + t) end
    assert.near(0.15, s(2), 1e-16)
    assert.near(0.1, s(6), 1e-16)
  end)

  it("shows what it rises to", function()
    assert.equal("min(t/4, 1)", tostring(gd.schedule.warmup(4)))
    assert.equal("0.2*min(t/4, 1) while t < 4, then 0.2*0.5^(t - 4)",
                 tostring(gd.schedule.warmup(4) .. gd.schedule.exponential(0.2, 0.5)))
  end)
end)
