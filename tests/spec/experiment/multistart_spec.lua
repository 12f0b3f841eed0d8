local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local bits = dofile "tests/spec/bits.lua"

local function waves(x) return 0.1*(x - 1)^2 + math.cos(3*x + 1.5) end

-- All of it but what it took.
local function text_of(m)
  local words = {tostring(m), m.best and bits(m.best) or "none"}
  for i, run in ipairs(m.runs) do
    words[#words + 1] = ("%d %s %s %s %s %s %s"):format(
      i, tostring(run.start), tostring(run.x), ("%a"):format(run.cost or 0/0), tostring(run.reason),
      tostring(run.minimum), tostring(run.error))
  end
  return table.concat(words, "\n")
end

describe("gd.multistart", function()
  it("finds the distinct minima, the lowest first", function()
    local m = gd.multistart(waves, {-6, 6}, {starts = 60, seed = 1})
    -- where the derivative 0.2*(x - 1) - 3*sin(3*x + 1.5) vanishes with a positive
    -- second derivative, by bisection
    local expected = {}
    local function slope(x) return 0.2*(x - 1) - 3*math.sin(3*x + 1.5) end
    for k = -600, 599 do
      local a, b = k/100, (k + 1)/100
      if slope(a) < 0 and slope(b) >= 0 then
        for _ = 1, 60 do
          local c = (a + b)/2
          if slope(c) < 0 then a = c else b = c end
        end
        expected[#expected + 1] = a
      end
    end
    table.sort(expected, function(a, b) return waves(a) < waves(b) end)
    assert.equal(#expected, #m.minima)
    local total = 0
    for i, x in ipairs(expected) do
      assert.is_true(math.abs(x - m.minima[i].x) < 1e-5)
      assert.equal(waves(m.minima[i].x), m.minima[i].cost)
      total = total + m.minima[i].count
    end
    assert.equal(60, total)
    assert.equal(m.minima[1].x, m.best.x)
    assert.is_true(m.best.converged and #m.best.history.cost > 1)
  end)

  it("gives the same again, and with every number of jobs", function()
    local jobs = {1, 2, 3}
    local expected
    for _, n in ipairs(jobs) do
      local m = gd.multistart(waves, {-6, 6}, {seed = 7, jobs = n})
      expected = expected or text_of(m)
      assert.equal(expected, text_of(m))
    end
    assert.is_false(expected == text_of(gd.multistart(waves, {-6, 6}, {seed = 8})))
  end)

  it("draws its seed from gd's generator, which goes one number on", function()
    gd.seed(3)
    local a = gd.multistart(waves, {-6, 6})
    local after = gd.uniform(1)
    gd.seed(3)
    gd.uniform(1)
    assert.equal(gd.uniform(1), after)
    gd.seed(3)
    assert.equal(text_of(a), text_of(gd.multistart(waves, {-6, 6})))
    assert.equal(text_of(a), text_of(gd.multistart(waves, {-6, 6}, {seed = a.seed})))
    local state = gd.seed(4)
    gd.multistart(waves, {-6, 6}, {seed = 1})
    local next = gd.uniform(1)
    gd.seed(4)
    assert.equal(gd.uniform(1), next)
    assert.is_nil(state)
  end)

  it("takes starts from a function, in the shape they have", function()
    local seen = {}
    local m = gd.multistart(function(p) return (p.a - 1)^2 + p.b[1]^2 end, function(i)
      seen[#seen + 1] = i
      return {a = i, b = {gd.uniform(1)[1]}}
    end, {starts = 4, seed = 1})
    assert.equal(4, m.runs[4].start.a)
    assert.is_true(math.abs(m.best.x.a - 1) < 1e-5)
    assert.same({1, 2, 3, 4}, table.move(seen, 1, 4, 1, {}))
  end)

  it("draws evenly from a box, in its shape", function()
    local m = gd.multistart(function(p) return 0*p.a + 0*p.b[1] + 1 end, {{a = -1, b = {2, 5}}, {a = 1, b = {4, 5}}},
                            {starts = 400, seed = 2})
    local a, b = 0, 0
    for _, run in ipairs(m.runs) do
      assert.is_true(run.start.a >= -1 and run.start.a <= 1 and run.start.b[1] >= 2 and run.start.b[1] <= 4)
      assert.equal(5, run.start.b[2])
      a, b = a + run.start.a/400, b + run.start.b[1]/400
    end
    assert.is_true(math.abs(a) < 0.1 and math.abs(b - 3) < 0.1)
  end)

  it("hands options on, and looks for maxima", function()
    local m = gd.multistart(function(x) return math.sin(x) end, {-3, 3},
                            {goal = "maximum", step = 0.5, epochs = 2000, seed = 1, starts = 10})
    assert.equal("maximum", m.goal)
    assert.is_true(math.abs(m.best.x - math.pi/2) < 1e-5)
    assert.is_truthy(tostring(m):find("10 runs, 1 maximum", 1, true) or #m.minima > 1)
    local few = gd.multistart(waves, {-6, 6}, {step = 0.001, epochs = 3, seed = 1})
    assert.equal(0, #few.minima)
    assert.is_nil(few.best)
    assert.is_truthy(tostring(few):find("not converged: 20 runs, as run 1 (epochs: 3 of 3", 1, true))
  end)

  it("counts a run that is near to a minimum, but makes none of it", function()
    local function cost(x) return (x - 1)^2 end
    local m = gd.multistart(cost, function(i) return i end,
                            {starts = 3, step = 0.3, stop = function(s) return s.cost < 1e-8 and (s.x > 1 and "near" or false) end,
                             epochs = 400, seed = 1, apart = 0.1})
    -- run 1 begins at the minimum and never stops by the rule
    assert.equal(0, #m.minima)
    m = gd.multistart(cost, function(i) return i end,
                      {starts = 3, step = 0.3, seed = 1, apart = 0.1,
                       stop = gd.stop.rule(function(s) return s.epoch > 20 and (s.x == 1 or "near") end)})
    assert.equal(1, #m.minima)
    assert.equal(3, m.minima[1].count)
    assert.equal(1, m.minima[1].run)
    assert.is_false(m.runs[3].converged)
  end)

  it("tells minima apart as asked", function()
    local function cost(x) return (x^2 - 1)^2 end
    local starts = function(i) return i % 2 == 0 and -1.2 or 1.2 end
    assert.equal(2, #gd.multistart(cost, starts, {seed = 1}).minima)
    assert.equal(1, #gd.multistart(cost, starts, {seed = 1, apart = 3}).minima)
  end)

  it("goes on where a run fails", function()
    local function cost(x)
      if x < 0 then error "negative" end
      return (x - 1)^2
    end
    local m = gd.multistart(cost, function(i) return i - 2.5 end, {starts = 5, step = 0.1})
    assert.equal(5, #m.runs)
    assert.is_truthy(m.runs[1].error:find("negative", 1, true))
    assert.equal(1, #m.minima)
    assert.is_truthy(tostring(m):find("failed: 2 runs, as run 1 (", 1, true))
    assert.error_matches(function()
      gd.multistart(function() error "mine" end, {0, 1})
    end, "mine")
    local lost = gd.multistart(function(x) return x > 0 and 0/0 or x^2 end, function(i) return i == 1 and 1 or -1 end,
                               {starts = 2, step = 0.1})
    assert.equal(1, #lost.minima)
  end)

  it("refuses what it cannot use", function()
    blamed(function() gd.multistart(waves) end, "bad argument #2 to 'multistart'.*got nil")
    blamed(function() gd.multistart(waves, {1}) end, "bad argument #2 to 'multistart'")
    blamed(function() gd.multistart(waves, {1, 0}) end, "element 1 of the box goes from 1.0 to 0.0")
    blamed(function() gd.multistart(waves, {0, math.huge}) end, "element 1 of the box goes from 0.0 to inf")
    blamed(function() gd.multistart(waves, {{0, 1}, {1, 2, 3}}) end, "the upper end of the box is vector of 3")
    blamed(function() gd.multistart(waves, {0, 1}, {strats = 3}) end, "did you mean 'starts'")
    blamed(function() gd.multistart(waves, {0, 1}, {starts = 0}) end, "'starts' to 'multistart'")
    blamed(function() gd.multistart(waves, {0, 1}, {checkpoint = "a"}) end, "all its runs would write into one file")
  end)
end)
