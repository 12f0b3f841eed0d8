--- Six schedules for the step size, compared on one cost.
---
---   gdlua examples/schedules.lua [folder for the pictures]
local gd = require "gdlua"

-- A long valley, 25 times as steep across as along.
local function cost(v) return (v[1]^2 + 25*v[2]^2)/2 end
local start, epochs = {10, 1}, 200

local s = gd.schedule
local schedules = {
  constant    = s.constant(0.07),
  step        = s.step(0.07, 0.5, 40),
  exponential = s.exponential(0.07, 0.98),
  inverse     = s.inverse_time(0.07, 0.05),
  cosine      = s.cosine(0.07, 0, epochs),
  one_cycle   = s.one_cycle(0.07, epochs),
}
local names = {"constant", "cosine", "one_cycle", "step", "exponential", "inverse"}

-- Along the valley each step goes from x to x - step*x, about exp(-step)*x:
-- what is left after all of them depends on their sum.
print("schedule       sum of steps      last cost   50*exp(-2*sum)")
local runs = {}
for _, name in ipairs(names) do
  local r = gd.minimize(cost, start, {
    gradient = function(v) return {v[1], 25*v[2]} end,
    step = schedules[name], epochs = epochs, tolerance = 0,
  })
  local sum = 0
  for epoch = 0, epochs - 1 do sum = sum + schedules[name](epoch) end
  print(("%-12s %14.6f %14.6g %16.6g"):format(name, sum, r.cost, 50*math.exp(-2*sum)))
  runs[name] = r
end
print("\nAll of them are made for costs that are less smooth; here the constant one wins.")

local function draw(folder)
  return {
    gd.plot.schedule(schedules, epochs, {
      file = folder .. "/schedules.png", title = "Six schedules",
    }),
    gd.plot.compare(runs, {
      file = folder .. "/schedules_compared.png", size = {800, 700},
      title = "Six schedules at (x^2 + 25*y^2)/2",
    }),
  }
end

-- Pictures in files are drawn by gnuplot; without it the error says so.
local ok, pictures = pcall(draw, arg[1] or ".")
print(ok and "\nPictures: " .. table.concat(pictures, ", ") or "\nNo pictures: " .. pictures)
