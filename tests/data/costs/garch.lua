local returns = require "lib.data".series(25)

return {
  name = "GARCH(1,1) likelihood",
  cost = function(p)
    local omega, alpha, beta = math.exp(p.omega), math.exp(p.alpha), math.exp(p.beta)
    local h, nll = 1, 0
    for t, r in ipairs(returns) do
      if t > 1 then
        h = omega + alpha*returns[t - 1]^2 + beta*h
      end
      nll = nll + math.log(h) + r^2/h
    end
    return nll
  end,
  start = {omega = -1, alpha = -2, beta = -0.5},
  note = "an if on the loop counter",
}
