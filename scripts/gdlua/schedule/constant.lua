--- Always v.
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "constant", doc = "always the same step",
  options = {{"v", 0.1, "the step", min = 0}},
  formula = "v",
  bind = function(o)
    local v = o.v
    return function() return v end
  end,
}
