-- short.lua - a short run, of the row short_run: 200 steps of descent.
local gd = require "gdlua"

local function rosenbrock(p)
  return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2
end

print(gd.minimize(rosenbrock, {-1.2, 1}, {step = 1e-3, epochs = 200}))
