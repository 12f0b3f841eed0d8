-- Kepler's equation solved in the cost, until it is solved well enough.
local function eccentric_anomaly(mean, e)
  local E = mean
  for _ = 1, 20 do
    local step = (E - e*math.sin(E) - mean)/(1 - e*math.cos(E))
    E = E - step
    if math.abs(step) < 1e-12 then break end
  end
  return E
end

local sightings = {{0.5, 1.1, 0.6}, {1.0, 0.6, 1.05}, {1.6, -0.05, 1.2}}

return {
  name = "orbit from sightings",
  cost = function(orbit)
    local sum = 0
    for _, s in ipairs(sightings) do
      local E = eccentric_anomaly(s[1], orbit.e)
      local x = orbit.a*(math.cos(E) - orbit.e)
      local y = orbit.a*math.sqrt(1 - orbit.e^2)*math.sin(E)
      sum = sum + (x - s[2])^2 + (y - s[3])^2
    end
    return sum
  end,
  start = {a = 1.3, e = 0.2},
  note = "break once a traced value is small",
}
