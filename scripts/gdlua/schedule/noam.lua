--- The schedule of the transformer (Vaswani et al. 2017): dim^-0.5 *
--- min((t + 1)^-0.5, (t + 1)*warmup^-1.5). The paper counts updates:
--- noam(512, 4000):per_update().
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "noam", doc = "rises linearly, then falls as 1/sqrt(t)",
  options = {
    {"dim", 512, "width of the model", above = 0},
    {"warmup", 4000, "how long it rises", above = 0},
  },
  formula = "dim^-0.5*min((t + 1)^-0.5, (t + 1)*warmup^-1.5)",
  bind = function(o)
    local scale, slope, min = o.dim^-0.5, o.warmup^-1.5, math.min
    return function(t)
      t = t + 1
      return scale * min(t^-0.5, t * slope)
    end
  end,
}
