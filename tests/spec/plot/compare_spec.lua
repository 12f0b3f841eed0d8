local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local setup = [[
local function run(step) return gd.minimize(gd.sum_of_squares, {3, 4}, {step = step, epochs = 50}) end
local a, b = run(0.3), run(0.001)
]]
local function run(step) return gd.minimize(gd.sum_of_squares, {3, 4}, {step = step, epochs = 50}) end

describe("gd.plot.compare", function()
  after_each(picture.clean)

  it("draws costs and steps of all runs, one above the other", function()
    local commands = picture.commands(setup .. "gd.plot.compare({fast = a, slow = b}, 'a.png')")
    local blocks, n = picture.blocks(commands), 0
    local sent = {}
    for name in commands:gmatch("(%$data%d+) using 1:2 with lines") do
      n = n + 1
      sent[n] = blocks[name]
    end
    assert.equal(4, n)
    local fast, slow = run(0.3), run(0.001)
    for k, values in ipairs{fast.history.cost, slow.history.cost, fast.history.step, slow.history.step} do
      assert.equal(#values, #sent[k])
      for i = 1, #values do assert.same({i - 1, values[i]}, sent[k][i]) end
    end
    assert.is_truthy(commands:find("\nset multiplot\n", 1, true))
  end)

  it("draws what gd.compare answers", function()
    local of = "gd.compare(gd.sum_of_squares, {3, 4}, {fast = {step = 0.3}, slow = {step = 0.001}}, " ..
               "{common = {epochs = 50}})"
    local function drawn(script)
      return (picture.commands(script):gsub("\nset output [^\n]*", ""))
    end
    local plain = drawn(setup .. "gd.plot.compare({fast = a, slow = b}, 'a.png')")
    assert.equal(plain, drawn("gd.plot.compare(" .. of .. ", 'a.png')"))
    assert.equal(plain, drawn(of .. ":plot('a.png')"))
  end)

  it("says what was reached, and marks who converged", function()
    local commands = picture.commands(setup .. "gd.plot.compare({fast = a, slow = b}, 'a.png')")
    local fast, slow = run(0.3), run(0.001)
    assert.is_true(fast.converged and not slow.converged)
    assert.is_truthy(commands:find(("'fast: cost %s, %d epochs'"):format(
      ("%.3g"):format(fast.cost):gsub("e%-0*", "e-"), fast.epochs), 1, true))
    assert.is_truthy(commands:find("'slow: cost 20.5, 50 epochs'", 1, true))
    assert.same({{fast.epochs, fast.cost}}, (picture.rows(commands, "with points pt 7 .* lc rgb '#0072B2'")))
    assert.same({{50, slow.cost}}, (picture.rows(commands, "with points pt 2 .* lc rgb '#D55E00'")))
  end)

  it("of the fields asked for", function()
    local commands = picture.commands(setup .. [[
      gd.plot.compare({fast = a, slow = b}, {file = "a.png", fields = {"gradient_norm", "cost", "step"}})]])
    assert.equal(3, select(2, commands:gsub("\nplot ", "")))
    commands = picture.commands([[
      local r = gd.minimize(gd.sum_of_squares, {3, 4}, {history = {"cost"}})
      gd.plot.compare({one = r}, "a.png")]])
    assert.equal(1, select(2, commands:gsub("\nplot ", "")))
  end)

  it("refuses what it cannot draw", function()
    local r = run(0.1)
    blamed(function() gd.plot.compare() end, "bad argument #1 to 'plot.compare' .*got nil")
    blamed(function() gd.plot.compare({r = r}, {fields = {}}) end, "bad option 'fields' .*got an empty one")
    blamed(function() gd.plot.compare({r = r}, {fields = {1}}) end, "name 1 is a number")
    blamed(function() gd.plot.compare({r = r}, {fields = {"cots"}}) end, "needs 'cots' of every epoch")
    blamed(function() gd.plot.compare({r = r}, {field = "cost"}) end, "did you mean 'fields'%?")
  end)
end)
