--- Cosine annealing (Loshchilov & Hutter 2017): from `from` to `to` in
--- `epochs` epochs, then `to`.
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "cosine", doc = "half a cosine wave between two steps",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"to", 0, "the last step", min = 0},
    {"epochs", 1000, "how long it takes", above = 0},
  },
  length = "epochs",
  formula = "to + (from - to)*(1 + cos(pi*min(t/epochs, 1)))/2",
  at = function(t, o)
    local u = math.min(t / o.epochs, 1)
    return o.to + (o.from - o.to) * (1 + math.cos(math.pi * u)) / 2
  end,
}
