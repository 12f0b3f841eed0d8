local noise = require "lib.data".noise

local rows = {}
for i = 1, 24 do
  rows[i] = {features = {1, noise(i), noise(i + 100)}, class = i % 3 + 1}
end

-- log of the sum of exponentials, without overflow
local function logsumexp(z)
  local top = z[1]
  for k = 2, #z do
    if z[k] > top then top = z[k] end
  end
  local sum = 0
  for k = 1, #z do sum = sum + math.exp(z[k] - top) end
  return top + math.log(sum)
end

return {
  name = "soft-max classification over tables",
  cost = function(W)
    local loss = 0
    for _, row in ipairs(rows) do
      local z = {}
      for k = 1, #W do
        z[k] = 0
        for j, v in ipairs(row.features) do z[k] = z[k] + W[k][j]*v end
      end
      loss = loss + logsumexp(z) - z[row.class]
    end
    return loss/#rows
  end,
  start = {{0.1, 0.2, -0.3}, {0, -0.5, 0.4}, {0.3, 0.1, 0.1}},
  note = "a list of vectors, a running maximum",
}
