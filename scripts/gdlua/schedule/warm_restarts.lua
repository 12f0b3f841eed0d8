--- Warm restarts, SGDR (Loshchilov & Hutter 2017): half a cosine wave from
--- `from` to `to` in a period, then again from the start; each period is
--- `growth` times as long as the one before.
local schedule = require "gdlua.schedule"

-- The share of its period done at t.
local function done(t, period, growth)
  if growth == 1 then return t % period / period end
  while t >= period do
    t = t - period
    period = period * growth
  end
  return t / period
end

return schedule.define{
  name = "warm_restarts", doc = "cosine annealing that starts again and again",
  options = {
    {"from", 0.1, "the first step of a period", min = 0},
    {"to", 0, "the step a period comes down to", min = 0},
    {"period", 10, "epochs of the first period", above = 0},
    {"growth", 1, "each period's length over that of the one before", min = 1},
  },
  formula = function(o)
    local u = o.growth == 1 and "(t % period)/period" or
              ("share(t, periods %.14g, %.14g, ...)"):format(o.period, o.period * o.growth)
    return "to + (from - to)*(1 + cos(pi*" .. u .. "))/2"
  end,
  at = function(t, o)
    local u = done(t, o.period, o.growth)
    return o.to + (o.from - o.to) * (1 + math.cos(math.pi * u)) / 2
  end,
}
