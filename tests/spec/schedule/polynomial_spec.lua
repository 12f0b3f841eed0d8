local gd = require "gdlua"

describe("polynomial", function()
  it("follows PolynomialLR's recursion", function()
    local s = gd.schedule.polynomial{from = 0.3, to = 0, epochs = 12, power = 2.5}
    local lr = 0.3
    for t = 0, 11 do
      if t > 0 then lr = lr * ((1 - t/12) / (1 - (t - 1)/12))^2.5 end
      assert.near(lr, s(t), 1e-15)
    end
  end)

  it("ends at `to`", function()
    local s = gd.schedule.polynomial(0.3, 0.05, 12, 2)
    assert.near(0.05 + 0.25/4, s(6), 1e-15)
    assert.equal(0.05, s(12))
    assert.equal(0.05, s(1000))
    assert.equal(12, s.length)
  end)

  it("shows its formula", function()
    assert.equal("0.1*(1 - min(t/50, 1))^2", tostring(gd.schedule.polynomial(0.1, 0, 50, 2)))
    assert.equal("0.1*(1 - min(t/50, 1))", tostring(gd.schedule.polynomial(0.1, 0, 50)))
  end)
end)
