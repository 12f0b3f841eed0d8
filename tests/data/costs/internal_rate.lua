local flows = {-1000, 300, 420, 360, 280}

return {
  name = "internal rate of return",
  cost = function(rate)
    local value, discount = 0, 1
    for _, flow in ipairs(flows) do
      value = value + flow*discount
      discount = discount/(1 + rate)
    end
    return (value/100)^2
  end,
  start = 0.05,
  gradient = function(rate)
    local value, slope = 0, 0
    for t, flow in ipairs(flows) do
      value = value + flow*(1 + rate)^(1 - t)
      slope = slope + (1 - t)*flow*(1 + rate)^-t
    end
    return 2*value*slope/1e4
  end,
  note = "a single number",
}
