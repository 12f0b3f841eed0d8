local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local setup = [[
local p = gd.problems.rosenbrock
local found = gd.lr_find(p, p.start)
]]
local p = gd.problems.rosenbrock

describe("gd.plot.lr_find", function()
  after_each(picture.clean)

  it("draws the test, the trials and the step", function()
    local commands = picture.commands(setup .. "found:plot('a.png')")
    local found = gd.lr_find(p, p.start)
    local rows = picture.rows(commands, "with lines lc rgb '#0072B2'")
    for i, row in ipairs(rows) do
      assert.is_true(gd.equal(found.steps[i], row[1], 1e-12*row[1]))
      assert.is_true(gd.equal(found.costs[i], row[2], 1e-12*math.abs(row[2])))
    end
    local trials = picture.rows(commands, "with points pt 7 .*'#009E73'")
    local k = 0
    for _, t in ipairs(found.trials) do
      if t.cost < math.huge then
        k = k + 1
        assert.equal(t.step, trials[k][1])
        assert.is_true(gd.equal(t.cost, trials[k][2], 1e-12*t.cost))
      end
    end
    assert.equal(k, #trials)
    local line = picture.rows(commands, "with lines lc rgb '#D55E00'")
    assert.equal(found.step, line[1][1])
    assert.equal(found.step, line[2][1])
    assert.is_truthy(commands:find("set logscale x", 1, true))
    assert.is_truthy(commands:find("'10⁻⁴' 0.0001", 1, true))
    assert.is_truthy(commands:find("1 trial came to no number", 1, true))
    -- what shoots up does not press down the rest
    local _, top = commands:match("\nset yrange %[([^:]+):([^%]]+)%]")
    assert.is_true(tonumber(top) < 2*found.start_cost)
  end)

  it("shows averages where there are some", function()
    local commands = picture.commands([[
      gd.seed(1)
      local x = gd.uniform(50, -1, 1)
      gd.lr_find(function(w, b) return ((w*b - 2*b)^2):mean() end, 0, {data = x, batch = 5}):plot("a.png")]])
    assert.is_truthy(commands:find("'the same, smoothed'", 1, true))
  end)

  it("has a text, in which the axis is logarithmic, too", function()
    local run = picture.draw(setup .. "found:plot()")
    assert.equal("", run.err)
    assert.matches("step 0.0024 for gd", run.out)
    local places = {}
    local axis = run.out:match("\n( +1e%-8 [^\n]+)\n")
    for at in axis:gmatch("()1e%-%d") do places[#places + 1] = at end
    for i = 3, #places do
      assert.is_true(math.abs((places[i] - places[i - 1]) - (places[2] - places[1])) <= 1)
    end
  end)

  it("draws a test that found nothing", function()
    local commands = picture.commands([[
      gd.lr_find(function(x) return math.log(x) end, -1):plot("a.png")]])
    assert.is_truthy(commands:find("'no step for gd'", 1, true))
  end)

  it("refuses what it cannot draw", function()
    blamed(function() gd.plot.lr_find() end, "bad argument #1 to 'plot.lr_find'.*got nil")
    blamed(function() gd.plot.lr_find(gd.lr_find(p, p.start), {lgo = true}) end, "did you mean 'log'")
  end)
end)
