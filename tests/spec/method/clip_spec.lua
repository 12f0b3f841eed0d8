local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("clip", function()
  it("limits components, then the length", function()
    local function first(o, ...)
      return follow(gd.method.clip(o), {0, 0}, function() return {3, -4} end, 1, 1)[1]
    end
    assert.same({-3.0, 4.0}, first{})
    assert.same({-3.0, 4.0}, first{norm = 5})
    near({{-0.6, 0.8}}, {first{norm = 1}})
    assert.same({-2.0, 2.0}, first{value = 2})
    near({{-math.sqrt(0.5), math.sqrt(0.5)}}, {first{value = 2, norm = 1}})
  end)

  it("checks its options", function()
    blamed(function() gd.method.clip{norm = 0} end,
      "bad option 'norm' to 'clip' %(a positive number expected, got 0%)")
  end)
end)
