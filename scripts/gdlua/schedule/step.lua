--- Step decay: from*factor^floor(t/every) (PyTorch's StepLR).
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "step", doc = "multiplied by `factor` every so many epochs",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"factor", 0.5, "what it is multiplied by", min = 0},
    {"every", 10, "how often, in epochs", above = 0},
  },
  formula = "from*factor^floor(t/every)",
  bind = function(o)
    local from, factor, every = o.from, o.factor, o.every
    return function(t) return from * factor^(t // every) end
  end,
}
