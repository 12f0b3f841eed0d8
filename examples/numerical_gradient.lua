--- Gradients without formulas, by central differences, and what becomes of a
--- descent whose gradient routine forgets to clean up.
---
---   gdlua examples/numerical_gradient.lua
local gd = require "gdlua"

local function cost(x) return x[1]^2 + x[2]^2 end

-- The slope in each direction is (cost(x + h) - cost(x - h)) / 2h.
local central = {mode = "central", h = 1e-4}

print "gradients of x1^2 + x2^2"
for _, point in ipairs{{3, 4}, {0, 2}, {3, 0}} do
  print(("  at {%d, %d}: %s"):format(point[1], point[2], gd.gradient(cost, point, central)))
end

-- A descent with these gradients. The gradient is 2x, so that a step of 0.1
-- takes x to x - 0.1*2x = 0.8*x: after k epochs it is 0.8^k times the start.
local right = gd.minimize(cost, {-3, 4}, {
  gradient = central, step = 0.1, epochs = 100, tolerance = 0, history = {"x"},
})

-- The textbook's routine. It changes x[i] to look to both sides, and never
-- puts it back: afterwards x[i] is what it was minus h.
local function forgetful_gradient(f, x)
  local h, gradient = 1e-4, gd.zeros_like(x)
  for i = 1, #x do
    local before = x[i]
    x[i] = before + h
    local above = f(x)
    x[i] = before - h
    local below = f(x)
    gradient[i] = (above - below) / (2*h)
  end
  return gradient
end

print()
print "the descent from {-3, 4} with step 0.1, as the textbook prints it"
local x = gd.vector{-3, 4}
for epoch = 0, 99 do
  local gradient = forgetful_gradient(cost, x)
  x = gd.step(x, gradient, -0.1)
  if epoch <= 15 then
    print(("%d x= [%.8f %.8f] grad= [%.8f %.8f]"):format(
          epoch, x[1], x[2], gradient[1], gradient[2]))
  end
end

print()
print "the same descent with an x that stays where it is, and 0.8^k times {-3, 4}"
for epoch = 0, 15 do
  local k = epoch + 1                    -- the textbook counts from 0
  local row = right.history.x[k + 1]     -- the first row is the start
  print(("%d x= [%.8f %.8f] 0.8^%d*x0= [%.8f %.8f]"):format(
        epoch, row[1], row[2], k, -3*0.8^k, 4*0.8^k))
end

-- Every epoch of the textbook's run also moves x by -h. It comes to rest
-- where that and the step cancel, at x = 0.8*x - h, not at 0.
print()
print(("after 100 epochs: the textbook's run is at  %s"):format(x))
print(("                  x = 0.8*x - h means       %.8g"):format(-1e-4/0.2))
print(("                  the right run is at       %s"):format(right.x))
