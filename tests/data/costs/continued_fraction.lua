local targets = {1.4142135623731, 1.7320508075689}

return {
  name = "coefficients of a continued fraction",
  cost = function(c)
    local sum = 0
    for k = 1, #targets do
      local value, depth = 1, #c
      ::again::
      value = c[depth] + k/value
      depth = depth - 1
      if depth > 0 then goto again end
      sum = sum + (value - targets[k])^2
    end
    return sum
  end,
  start = {1.1, 2.1, 1.9},
  note = "goto as a loop",
}
