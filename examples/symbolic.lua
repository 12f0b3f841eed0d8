--- Gradient descent as a computer-algebra session: the cost is a formula, and
--- so are its derivatives.
---
---   gdlua examples/symbolic.lua
local gd = require "gdlua"

-- Symbols, and a cost made of them.
local x, y = gd.symbols "x y"
local cost = x^2 + y^2
print("cost", cost)
print("at (3, 4)", cost:eval{x = 3, y = 4})

-- Its partial derivatives, as formulas and as numbers.
local gradient = cost:gradient()
print("gradient", gradient)
print("LaTeX", gradient.x:latex(), gradient.y:latex())
print("at (3, 4)", gradient.x:eval{x = 3, y = 4}, gradient.y:eval{x = 3, y = 4})

-- Descent by hand, with these formulas: against the gradient, 0.1 of it at a
-- time.
local point = {x = 5, y = -3}
for _ = 1, 50 do
  local dx, dy = gradient.x:eval(point), gradient.y:eval(point)
  point = {x = point.x - 0.1*dx, y = point.y - 0.1*dy}
end
print(("by hand      x = %.6g, y = %.6g, cost %.6g"):format(point.x, point.y, cost:eval(point)))

-- The same by gd.minimize.
local start = {x = 5, y = -3}
local run = gd.minimize(cost, start, {step = 0.1, epochs = 50})
print(("gd.minimize  x = %.6g, y = %.6g, cost %.6g"):format(run.x.x, run.x.y, run.cost))
print(gd.minimize(cost, start, {step = 0.1}))

-- A learning rate that is too large: every step leads to the other side, further
-- up than before.
print "\nstep 1.1: the cost rises"
gd.minimize(cost, start, {step = 1.1, epochs = 5, verbose = true})

-- Where the cost rises, the step can be taken back and halved.
print "\nstep 1.1, halved where the cost rises"
print(gd.minimize(cost, start, {step = 1.1, on_rise = "halve", verbose = true}))

-- Other costs have other formulas.
print "\nderivatives by x"
for _, e in ipairs{gd.exp(gd.sin(x)), 100*(y - x^2)^2 + (1 - x)^2, x^x, x/(1 + x^2)} do
  print(("%-28s %s"):format(e:tostring(), e:diff(x)))
end

-- And several valleys, of which descent finds the nearest.
local hills = x^4 - 3*x^2 + x
print("\n" .. hills, "slope " .. hills:diff(x))
for _, from in ipairs{-2, 2} do
  local r = gd.minimize(hills, from, {step = 0.02})
  print(("from %2d to x = %.6f, cost %.6f, curvature %.6f"):format(
    from, r.x, r.cost, hills:diff(x, 2):eval{x = r.x}))
end
