--- A straight line: from `from` to `to` in `epochs` epochs, then `to`.
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "linear", doc = "a straight line between two steps",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"to", 0, "the last step", min = 0},
    {"epochs", 1000, "how long it takes", above = 0},
  },
  length = "epochs",
  formula = "from + (to - from)*min(t/epochs, 1)",
  at = function(t, o)
    if t >= o.epochs then return o.to end
    return o.from + (o.to - o.from) * (t / o.epochs)
  end,
}
