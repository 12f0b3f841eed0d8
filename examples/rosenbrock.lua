--- Rosenbrock's valley in many variables, written as a plain Lua loop.
---
---   gdlua examples/rosenbrock.lua
local gd = require "gdlua"

-- The valley is curved and nearly flat at its floor; its lowest point is
-- {1, 1, ..., 1}. The cost is an ordinary function: gdlua works out the exact
-- gradient from what it does, loop and all.
local function rosenbrock(x)
  local sum = 0
  for i = 1, #x - 1 do
    sum = sum + 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2
  end
  return sum
end

-- The usual start: -1.2, 1, -1.2, 1, ...
local function start(n)
  local x = {}
  for i = 1, n do x[i] = i % 2 == 1 and -1.2 or 1 end
  return x
end

print "two variables"
print(gd.minimize(rosenbrock, start(2)))

-- The gradient is right to the last digits; this is it by hand.
local function by_hand(x)
  local g = gd.zeros(#x)
  for i = 1, #x - 1 do
    local r = x[i + 1] - x[i]^2
    g[i] = g[i] - 400*x[i]*r - 2*(1 - x[i])
    g[i + 1] = g[i + 1] + 200*r
  end
  return g
end

print "\nthe gradient at the start, by gdlua and by hand"
print((gd.gradient(rosenbrock, start(4))))
print(by_hand(gd.vector(start(4))))

-- With more variables the same function does. A gradient costs a few times as
-- much as the function itself, however many there are.
print "\na hundred variables"
local result = gd.minimize(rosenbrock, start(100))
print(result.reason)
print(("cost %.3g, x[1] = %.6f, x[100] = %.6f"):format(result.cost, result.x[1], result.x[100]))

-- Plain gradient descent needs short steps here, and many of them: the walls
-- of the valley are steep, its floor is not.
print "\nplain gradient descent in two variables"
local plain = gd.minimize(rosenbrock, start(2), {step = 0.001, epochs = 20000})
print(plain.reason)
print(("at %s"):format(plain.x))
