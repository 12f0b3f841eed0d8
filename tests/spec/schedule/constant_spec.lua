local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("constant", function()
  it("is the same at any time", function()
    local s = gd.schedule.constant(0.25)
    for _, t in ipairs{0, 1, 7, 1e9} do assert.equal(0.25, s(t)) end
  end)

  it("is endless and shows its value", function()
    local s = gd.schedule.constant(0.25)
    assert.is_nil(s.length)
    assert.equal("0.25", tostring(s))
  end)

  it("refuses a step below 0", function()
    blamed(function() gd.schedule.constant(-1) end,
      "bad option 'v' to 'constant' %(a number >= 0 expected, got %-1%)")
  end)
end)
