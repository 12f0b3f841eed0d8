local gd = require "gdlua"
local t = gd.linspace(0, 1, 11)
local seen = gd.sin(3*t)

return {
  name = "curve that saturates",
  cost = function(p)
    local curve = gd.clamp(p.gain*gd.sin(p.rate*t) + p.shift, -0.9, 0.95)
    local r = gd.abs(curve - seen)
    return gd.where(gd.max(r - 0.2, 0), r, r^2):sum()
  end,
  start = {gain = 1.2, rate = 2.6, shift = 0.03},
  note = "clamp and where over vectors",
}
