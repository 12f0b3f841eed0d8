local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local line = "with lines lc rgb '#0072B2'"
local setup = "local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, epochs = 20, tolerance = 0})\n"
local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, epochs = 20, tolerance = 0})

local function same(values, rows)
  assert.equal(#values, #rows)
  for i = 1, #values do assert.same({i - 1, values[i]}, rows[i]) end
end

describe("gd.plot.history", function()
  after_each(picture.clean)

  it("sends the cost per epoch, on a logarithmic axis", function()
    local commands = picture.commands(setup .. "gd.plot.history(r, 'a.png')")
    same(r.history.cost, (picture.rows(commands, line)))
    assert.is_truthy(commands:find("\nset logscale y\n", 1, true))
    assert.is_truthy(commands:find("\nset xlabel 'epoch'\nset ylabel 'cost'\n", 1, true))
    assert.is_truthy(commands:find("\nset xrange [0:20]\n", 1, true))
  end)

  it("and it is drawn where it should be", function()
    local commands, run = picture.commands(setup .. "gd.plot.history(r, 'a.svg')")
    local place = picture.affine(commands)
    local drawn = picture.lines(io.open(run.folder .. "/a.svg"):read("a"), "rgb(  0, 114, 178)")[1]
    assert.equal(21, #drawn)
    for i, point in ipairs(drawn) do
      local x, y = place(i - 1, r.history.cost[i])
      assert.is_true(math.abs(point[1] - x) < 0.03 and math.abs(point[2] - y) < 0.03)
    end
  end)

  it("sends other fields", function()
    same(r.history.gradient_norm, (picture.rows(picture.commands(
      setup .. "gd.plot.history(r, {file = 'a.png', field = 'gradient_norm'})"), line)))
    local commands = picture.commands(setup .. "gd.plot.history(r, {file = 'a.png', field = 'step'})")
    same(r.history.step, (picture.rows(commands, line)))
    assert.is_nil(commands:find("set logscale y", 1, true))       -- constant
  end)

  it("several runs, in order of their names", function()
    local commands, run = picture.commands(setup .. [[
      local s = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.3, epochs = 5, tolerance = 0})
      gd.plot.history({slow = r, fast = s}, "a.svg")]])
    assert.equal(6, #(picture.rows(commands, line)))
    assert.equal(21, #(picture.rows(commands, "with lines lc rgb '#D55E00'")))
    local svg = io.open(run.folder .. "/a.svg"):read("a")
    assert.is_true(svg:find("<text>fast</text>", 1, true) < svg:find("<text>slow</text>", 1, true))
  end)

  it("may do without a legend", function()
    local _, run = picture.commands(setup .. "gd.plot.history({slow = r}, {file = 'a.svg', legend = false})")
    assert.is_nil(io.open(run.folder .. "/a.svg"):read("a"):find("<text>slow</text>", 1, true))
  end)

  it("has a plain axis for costs that are not positive, or on request", function()
    local commands = picture.commands([[
      local r = gd.minimize(function(x) return x^2 - 5 end, 3, {step = 0.1})
      gd.plot.history(r, "a.png")]])
    assert.is_nil(commands:find("\nset logscale", 1, true))
    commands = picture.commands(setup .. "gd.plot.history(r, {file = 'a.png', log = false})")
    assert.is_nil(commands:find("\nset logscale", 1, true))
  end)

  it("says what a logarithmic axis does not have", function()
    local commands = picture.commands([[
      local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.5, epochs = 5, tolerance = 0})
      gd.plot.history(r, {file = "a.png", log = true})]])
    assert.same({{0, 25}, false}, (picture.rows(commands, line)))
    assert.is_truthy(commands:find("'1 value <= 0, not on the logarithmic axis'", 1, true))
  end)

  it("says what is not finite, and does not count the step there was not", function()
    local commands = picture.commands([[
      local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 3, epochs = 5000})
      gd.plot.history(r, "a.png")]])
    assert.is_truthy(commands:find("not finite, left out", 1, true))
    commands = picture.commands([[
      local r = gd.minimize(gd.sum_of_squares, {3, 4})
      assert(r.history.step[1] ~= r.history.step[1])
      gd.plot.history(r, {file = "a.png", field = "step"})]])
    assert.is_nil(commands:find("not finite", 1, true))
  end)

  it("draws a single epoch as a point", function()
    local commands = picture.commands([[
      gd.plot.history(gd.minimize(gd.sum_of_squares, {3, 4}, {epochs = 0}), "a.png")]])
    assert.same({{0, 25}}, (picture.rows(commands, "with points pt 7 .* lc rgb '#0072B2'")))
  end)

  it("leaves out of a long run only what could not be seen", function()
    local commands = picture.commands([[
      local r = gd.minimize(gd.sum_of_squares, {3, 4}, {step = 1e-5, epochs = 30000, tolerance = 0})
      gd.plot.history(r, "a.png")]])
    local rows = picture.rows(commands, line)
    assert.is_true(#rows > 1000 and #rows < 10000)
    assert.equal(0, rows[1][1])
    assert.equal(30000, rows[#rows][1])
    for i = 2, #rows do assert.is_true(rows[i][1] - rows[i - 1][1] <= 16) end
  end)

  it("refuses what it cannot draw", function()
    local none = gd.minimize(gd.sum_of_squares, {3, 4}, {history = false})
    local x = gd.minimize(gd.sum_of_squares, {3, 4}, {history = {"cost", "x"}})
    blamed(function() gd.plot.history(none) end, "'plot.history' needs 'cost' of every epoch, which the run did not record: give it the option history = true")
    blamed(function() gd.plot.history({a = r, b = none}) end, "which the run 'b' did not record")
    blamed(function() gd.plot.history(r, {field = "change"}) end, "history = {\"cost\", \"change\"}")
    blamed(function() gd.plot.history(x, {field = "x"}) end, "bad option 'field' to 'plot.history' %('x' has several numbers")
    blamed(function() gd.plot.history(r, {field = 3}) end, "bad option 'field'")
    blamed(function() gd.plot.history("r") end, "got 'r' %(a string%)")
  end)
end)
