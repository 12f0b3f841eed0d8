local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("piecewise", function()
  local s = gd.schedule.piecewise{{0, 0.1}, {3, 0.01}, {5, 0.5}}

  it("is constant between the epochs", function()
    local expected = {0.1, 0.1, 0.1, 0.01, 0.01, 0.5, 0.5}
    for i, v in ipairs(expected) do assert.equal(v, s(i - 1)) end
  end)

  it("has its first step before its first epoch", function()
    assert.equal(0.2, gd.schedule.piecewise{{4, 0.2}, {6, 0.1}}(1))
  end)

  it("takes its list by name too", function()
    assert.equal(0.2, gd.schedule.piecewise{pieces = {{0, 0.2}}}(1))
  end)

  it("shows its pieces", function()
    assert.equal("0.1 while t < 3, then 0.01 while t < 5, then 0.5", tostring(s))
  end)

  it("says what is wrong with a list", function()
    local function refused(list, text)
      blamed(function() gd.schedule.piecewise(list) end,
             "bad option 'pieces' to 'piecewise' %(" .. text)
    end
    refused({{0, 1}, 3}, "piece 2 should be {epoch, step}, two numbers")
    refused({{0, 1}, {2, 0/0}}, "piece 2 should be")
    refused({{0, 1}, {0, 2}}, "piece 2 should start after piece 1")
    refused({{0, -1}}, "piece 1 has a step below 0")
    refused({}, "a list of {epoch, step} expected, like")
    blamed(function() gd.schedule.piecewise() end, "missing option 'pieces'")
  end)
end)
