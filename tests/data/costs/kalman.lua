local observed = require "lib.data".series(30)

-- Likelihood of a local level model by the Kalman filter.
return {
  name = "Kalman filter",
  cost = function(p)
    local q, r = math.exp(p.log_q), math.exp(p.log_r)
    local level, variance, nll = p.level, 1, 0
    for t = 1, #observed do
      variance = variance + q
      local innovation, s = observed[t] - level, variance + r
      nll = nll + 0.5*(math.log(2*math.pi*s) + innovation^2/s)
      local gain = variance/s
      level = level + gain*innovation
      variance = (1 - gain)*variance
    end
    return nll
  end,
  start = {log_q = -1, log_r = 0, level = 0.3},
  note = "a recurrence over a series",
}
