--- How the learning rate and the number of epochs decide where a descent ends.
---
---   gdlua examples/learning_rates.lua
local gd = require "gdlua"

-- Differences with an h as small as this lose digits to rounding: the exact
-- derivative of x^2 + 9 at 2 is 4.
local differences = {mode = "central", h = 1e-10}
local slope = gd.derivative(function(x) return x^2 + 9 end, 2, differences)
print(("the derivative of x^2 + 9 at 2: %.15f"):format(slope))

local function cost(x) return 2*x[1]^2 + 2*x[2]^2 end

local function row(rate, epochs)
  local r = gd.minimize(cost, {5, -5}, {
    gradient = differences, step = rate, epochs = epochs,
    tolerance = 0,                       -- no ending before the last epoch
  })
  print(("%6g %8d %18.9g %18.9g %12.3g"):format(rate, epochs, r.x[1], r.x[2], r.cost))
  return r
end

local function head(title)
  print("\n" .. title)
  print("  rate   epochs              x[1]               x[2]         cost")
end

-- Each epoch goes from x to x - rate*4x = (1 - 4*rate)*x. Whether that
-- shrinks, and how fast, is all up to the rate.
head "the learning rate"
row(0.1, 100)                            -- 0.6*x: good
local large = row(1.0, 100)              -- -3*x: away from the minimum
row(0.01, 100)                           -- 0.96*x: slow
print("  rate 1: " .. large.reason)

head "the number of epochs"
row(0.1, 10)
row(0.1, 1000)
row(0.01, 1000)
