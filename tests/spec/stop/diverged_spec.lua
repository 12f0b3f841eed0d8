local gd = require "gdlua"

local function ask(r, first, cost)
  local m = r.init{cost = first}
  return r.check({cost = cost, epoch = 4}, m)
end

describe("diverged", function()
  local r = gd.stop.diverged(100)

  it("fires far above the first cost, and asks for the best point", function()
    assert.is_false(ask(r, 5, 500))
    assert.same({true, false, "diverged: |cost| = 501 > 500 after 4 epochs", true}, {ask(r, 5, 501)})
  end)

  it("takes the size of the cost, and 1 at least for the first", function()
    assert.is_false(ask(r, 0.001, 100))
    assert.is_true(ask(r, 0.001, 101))
    assert.is_false(ask(r, -5, -500))
    assert.is_true(ask(r, -5, -501))
  end)

  it("fires at what is not a number", function()
    assert.is_true(ask(r, 5, 0/0))
    assert.is_true(ask(r, 5, math.huge))
  end)
end)
