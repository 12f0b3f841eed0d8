local gd = require "gdlua"

-- The first epoch at which a run with these costs stops, and why.
local function run(r, costs, sense, field)
  local m
  for i, cost in ipairs(costs) do
    local s = {epoch = i - 1, cost = cost, sense = sense or 1}
    if field then s.cost, s[field] = 0, cost end
    m = m or r.init(s)
    local fired, converged, reason = r.check(s, m)
    if fired then return i - 1, converged, reason end
  end
end

describe("patience", function()
  it("fires when the cost has not fallen for a while", function()
    local r = gd.stop.patience(3)
    assert.same({5, false, "patience: no fall of 0 in 3 epochs"}, {run(r, {9, 8, 7, 7, 7, 7, 7})})
    assert.is_nil(run(r, {9, 8, 8, 8, 7, 7, 7}))
  end)

  it("counts only falls by more than min_delta, from the best", function()
    assert.equal(3, run(gd.stop.patience(3, 0.5), {9, 8.8, 8.6, 8.5, 8.4}))
    assert.is_nil(run(gd.stop.patience(3, 0.5), {9, 8.8, 8.4, 8.3, 8.2}))
  end)

  it("waits for rises where a maximum is sought", function()
    local r = gd.stop.patience(2)
    assert.is_nil(run(r, {1, 2, 3, 4, 5}, -1))
    assert.same({2, false, "patience: no rise of 0 in 2 epochs"}, {run(r, {5, 4, 3}, -1)})
  end)

  it("reads the validation cost where there is one", function()
    assert.equal(3, run(gd.stop.patience(2), {9, 8, 8, 8, 8}, 1, "validation"))
  end)

  it("does not count NaN as a fall", function()
    assert.equal(2, run(gd.stop.patience(2), {9, 0/0, 0/0}))
  end)

  it("has a memory of numbers, its own for every run", function()
    local r = gd.stop.patience(2)
    local function at(epoch, cost) return {epoch = epoch, cost = cost, sense = 1} end
    local m = r.init(at(0, 5))
    r.check(at(0, 5), m)
    r.check(at(1, 5), m)
    local fork = {}
    for key, value in pairs(m) do
      assert.equal("number", type(value))
      fork[key] = value
    end
    assert.is_true(r.check(at(2, 5), m))
    assert.is_false(r.check(at(2, 4), fork))
    assert.is_false(r.check(at(3, 5), fork))
  end)
end)
