local X, y = require "lib.data".classes(40, 3)

return {
  name = "support vector machine",
  cost = function(p)
    local loss = 0
    for i, row in ipairs(X) do
      local label = y[i] == 1 and 1 or -1
      local margin = p.b
      for j, v in ipairs(row) do margin = margin + p.w[j]*v end
      margin = label*margin
      if margin < 1 then
        loss = loss + (1 - margin)
      end
    end
    local norm = 0
    for j = 1, #p.w do norm = norm + p.w[j]^2 end
    return loss/#X + 0.05*norm
  end,
  start = {w = {-0.7, 0.9, -0.8}, b = 0.05},
  gradient = function(p)
    local w, b = {}, 0
    for j = 1, 3 do w[j] = 0.1*p.w[j] end
    for i, row in ipairs(X) do
      local label = 2*y[i] - 1
      local margin = p.b
      for j = 1, 3 do margin = margin + p.w[j]*row[j] end
      if label*margin < 1 then
        b = b - label/#X
        for j = 1, 3 do w[j] = w[j] - label*row[j]/#X end
      end
    end
    return {w = w, b = b}
  end,
  note = "an if whose sides differ from row to row",
}
