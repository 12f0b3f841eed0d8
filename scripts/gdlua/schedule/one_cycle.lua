--- One cycle (Smith & Topin 2018), as PyTorch's OneCycleLR with cosines: from
--- peak/div up to peak in the first `rise` of the epochs, then down to
--- peak/div/final_div, which the last epoch, t = epochs - 1, has.
local schedule = require "gdlua.schedule"

local function between(a, b, u)
  return b + (a - b) * (1 + math.cos(math.pi * u)) / 2
end

return schedule.define{
  name = "one_cycle", doc = "up to a peak and down to almost nothing",
  options = {
    {"peak", 0.1, "the largest step", min = 0},
    {"epochs", 1000, "how long it takes", above = 0},
    {"rise", 0.3, "share of the epochs spent rising", min = 0, max = 1},
    {"div", 25, "peak over first step", above = 0},
    {"final_div", 1e4, "first step over last step", above = 0},
  },
  length = "epochs",
  at = function(t, o)
    local top, last = o.rise * o.epochs - 1, o.epochs - 1
    local low = o.peak / o.div
    t = math.min(t, last)
    if top > 0 and t <= top then return between(low, o.peak, t / top) end
    if last <= top then return o.peak end
    return between(o.peak, low / o.final_div, (t - top) / (last - top))
  end,
}
