local function mean(...)
  local n, sum = select("#", ...), 0
  for _, v in ipairs{...} do sum = sum + v end
  return sum/n, n
end

local function variance(...)
  local m, n = mean(...)
  local values, sum = table.pack(...), 0
  for i = 1, values.n do sum = sum + (values[i] - m)^2 end
  return sum/(n - 1)
end

local function last(first, ...)
  if select("#", ...) == 0 then return first end
  return last(...)
end

return {
  name = "variance by varargs",
  cost = function(x)
    return variance(table.unpack(x)) + (last(x[1], x[2], x[3]) - 2)^2
  end,
  start = {1, 2.5, 4, -1},
  gradient = function(x)
    local m = (x[1] + x[2] + x[3] + x[4])/4
    local g = {}
    for i = 1, 4 do g[i] = 2*(x[i] - m)/3 end
    g[3] = g[3] + 2*(x[3] - 2)
    return g
  end,
  note = "varargs, table.pack, a tail call",
}
