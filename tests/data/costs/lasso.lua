local X, y = require "lib.data".classes(20, 4)

return {
  name = "regression with an absolute penalty",
  cost = function(w)
    local loss, penalty = 0, 0
    for i, row in ipairs(X) do
      local r = -y[i]
      for j = 1, #row do r = r + row[j]*w[j] end
      loss = loss + 0.5*r*r
    end
    for j = 1, #w do penalty = penalty + math.abs(w[j]) end
    return loss/#X + 0.1*penalty
  end,
  start = {0.3, -0.2, 0.5, -0.1},
  gradient = function(w)
    local g = {}
    for j = 1, #w do g[j] = 0.1*(w[j] > 0 and 1 or -1) end
    for i, row in ipairs(X) do
      local r = -y[i]
      for j = 1, #row do r = r + row[j]*w[j] end
      for j = 1, #row do g[j] = g[j] + r*row[j]/#X end
    end
    return g
  end,
  note = "math.abs",
}
