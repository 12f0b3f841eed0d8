local blurred = {0, 0.1, 0.4, 0.8, 1, 0.9, 0.6, 0.3, 0.1, 0.3, 0.5, 0.4}
local kernel = {[-1] = 0.25, [0] = 0.5, [1] = 0.25}

return {
  name = "deblurring of a line of pixels",
  cost = function(image)
    local n, misfit, rough = #image, 0, 0
    for i = 1, n do
      local seen = 0
      for k = -1, 1 do
        local j = i + k
        if j >= 1 and j <= n then seen = seen + kernel[k]*image[j] end
      end
      misfit = misfit + (seen - blurred[i])^2
    end
    for i = 2, n do
      rough = rough + math.sqrt((image[i] - image[i - 1])^2 + 1e-2)
    end
    return misfit + 0.05*rough
  end,
  start = {0.1, 0.2, 0.3, 0.9, 1.1, 0.8, 0.5, 0.4, 0.2, 0.3, 0.6, 0.3},
  note = "a kernel with negative keys, a border",
}
