-- A Walsh transform: signs by the parity of i & j.
local function sign(i, j)
  local bits, odd = i & j, 0
  while bits ~= 0 do
    odd = odd ~ (bits & 1)
    bits = bits >> 1
  end
  return odd == 0 and 1 or -1
end

local wish = {1, 0, -1, 0.5, 0, 0, 2, 1}

return {
  name = "Walsh transform with a given spectrum",
  cost = function(x)
    local sum = 0
    for i = 0, 7 do
      local value = 0
      for j = 0, 7 do value = value + sign(i, j)*x[j + 1] end
      sum = sum + (value/8 - wish[i + 1])^2
    end
    return sum
  end,
  start = {1, 2, 0, -1, 0.5, 0.3, 1, -2},
  gradient = function(x)
    local g = {0, 0, 0, 0, 0, 0, 0, 0}
    for i = 0, 7 do
      local value = 0
      for j = 0, 7 do value = value + sign(i, j)*x[j + 1] end
      for j = 0, 7 do g[j + 1] = g[j + 1] + sign(i, j)*(value/8 - wish[i + 1])/4 end
    end
    return g
  end,
  note = "bit operations on counters",
}
