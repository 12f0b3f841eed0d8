local gd = require "gdlua"

local function state(change, step, peak)
  return {change = change, step = step or 0.1, step_peak = peak or 0.1, epoch = 20}
end

describe("change", function()
  local r = gd.stop.change(1e-4)

  it("fires at a small move and converges", function()
    assert.is_false(r.check(state(2e-4)))
    assert.same({true, true, "change: moved by 5e-05 <= 0.0001 after 20 epochs", false},
                {r.check(state(5e-5))})
  end)

  it("does not fire at the start", function()
    assert.is_false(gd.stop.change(1e300).check(state(math.huge)))
  end)

  it("stalls where the step has decayed below 1% of its peak", function()
    assert.same({true, false, "stalled: change: moved by 5e-05 <= 0.0001 after 20 epochs", false},
                {r.check(state(5e-5, 0.00099, 0.1))})
    local _, converged = r.check(state(5e-5, 0.001, 0.1))
    assert.is_true(converged)
  end)

  it("is steady where there is no step", function()
    local _, converged = r.check(state(5e-5, 0/0, 0/0))
    assert.is_true(converged)
  end)

  it("lets a warm-up begin with a step of 0", function()
    assert.is_false(r.check(state(0, 0, 0)))
  end)
end)
