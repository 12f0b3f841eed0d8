local nan = 0/0
local table_of_rows = {
  {1, 2.1, nan}, {2, nan, 0.4}, {3, 6.2, 0.9}, {nan, 1, 1}, {5, 9.8, 1.6},
}

return {
  name = "regressions with missing cells",
  cost = function(p)
    local sum, used = 0, 0
    for _, row in ipairs(table_of_rows) do
      local x = row[1]
      if x ~= x then goto continue end
      for k = 2, 3 do
        local y = row[k]
        if y == y then
          sum, used = sum + (p[k - 1]*x - y)^2, used + 1
        end
      end
      ::continue::
    end
    return sum/used
  end,
  start = {1.5, 0.5},
  gradient = function(p)
    local g, used = {0, 0}, 0
    for _, row in ipairs(table_of_rows) do
      for k = 2, 3 do
        if row[1] == row[1] and row[k] == row[k] then
          g[k - 1], used = g[k - 1] + 2*row[1]*(p[k - 1]*row[1] - row[k]), used + 1
        end
      end
    end
    return {g[1]/used, g[2]/used}
  end,
  note = "goto continue, == and ~= of data that are not a number",
}
