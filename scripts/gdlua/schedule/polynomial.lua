--- Polynomial decay: to + (from - to)*(1 - t/epochs)^power, then `to`
--- (PyTorch's PolynomialLR, optax's polynomial_schedule).
local schedule = require "gdlua.schedule"

return schedule.define{
  name = "polynomial", doc = "a power of the epochs that are left",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"to", 0, "the last step", min = 0},
    {"epochs", 1000, "how long it takes", above = 0},
    {"power", 1, "of the epochs that are left", above = 0},
  },
  length = "epochs",
  formula = "to + (from - to)*(1 - min(t/epochs, 1))^power",
  at = function(t, o)
    local left = 1 - math.min(t / o.epochs, 1)
    return o.to + (o.from - o.to) * left^o.power
  end,
}
