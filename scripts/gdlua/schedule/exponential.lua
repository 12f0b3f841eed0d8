--- Exponential decay: from*factor^t (PyTorch's ExponentialLR).
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "exponential", doc = "multiplied by `factor` every epoch",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"factor", 0.99, "what it is multiplied by", min = 0},
  },
  formula = "from*factor^t",
  bind = function(o)
    local from, factor = o.from, o.factor
    return function(t) return from * factor^t end
  end,
}
