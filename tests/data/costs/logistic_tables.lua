local X, y = require "lib.data".classes(50, 5)

local function dot(w, row)
  local sum = 0
  for j = 1, #row do sum = sum + w[j]*row[j] end
  return sum
end

return {
  name = "logistic regression over tables",
  cost = function(w)
    local loss = 0
    for i = 1, #X do
      local p = 1/(1 + math.exp(-dot(w, X[i])))
      if y[i] == 1 then
        loss = loss - math.log(p)
      else
        loss = loss - math.log(1 - p)
      end
    end
    return loss/#X
  end,
  start = {0.1, -0.4, 0.2, 0, 0.3},
  gradient = function(w)
    local g = {0, 0, 0, 0, 0}
    for i = 1, #X do
      local r = 1/(1 + math.exp(-dot(w, X[i]))) - y[i]
      for j = 1, #g do g[j] = g[j] + r*X[i][j]/#X end
    end
    return g
  end,
  note = "an if on the data",
}
