-- Measured at arbitrary times; the parameters are values at 0, 1, 2, ...
local times = {0.2, 0.7, 1.4, 1.9, 2.5, 3.3, 3.9, 4.0, 0, 2.2}
local values = {0.3, 0.6, 0.2, -0.4, -0.9, -0.3, 0.6, 0.8, 0.1, -0.7}

local function at(knots, t)
  local k = math.floor(t)
  if k + 2 > #knots then return knots[#knots] end
  local u = t - k
  return (1 - u)*knots[k + 1] + u*knots[k + 2]
end

return {
  name = "table of knots, linear between them",
  cost = function(knots)
    local sum = 0
    for i, t in ipairs(times) do sum = sum + (at(knots, t) - values[i])^2 end
    for k = 2, #knots - 1 do
      sum = sum + 0.01*(knots[k - 1] - 2*knots[k] + knots[k + 1])^2
    end
    return sum
  end,
  start = {0, 0.5, 0, -0.5, 0.5},
  gradient = function(knots)
    local g = {0, 0, 0, 0, 0}
    for i, t in ipairs(times) do
      local k, r = math.floor(t), 2*(at(knots, t) - values[i])
      if k + 2 > #knots then
        g[5] = g[5] + r
      else
        g[k + 1] = g[k + 1] + r*(1 - t + k)
        g[k + 2] = g[k + 2] + r*(t - k)
      end
    end
    for k = 2, 4 do
      local r = 0.02*(knots[k - 1] - 2*knots[k] + knots[k + 1])
      g[k - 1], g[k], g[k + 1] = g[k - 1] + r, g[k] - 2*r, g[k + 1] + r
    end
    return g
  end,
  note = "math.floor of data as an index",
}
