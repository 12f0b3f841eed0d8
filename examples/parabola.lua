--- The minimum of (x - 3)^2, one step after the other.
---
---   gdlua examples/parabola.lua [folder for the picture]
local gd = require "gdlua"

local function cost(x) return (x - 3)^2 end
local function slope(x) return 2*(x - 3) end

-- A descent held in the hand: nothing happens until it is asked for an epoch.
local descent = gd.descent(cost, 0, {gradient = slope, step = 0.2, epochs = 10})

-- Each epoch moves x by -0.2*2*(x - 3), so what is left of the way to 3
-- becomes 0.6 times what it was: after k epochs x is 3*(1 - 0.6^k).
print("epoch             x   3*(1 - 0.6^k)          cost")
for state in descent:epochs() do
  local k = state.epoch
  print(("%5d   %.9f     %.9f   %.9f"):format(k, state.x, 3*(1 - 0.6^k), state.cost))
end
print("ended by " .. descent:result().reason)

-- The same in one call, without a limit on epochs: it ends when the gradient
-- is nearly 0. Where it has been is kept for the picture.
print()
local result = gd.minimize(cost, 0, {gradient = slope, step = 0.2, epochs = math.huge,
                                     history = {"cost", "x"}})
print(result)

-- Pictures in files are drawn by gnuplot; without it the error says so.
local ok, picture = pcall(gd.plot.path, result, {
  file = (arg[1] or ".") .. "/parabola.png", title = "The path to the minimum of (x - 3)^2",
})
print(ok and "\nThe path is in " .. picture or "\nNo picture: " .. picture)
