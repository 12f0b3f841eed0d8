local gd = require "gdlua"
local covariance = gd.matrix{{0.04, 0.006, 0.01}, {0.006, 0.09, -0.02}, {0.01, -0.02, 0.0625}}
local mean = gd.vector{0.05, 0.09, 0.07}

return {
  name = "portfolio variance against return",
  cost = function(w)
    local budget = w:sum() - 1
    return w:dot(covariance:matmul(w)) - 0.5*w:dot(mean) + 10*budget^2
  end,
  start = gd.vector{0.3, 0.3, 0.3},
  gradient = function(w)
    return 2*covariance:matmul(w) - 0.5*mean + 20*(w:sum() - 1)
  end,
  note = "a quadratic form",
}
