local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("cosine", function()
  it("follows CosineAnnealingLR's recursion", function()
    local s = gd.schedule.cosine{from = 0.1, to = 0.01, epochs = 20}
    local lr = 0.1
    for t = 0, 19 do
      if t > 0 then
        lr = 0.01 + (lr - 0.01) * (1 + math.cos(math.pi*t/20)) / (1 + math.cos(math.pi*(t - 1)/20))
      end
      assert.near(lr, s(t), 1e-15)
    end
  end)

  it("stays at `to` afterwards", function()
    local s = gd.schedule.cosine(0.1, 0.01, 20)
    assert.equal(0.01, s(20))
    assert.equal(0.01, s(33))
    assert.equal(20, s.length)
  end)

  it("shows its formula", function()
    assert.equal("0.1*(1 + cos(pi*min(t/50, 1)))/2", tostring(gd.schedule.cosine(0.1, 0, 50)))
    assert.equal("0.01 + (0.1 - 0.01)*(1 + cos(pi*min(t/50, 1)))/2",
                 tostring(gd.schedule.cosine(0.1, 0.01, 50)))
  end)

  it("names a mistyped option's neighbour, on the caller's line", function()
    local line = debug.getinfo(1, "l").currentline + 1
    local ok, message = pcall(function() gd.schedule.cosine{form = 0.1} end)
    assert.is_false(ok)
    assert.matches("cosine_spec%.lua:" .. line .. ": bad option 'form' to 'cosine' " ..
                   "%(did you mean 'from'%?%)", message)
  end)

  it("refuses a negative length", function()
    blamed(function() gd.schedule.cosine(0.1, 0, -3) end,
      "bad option 'epochs' to 'cosine' %(a positive number expected, got %-3%)")
  end)
end)
