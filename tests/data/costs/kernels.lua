local kernels = {
  gauss = function(d, s) return math.exp(-(d/s)^2/2) end,
  laplace = function(d, s) return math.exp(-math.abs(d)/s) end,
  cauchy = function(d, s) return 1/(1 + (d/s)^2) end,
}
local parts = {
  {kind = "gauss", centre = 1, width = 0.7}, {kind = "cauchy", centre = 2.5, width = 0.4},
  {kind = "laplace", centre = 4, width = 1.1},
}
local spectrum = {0.1, 0.5, 0.9, 0.6, 0.4, 1.1, 0.5, 0.3, 0.4, 0.2}

return {
  name = "peaks of a spectrum",
  cost = function(heights)
    local sum = 0
    for i, measured in ipairs(spectrum) do
      local model = 0
      for k, part in ipairs(parts) do
        local shape = kernels[part.kind]
        model = model + heights[k]*shape(i/2 - part.centre, part.width)
      end
      sum = sum + (model - measured)^2
    end
    return sum
  end,
  start = {0.5, 1, 0.3},
  gradient = function(heights)
    local g = {0, 0, 0}
    for i, measured in ipairs(spectrum) do
      local value, r = {}, -measured
      for k, part in ipairs(parts) do
        value[k] = kernels[part.kind](i/2 - part.centre, part.width)
        r = r + heights[k]*value[k]
      end
      for k = 1, 3 do g[k] = g[k] + 2*r*value[k] end
    end
    return g
  end,
  note = "functions picked by a string",
}
