--- A factor that rises linearly from 0 at t = 0 to 1 at t = n and stays there.
--- `warmup(n) .. b` rises to b(0), which it reaches at t = n; `warmup(n)*b`
--- lets b run meanwhile. The first step is exactly 0: that update leaves
--- everything where it is.
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "warmup", doc = "rises linearly from nothing to what follows",
  options = {{"n", 10, "epochs it takes", above = 0}},
  length = "n", factor = true,
  formula = "min(t/n, 1)",
  at = function(t, o) return math.min(t / o.n, 1) end,
}
