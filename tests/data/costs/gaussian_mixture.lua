local sample = {-2.1, -1.8, -2.4, -1.5, 0.9, 1.3, 1.1, 0.7, 1.6}

local function density(x, mean, sd)
  return math.exp(-0.5*((x - mean)/sd)^2)/(sd*math.sqrt(2*math.pi))
end

return {
  name = "mixture of two normal distributions",
  cost = function(p)
    local weight = 1/(1 + math.exp(-p.mix))
    local loglik = 0
    for _, x in ipairs(sample) do
      local a = density(x, p.first.mean, math.exp(p.first.log_sd))
      local b = density(x, p.second.mean, math.exp(p.second.log_sd))
      loglik = loglik + math.log(weight*a + (1 - weight)*b)
    end
    return -loglik
  end,
  start = {mix = 0, first = {mean = -1, log_sd = 0}, second = {mean = 1, log_sd = 0.2}},
  note = "nested records",
}
