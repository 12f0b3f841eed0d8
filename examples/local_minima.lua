--- A cost with several minima: where a descent ends depends on where it starts.
---
---   gdlua examples/local_minima.lua [folder for the picture]
local gd = require "gdlua"

-- A parabola with waves on it. The lowest of its minima is near 0.5.
local function cost(x) return 0.1*(x - 1)^2 + math.cos(3*x + 1.5) end

print("   start       ends at          cost   epochs")
local runs, best = {}, nil
for _, start in ipairs{-3.5, -1.1, 0, 1.4, 3.5} do
  local r = gd.minimize(cost, start, {step = 0.05, history = {"cost", "x"}})
  print(("%8.2f  %12.6f  %12.6f   %6d"):format(start, r.x, r.cost, r.epochs))
  runs[("from %g"):format(start)] = r
  if not best or r.cost < best.cost then best = r end
end
print(("the lowest of them: x = %.6f, cost %.6f"):format(best.x, best.cost))

-- Pictures in files are drawn by gnuplot; without it the error says so.
local ok, picture = pcall(gd.plot.path, runs, {
  file = (arg[1] or ".") .. "/local_minima.png", title = "Five descents, four minima",
  ylabel = "0.1*(x - 1)^2 + cos(3*x + 1.5)",
})
print(ok and "\nThe paths are in " .. picture or "\nNo picture: " .. picture)
