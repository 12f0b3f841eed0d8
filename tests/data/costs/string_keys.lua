local groups = {"north", "south", "east"}
local sales = {north_2021 = 3.1, north_2022 = 3.6, south_2021 = 2.2, south_2022 = 2.4, east_2022 = 4.4}

return {
  name = "effects of groups and years",
  cost = function(effect)
    local sum = 0
    for _, group in ipairs(groups) do
      for year = 2021, 2022 do
        local value = sales[("%s_%d"):format(group, year)]
        if value ~= nil then
          sum = sum + (effect[group] + effect["y" .. year] - value)^2
        end
      end
    end
    return sum + 0.01*(effect.y2021^2 + effect.y2022^2)
  end,
  start = {north = 1, south = 1.2, east = 2, y2021 = 0.5, y2022 = 1.1},
  gradient = function(e)
    local g = {north = 0, south = 0, east = 0, y2021 = 0.02*e.y2021, y2022 = 0.02*e.y2022}
    for key, value in pairs(sales) do
      local group, year = key:match("(%a+)_(%d+)")
      local r = 2*(e[group] + e["y" .. year] - value)
      g[group], g["y" .. year] = g[group] + r, g["y" .. year] + r
    end
    return g
  end,
  note = "keys made by formatting and joining strings",
}
