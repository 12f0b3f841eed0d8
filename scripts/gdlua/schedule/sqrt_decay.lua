--- Square root decay: from/sqrt(t + 1) (Zinkevich 2003, online descent).
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "sqrt_decay", doc = "falls as 1/sqrt(t)",
  options = {{"from", 0.1, "the first step", min = 0}},
  formula = "from/sqrt(t + 1)",
  bind = function(o)
    local from, sqrt = o.from, math.sqrt
    return function(t) return from / sqrt(t + 1) end
  end,
}
