local gd = require "gdlua"

local function state(change, cost, step, peak)
  return {cost_change = change, cost = cost or 1, step = step or 0.1, step_peak = peak or 0.1, epoch = 20}
end

describe("cost_change", function()
  it("fires at a small change in either direction and converges", function()
    local r = gd.stop.cost_change(1e-4)
    assert.is_false(r.check(state(-2e-4)))
    assert.is_false(r.check(state(2e-4)))
    assert.same({true, true, "cost_change: |change of the cost| = 5e-05 <= 0.0001 after 20 epochs", false},
                {r.check(state(-5e-5))})
    assert.is_true(r.check(state(5e-5)))
  end)

  it("adds a share of the cost to its tolerance", function()
    local r = gd.stop.cost_change(0.5, 0.01)
    assert.is_false(r.check(state(-1.6, -100)))
    assert.is_true(r.check(state(-1.4, -100)))
    assert.is_false(r.check(state(-1.4, 10)))
  end)

  it("does not fire at the start", function()
    assert.is_false(gd.stop.cost_change(1e300).check(state(-math.huge)))
    assert.is_false(gd.stop.cost_change(1e300, 1).check(state(-math.huge, math.huge)))
  end)

  it("stalls where the step has decayed below 1% of its peak", function()
    local fired, converged, reason = gd.stop.cost_change(1e-4).check(state(0, 1, 1e-5, 1))
    assert.is_true(fired)
    assert.is_false(converged)
    assert.matches("^stalled: cost_change: ", reason)
  end)

  it("lets a warm-up begin with a step of 0", function()
    assert.is_false(gd.stop.cost_change(1e-4).check(state(0, 1, 0, 0)))
  end)
end)
