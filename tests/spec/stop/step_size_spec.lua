local gd = require "gdlua"

describe("step_size", function()
  local r = gd.stop.step_size(1e-3)

  it("fires at a small step and does not converge", function()
    assert.is_false(r.check{step = 0.002, step_peak = 0.1, epoch = 8})
    assert.same({true, false, "step_size: step = 0.0005 <= 0.001 after 8 epochs", false},
                {r.check{step = 0.0005, step_peak = 0.1, epoch = 8}})
    assert.is_true(r.check{step = 1e-4, step_peak = 1e-4, epoch = 0})
  end)

  it("lets a warm-up begin with a step of 0", function()
    assert.is_false(r.check{step = 0, step_peak = 0, epoch = 0})
    assert.is_true(r.check{step = 0, step_peak = 0.1, epoch = 9})
  end)

  it("has nothing to say where there is no step", function()
    assert.is_false(r.check{step = 0/0, step_peak = 0/0, epoch = 9})
  end)
end)
