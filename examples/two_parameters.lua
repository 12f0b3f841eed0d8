--- x^2 + y^2 with parameters that have names; a step that is too large, and
--- three ways to be rescued from it.
---
---   gdlua examples/two_parameters.lua [folder for the pictures]
local gd = require "gdlua"

-- Parameters are handed over, and come back, in the shape of the start.
local function cost(p) return p.x^2 + p.y^2 end
local start = {x = 5, y = -3}
local kept = {"cost", "step", "x"}         -- of every epoch, for the pictures

print "A step of 0.1 finds the minimum:"
local small = gd.minimize(cost, start, {step = 0.1, history = kept})
print(small)

-- A step of 1.1 goes from x to x - 1.1*2x = -1.2*x: over the minimum and up
-- on the other side, further each time. The best point is kept.
print "\nA step of 1.1 goes up and up:"
local large = gd.minimize(cost, start, {step = 1.1, epochs = 20, verbose = 5, history = kept})
print(large)

-- First way: when the cost rises, go back and halve the step.
print "\nThe same step, halved when the cost rises:"
local rescued = gd.minimize(cost, start, {step = 1.1, on_rise = "halve", verbose = true,
                                         history = kept})
print(rescued)

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

-- Pictures of the first three. What goes up and up leaves the picture.
local function draw(folder)
  local runs = {["step 0.1"] = small, ["step 1.1"] = large, ["step 1.1, rescued"] = rescued}
  local side = {-8, 8}
  return {
    gd.plot.surface(cost, side, side, {
      file = folder .. "/two_parameters_surface.png", title = "x^2 + y^2", paths = runs,
    }),
    gd.plot.contour(cost, side, side, {
      file = folder .. "/two_parameters_contour.png", title = "x^2 + y^2 from above", paths = runs,
    }),
    gd.plot.history(runs, {
      file = folder .. "/two_parameters_cost.png", title = "Cost per epoch",
    }),
  }
end

-- They are drawn by gnuplot; without it the error says so.
local ok, pictures = pcall(draw, arg[1] or ".")
print(ok and "\nPictures: " .. table.concat(pictures, ", ") or "\nNo pictures: " .. pictures)
