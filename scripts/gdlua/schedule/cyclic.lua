--- Cyclical steps (Smith 2017), as PyTorch's CyclicLR: from `low` to `high` in
--- `half` epochs and back in as many. Mode "triangular" keeps the height,
--- "triangular2" halves it every cycle, "exp_range" multiplies it by factor^t.
local schedule = require "gdlua.schedule"

local height = {
  triangular = "", triangular2 = "*0.5^floor(t/(2*half))", exp_range = "*factor^t",
}

return schedule.define{
  name = "cyclic", doc = "up and down between two steps",
  options = {
    {"low", 0.001, "the smallest step", min = 0},
    {"high", 0.1, "the largest step", min = 0},
    {"half", 10, "epochs of half a cycle", above = 0},
    {"mode", "triangular", "what becomes of the height",
     choices = {"triangular", "triangular2", "exp_range"}},
    {"factor", 0.99, "of the height, per epoch, in mode \"exp_range\"", min = 0},
  },
  formula = function(o)
    return "low + (high - low)*(1 - abs(t/half % 2 - 1))" .. height[o.mode]
  end,
  at = function(t, o)
    local h = o.high - o.low
    if o.mode == "triangular2" then h = h * 0.5^(t // (2*o.half))
    elseif o.mode == "exp_range" then h = h * o.factor^t
    end
    return o.low + h * (1 - math.abs(t / o.half % 2 - 1))
  end,
}
