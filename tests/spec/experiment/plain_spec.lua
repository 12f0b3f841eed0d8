local gd = require "gdlua"
local plain = require "gdlua.experiment.plain"

local function again(value)
  local kept = plain.keep(value)
  return kept and plain.restore(kept)
end

describe("what can be kept of an option", function()
  it("is all that is plain", function()
    for _, value in ipairs{1, 0.5, "adam", true} do assert.equal(value, again(value)) end
    assert.same({norm = 1}, again{norm = 1})
    local v = gd.vector{1, 2}
    assert.is_true(again{lower = v}.lower == v)
    assert.is_false(again(false))
  end)

  it("is what gdlua makes of options", function()
    local values = {
      gd.schedule.cosine(0.1, 0, 50), gd.schedule.piecewise{{0, 0.1}, {30, 0.01}},
      gd.schedule.step{from = 1, factor = 0.3, every = 7}, gd.stop.patience(7, 0.1), gd.stop.never(),
      gd.stop.gradient(1e-3), gd.method.adam{beta1 = 0.5, variant = "keras"}, gd.method.lbfgs{memory = 4},
    }
    for _, value in ipairs(values) do assert.equal(tostring(value), tostring(again(value))) end
    assert.equal(gd.method.adam, again(gd.method.adam))
  end)

  it("is nothing else", function()
    local own = gd.schedule.define{name = "cosine", options = {{"from", 1}}, at = function(_, o) return o.from end}
    local lost = {
      print, function() end, gd.schedule.cosine(0.1, 0, 50):per_update(), gd.schedule.cosine(0.1, 0, 50)*2,
      gd.schedule.constant(1):take(3), gd.stop.patience(3) | gd.stop.never(), gd.stop.gradient(1e-3)*3,
      own(2), own, gd.method.chain("clip", "adam"), {f = print}, gd.zeros(5000), gd.linesearch.armijo(),
      gd.method.lbfgs{linesearch = "armijo"}, gd.stop.rule(function() end),
    }
    for i, value in ipairs(lost) do assert.is_nil(plain.keep(value), i) end
    local circle = {}
    circle.circle = circle
    assert.is_nil(plain.keep(circle))
  end)
end)
