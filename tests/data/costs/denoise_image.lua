local rows, columns = 4, 5
local noise = require "lib.data".noise

return {
  name = "denoising of a small image",
  cost = function(pixel)
    local sum = 0
    for k = 1, rows*columns do
      local r, c = (k - 1)//columns, (k - 1) % columns
      local target = (r + c) % 2 + 0.2*noise(k)
      sum = sum + (pixel[k] - target)^2
      if c + 1 < columns then sum = sum + 0.1*(pixel[k + 1] - pixel[k])^2 end
      if r + 1 < rows then sum = sum + 0.1*(pixel[k + columns] - pixel[k])^2 end
    end
    return sum
  end,
  start = {0.1, 0.9, 0.2, 0.8, 0, 1, 0.3, 0.7, 0.1, 1.2, 0.2, 0.8, 0, 1, 0.4, 0.6, 0.1, 0.9, 0, 1.1},
  note = "// and % of plain counters",
}
