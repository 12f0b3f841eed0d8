local gd = require "gdlua"
local result = require "gdlua.result"
local values = require "gdlua.experiment.values"
local blamed = dofile "tests/spec/blamed.lua"

local function again(value)
  local good, copy = values.unpack(values.pack(value, "keep this", "it"))
  assert.is_true(good)
  return copy
end

describe("values as bytes", function()
  it("have results in them, at any depth", function()
    local r = gd.minimize(gd.sum_of_squares, {3, 4})
    local fit = gd.fit(function(p, x) return p.a*x end, gd.vector{1, 2, 3}, gd.vector{2, 4, 6.1}, {a = 1})
    local copy = again{1, "two", {r, r}, fit = fit, max = gd.maximize(function(x) return -x^2 end, 1)}
    assert.is_true(result.is(copy[3][1]))
    assert.is_true(rawequal(copy[3][1], copy[3][2]))
    assert.equal(tostring(r), tostring(copy[3][1]))
    assert.is_true(r.history.cost == copy[3][1].history.cost)
    assert.equal(tostring(fit), tostring(copy.fit))
    assert.equal("maximum", result.goal(copy.max))
    assert.equal("minimum", result.goal(copy.fit))
    assert.equal("two", copy[2])
    assert.is_nil(again(nil))
    assert.equal(7, again(7))
    assert.is_true(result.is(again(r)))
  end)

  it("may contain themselves", function()
    local t = {1}
    t.t = t
    local copy = again(t)
    assert.is_true(rawequal(copy, copy.t))
  end)

  it("are refused where they have no bytes", function()
    blamed(function() values.pack({f = print}, "keep this", "it") end, "cannot keep this: .*is a function")
    for _, text in ipairs{"", "x", "\1", require "gdlua.core".pack(3, "do", "it")} do
      assert.is_false((values.unpack(text)))
    end
  end)
end)
