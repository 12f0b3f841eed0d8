local function squared(...)
  local sum = 0
  for i = 1, select("#", ...) do
    local r = select(i, ...)
    sum = sum + r*r
  end
  return sum
end

return {
  name = "Booth",
  cost = function(p)
    local x, y = table.unpack(p)
    return squared(x + 2*y - 7, 2*x + y - 5)
  end,
  start = {-3, 4},
  gradient = function(p)
    local a, b = p[1] + 2*p[2] - 7, 2*p[1] + p[2] - 5
    return {2*a + 4*b, 4*a + 2*b}
  end,
  note = "table.unpack, varargs and select",
}
