--- The minimum of a sum of squares, found from a random point.
---
---   gdlua examples/sum_of_squares.lua              every 50th epoch
---   gdlua examples/sum_of_squares.lua --verbose    every epoch
---   gdlua examples/sum_of_squares.lua --notebook   from a start that is known
local gd = require "gdlua"

-- x^2 + y^2 + z^2 is smallest where all three are 0. We know that, so we can
-- watch the descent find it.
local minimum = {0, 0, 0}

-- The gradient points to where the cost rises fastest; the derivative of x^2
-- is 2x. Without it gdlua would work it out by itself.
local function gradient(v) return 2*v end

local start = gd.uniform(3, -10, 10)     -- three numbers between -10 and 10
local every = 50
for _, word in ipairs(arg) do
  if word == "--verbose" then
    every = 1
  elseif word == "--notebook" then
    -- the first point that the textbook's own run prints
    start = gd.vector{2.732765249774521, -9.309789197635727, -4.409425359965263}
  else
    error("unknown option " .. word, 0)
  end
end

local result = gd.minimize(gd.sum_of_squares, start, {
  gradient = gradient,
  step = 0.01,                           -- each epoch goes to v - 0.01*gradient
  stop = gd.stop.distance(minimum, 0.001),
  on_epoch = function(state)
    if state.epoch % every == 0 then
      print(("epoch %3d   %.9g away at %s"):format(
            state.epoch, gd.distance(state.x, minimum), state.x))
    end
  end,
})

print(result)
