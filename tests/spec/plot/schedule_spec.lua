local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local line = "with lines lc rgb '#0072B2'"
local s = gd.schedule

describe("gd.plot.schedule", function()
  after_each(picture.clean)

  it("sends the step of every epoch", function()
    local commands = picture.commands("gd.plot.schedule(gd.schedule.cosine(0.1, 0, 50), 60, 'a.png')")
    local rows, cosine = picture.rows(commands, line), s.cosine(0.1, 0, 50)
    assert.equal(61, #rows)
    for t = 0, 60 do assert.same({t, cosine(t)}, rows[t + 1]) end
    assert.is_truthy(commands:find("set label '" .. tostring(cosine) .. "' at", 1, true))
  end)

  it("with a corner where it jumps", function()
    local commands = picture.commands("gd.plot.schedule(gd.schedule.step(0.8, 0.5, 2), 4, 'a.png')")
    assert.same({{0, 0.8}, {1, 0.8}, {2, 0.8}, {2, 0.4}, {3, 0.4}, {4, 0.4}, {4, 0.2}},
                (picture.rows(commands, line)))
  end)

  it("several of them, and plain functions", function()
    local commands = picture.commands([[
      gd.plot.schedule({b = gd.schedule.constant(0.1), a = function(t) return 0.1/(t + 1) end}, 3, "a.png")]])
    assert.same({{0, 0.1}, {1, 0.1/2}, {2, 0.1/3}, {3, 0.1/4}}, (picture.rows(commands, line)))
    assert.same({{0, 0.1}, {1, 0.1}, {2, 0.1}, {3, 0.1}},
                (picture.rows(commands, "with lines lc rgb '#D55E00'")))
  end)

  it("counts updates where the schedule does", function()
    local commands = picture.commands(
      "gd.plot.schedule(gd.schedule.cosine(0.1, 0, 50):per_update(), 60, 'a.png')")
    assert.is_truthy(commands:find("\nset xlabel 'update'\n", 1, true))
  end)

  it("has a logarithmic axis over more than two powers of ten", function()
    local function log(code) return picture.commands(code):find("set logscale y", 1, true) ~= nil end
    assert.is_true(log "gd.plot.schedule(gd.schedule.exponential(0.1, 0.9), 100, 'a.png')")
    assert.is_false(log "gd.plot.schedule(gd.schedule.exponential(0.1, 0.99), 100, 'a.png')")
    assert.is_false(log "gd.plot.schedule(gd.schedule.cosine(0.1, 0, 100), 100, 'a.png')")
  end)

  it("leaves out what is not finite, and says so", function()
    local commands = picture.commands(
      "gd.plot.schedule(function(t) return t == 1 and 1/0 or t end, 3, 'a.png')")
    assert.same({{0, 0}, false, {2, 2}, {3, 3}}, (picture.rows(commands, line)))
    assert.is_truthy(commands:find("'1 value not finite, left out'", 1, true))
  end)

  it("refuses what it cannot draw", function()
    blamed(function() gd.plot.schedule(3, 10) end, "bad argument #1 to 'plot.schedule' .*got 3")
    blamed(function() gd.plot.schedule({}, 10) end, "bad argument #1 to 'plot.schedule'")
    blamed(function() gd.plot.schedule({a = 1}, 10) end, "got 1 under the name 'a'")
    blamed(function() gd.plot.schedule(s.cosine, 10) end, "call it: gd%.schedule%.cosine%(%.%.%.%)")
    blamed(function() gd.plot.schedule(s.plateau(), 10) end, "follows the cost of a run: gd%.plot%.history")
    blamed(function() gd.plot.schedule({s.cosine(), s.cosine():per_update()}, 10) end, "some schedules count epochs, others updates")
    blamed(function() gd.plot.schedule(s.cosine()) end, "bad argument #2 to 'plot.schedule' .*got nil")
    blamed(function() gd.plot.schedule(s.cosine(), 0) end, "whole number from 1 .*got 0")
    blamed(function() gd.plot.schedule(s.cosine(), 1.5) end, "got 1.5")
    blamed(function() gd.plot.schedule(function() return "a" end, 3) end, "the schedule returned 'a' %(a string%) for t = 0")
  end)
end)
