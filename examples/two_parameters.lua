--- x^2 + y^2 with parameters that have names; a step that is too large, and
--- three ways to be rescued from it.
---
---   gdlua examples/two_parameters.lua
local gd = require "gdlua"

-- Parameters are handed over, and come back, in the shape of the start.
local function cost(p) return p.x^2 + p.y^2 end
local start = {x = 5, y = -3}

print "A step of 0.1 finds the minimum:"
print(gd.minimize(cost, start, {step = 0.1}))

-- A step of 1.1 goes from x to x - 1.1*2x = -1.2*x: over the minimum and up
-- on the other side, further each time. The best point is kept.
print "\nA step of 1.1 goes up and up:"
print(gd.minimize(cost, start, {step = 1.1, epochs = 20, verbose = 5}))

-- First way: when the cost rises, go back and halve the step.
print "\nThe same step, halved when the cost rises:"
print(gd.minimize(cost, start, {step = 1.1, on_rise = "halve", verbose = true}))

-- Second way: a schedule of one's own that does much the same. It is asked
-- for the step of every epoch; it does not go back.
local size, before = 1.1, math.huge
local function careful(epoch, state)
  if state.cost > before then size = size/2 end
  before = state.cost
  return size
end
print "\nA schedule of one's own that halves the step after a rise:"
print(gd.minimize(cost, start, {step = careful, verbose = true}))

-- Third way: a rule of one's own that gives up early and says why.
local function shot_up(state)
  if state.cost > 100 then return ("the cost shot up to %.4g"):format(state.cost) end
end
print "\nA stopping rule of one's own that gives up:"
print(gd.minimize(cost, start, {step = 1.1, stop = shot_up}))
