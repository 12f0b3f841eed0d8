local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

-- CyclicLR.get_lr
local function torch(t, low, high, half, scale)
  local cycle = math.floor(1 + t/(2*half))
  local x = math.abs(t/half - 2*cycle + 1)
  return low + (high - low)*math.max(0, 1 - x)*scale(t, cycle)
end

local scales = {
  triangular = function() return 1 end,
  triangular2 = function(_, cycle) return 1/2^(cycle - 1) end,
  exp_range = function(t) return 0.95^t end,
}

describe("cyclic", function()
  for mode, scale in pairs(scales) do
    it("follows CyclicLR in mode " .. mode, function()
      local s = gd.schedule.cyclic{low = 0.1, high = 1.1, half = 4, mode = mode, factor = 0.95}
      for t = 0, 50 do assert.near(torch(t, 0.1, 1.1, 4, scale), s(t), 1e-14) end
    end)
  end

  it("shows its formula", function()
    local wave = "0.1 + (1 - 0.1)*(1 - abs(t/4 % 2 - 1))"
    assert.equal(wave, tostring(gd.schedule.cyclic(0.1, 1, 4)))
    assert.equal(wave .. "*0.5^floor(t/(2*4))",
                 tostring(gd.schedule.cyclic(0.1, 1, 4, "triangular2")))
    assert.equal(wave .. "*0.95^t", tostring(gd.schedule.cyclic(0.1, 1, 4, "exp_range", 0.95)))
  end)

  it("lists its modes", function()
    blamed(function() gd.schedule.cyclic{mode = "square"} end,
      "bad option 'mode' to 'cyclic' %('triangular', 'triangular2' or 'exp_range' expected, " ..
      "got 'square' %(a string%)%)")
  end)
end)
