--- Inverse time decay: from/(1 + rate*t) (Robbins and Monro 1951).
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "inverse_time", doc = "falls as 1/t",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"rate", 0.1, "per epoch; after 1/rate epochs half is left", min = 0},
  },
  formula = "from/(1 + rate*t)",
  bind = function(o)
    local from, rate = o.from, o.rate
    return function(t) return from / (1 + rate*t) end
  end,
}
