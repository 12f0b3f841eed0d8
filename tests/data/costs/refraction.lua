-- Fermat: light takes the quickest way through layers of glass.
local layers = {{depth = 1, index = 1}, {depth = 0.5, index = 1.5}, {depth = 2, index = 1.33}, {depth = 1, index = 1.1}}
local width = 3

return {
  name = "path of light through layers",
  cost = function(x)
    local time, from = 0, 0
    for i, layer in ipairs(layers) do
      local to = x[i] or width
      time = time + layer.index*math.sqrt((to - from)^2 + layer.depth^2)
      from = to
    end
    return time
  end,
  start = {1, 1.2, 2},
  gradient = function(x)
    local g = {0, 0, 0}
    for i, layer in ipairs(layers) do
      local from, to = x[i - 1] or 0, x[i] or width
      local d = layer.index*(to - from)/math.sqrt((to - from)^2 + layer.depth^2)
      if i > 1 then g[i - 1] = g[i - 1] - d end
      if i < 4 then g[i] = g[i] + d end
    end
    return g
  end,
  note = "reading past the end of the vector: x[i] or width",
}
