--- The lowest of many minima: runs from many starts, by gd.multistart.
---
---   gdlua examples/multistart.lua
local gd = require "gdlua"

-- The six-hump camel (Dixon & Szego 1978): two global minima, four others.
local function camel(v)
  local x, y = v[1], v[2]
  return (4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (4*y^2 - 4)*y^2
end

-- Starts drawn evenly from a box.
local found = gd.multistart(camel, {{-3, -2}, {3, 2}}, {starts = 60, seed = 1})
print(found)
print(("lowest: %.6f at %s"):format(found.best.cost, found.best.x))

-- Starts of one's own: a sine wave fitted to data has a minimum near every
-- multiple of the right frequency. (Amplitude, frequency, phase.)
gd.seed(2)
local t = gd.linspace(0, 10, 80)
local y = 1.5*gd.sin(2.3*t + 0.4) + gd.normal(80, 0, 0.1)
local function misfit(p) return ((p.a*gd.sin(p.w*t + p.phase) - y)^2):mean() end

local function sampler(i)
  return {a = 1, w = 0.25*i, phase = gd.uniform(1, -1, 1)[1]}
end
local waves = gd.multistart(misfit, sampler, {starts = 16, seed = 3})
local lowest = waves.minima[1]
print(("\n%d minima of the fit; the lowest, found by %d of %d runs:"):format(
  #waves.minima, lowest.count, waves.starts))
print(("a = %.3f, w = %.4f, phase = %.3f, mean square %.4f"):format(
  lowest.x.a, lowest.x.w, lowest.x.phase, lowest.cost))
