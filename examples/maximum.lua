--- The highest point instead of the lowest.
---
---   gdlua examples/maximum.lua
local gd = require "gdlua"

-- A medicine that is taken up and broken down: t*exp(-t) of it is in the
-- blood after t hours. It is most after one hour, 1/e = 0.36788.
print "t*exp(-t)"
print(gd.maximize(function(t) return t*math.exp(-t) end, 3))

-- The largest box that can be made from 6 units of cardboard: with width a,
-- depth b the height is what the cardboard leaves. It is the cube of side 1.
local function volume(box)
  local a, b = box.a, box.b
  local height = (6 - 2*a*b)/(2*a + 2*b)
  return a*b*height
end
print "\nthe volume of a box"
print(gd.maximize(volume, {a = 0.5, b = 1.5}))

-- Going uphill step by step: the gradient is added, not taken away. `on_rise`
-- then means a fall.
print "\na hill, climbed with steps that were too large at first"
local function hill(p) return 5 - (p[1] - 1)^2 - (p[2] + 2)^2 end
print(gd.maximize(hill, {0, 0}, {step = 1.5, on_rise = "halve", verbose = true}))
