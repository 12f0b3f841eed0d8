local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function state(epoch, cost, extra)
  local s = {epoch = epoch, cost = cost, sense = 1}
  for key, value in pairs(extra or {}) do s[key] = value end
  return s
end

-- The steps a run with these costs takes.
local function run(s, costs, field, sense)
  local m, steps = nil, {}
  for i, cost in ipairs(costs) do
    local st = {epoch = i - 1, cost = cost, sense = sense or 1}
    if field then st.cost, st[field] = 0, cost end
    m = m or s.init(st)
    steps[i] = s.at(i - 1, st, m)
  end
  return steps
end

-- ReduceLROnPlateau.step, mode "min", threshold_mode "rel".
local function torch(costs, lr, factor, patience, min, threshold)
  local best, bad, steps = math.huge, 0, {}
  for i, cost in ipairs(costs) do
    if cost < best*(1 - threshold) then best, bad = cost, 0 else bad = bad + 1 end
    if bad > patience then
      lr, bad = math.max(lr*factor, min), 0
    end
    steps[i] = lr
  end
  return steps
end

describe("plateau", function()
  local costs = {9, 5, 5, 4.9999, 5, 3, 3, 3, 3, 3, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4}

  it("follows ReduceLROnPlateau", function()
    local s = gd.schedule.plateau{from = 1, factor = 0.5, patience = 2, min = 0.1}
    local expected = torch(costs, 1, 0.5, 2, 0.1, 1e-4)
    assert.same(expected, run(s, costs))
    assert.equal(0.1, expected[#expected])            -- the costs do move it
  end)

  it("reads the validation cost where there is one", function()
    local s = gd.schedule.plateau(1, 0.5, 2)
    assert.same(run(s, costs), run(s, costs, "validation"))
  end)

  it("reads the cost the other way round for a maximum", function()
    local s = gd.schedule.plateau(1, 0.5, 1)
    assert.same({1, 1, 1, 1}, run(s, {1, 2, 3, 4}, nil, -1))
    assert.same({1, 1, 0.5, 0.5}, run(s, {-1, -2, -3, -4}, nil, -1))
  end)

  it("goes no lower than `min`, and never up to it", function()
    local flat = {1, 1, 1, 1, 1, 1, 1, 1}
    assert.equal(0.2, run(gd.schedule.plateau(1, 0.5, 0, 0.2), flat)[8])
    assert.equal(0.1, run(gd.schedule.plateau(0.1, 0.5, 0, 0.2), flat)[8])
  end)

  it("counts an epoch once, however often it is asked", function()
    local s = gd.schedule.plateau(1, 0.5, 2)
    local m = s.init(state(0, 1))
    s.at(0, state(0, 1), m)
    for _ = 1, 10 do assert.equal(1, s.at(1, state(1, 1), m)) end
  end)

  it("keeps its memory in the run", function()
    local s = gd.schedule.plateau(1, 0.5, 1)
    local first = run(s, {1, 1, 1, 1})
    assert.same(first, run(s, {1, 1, 1, 1}))
    local m = s.init(state(0, 1))
    s.at(0, state(0, 1), m)
    s.at(1, state(1, 1), m)
    local fork = {}
    for key, value in pairs(m) do
      assert.equal("number", type(value))
      fork[key] = value
    end
    assert.equal(0.5, s.at(2, state(2, 1), m))
    assert.equal(1, s.at(2, state(2, 0.1), fork))
  end)

  it("begins when its turn comes", function()
    local s = gd.schedule.constant(1):take(3) .. gd.schedule.plateau(0.8, 0.5, 1)
    assert.same({1, 1, 1, 0.8, 0.8, 0.4, 0.4}, run(s, {5, 5, 5, 5, 5, 5, 5}))
    assert.same({1, 1, 1, 1, 1, 0.5}, run(gd.schedule.plateau(1, 0.5, 1):after(3), {5, 5, 5, 5, 5, 5}))
  end)

  it("scales, and follows a warm-up", function()
    assert.same({2, 2, 1}, run(2*gd.schedule.plateau(1, 0.5, 1), {5, 5, 5}))
    local s = gd.schedule.warmup(2) .. gd.schedule.plateau(1, 0.5, 1)
    assert.same({0, 0.5, 1, 1, 0.5}, run(s, {5, 5, 5, 5, 5}))
  end)

  it("says that it needs a state", function()
    blamed(function() gd.schedule.plateau()(3) end,
      "schedule 'plateau%(0.1%)' follows the cost: " ..
      "it is asked with the state of a run, s%(t, state%)")
    assert.equal(0.1, gd.schedule.plateau()(3, state(3, 1)))
  end)

  it("wants a factor that makes steps smaller", function()
    blamed(function() gd.schedule.plateau{factor = 1} end,
      "bad option 'factor' to 'plateau' %(a number in %(0, 1%) expected, got 1%)")
    blamed(function() gd.schedule.plateau{patience = 2.5} end,
      "bad option 'patience' to 'plateau' %(a whole number >= 0 expected, got 2.5%)")
  end)
end)
