local rk4 = require "lib.rk4"
local cases = {0.012, 0.021, 0.036, 0.058, 0.089, 0.12, 0.14, 0.14, 0.12}

return {
  name = "epidemic fitted to cases",
  cost = function(p)
    local function flow(_, y)
      local s, i = y[1], y[2]
      local new = p.beta*s*i
      return {-new, new - p.gamma*i}
    end
    local y, sum = {1 - p.seed, p.seed}, 0
    for day, observed in ipairs(cases) do
      y = rk4(flow, day, y, 1)
      sum = sum + (math.log(y[2]) - math.log(observed))^2
    end
    return sum
  end,
  start = {beta = 0.9, gamma = 0.3, seed = 0.01},
  note = "Runge-Kutta steps of a model",
}
