return {
  name = "Rastrigin",
  cost = function(x)
    local sum = 10*#x
    for _, v in ipairs(x) do
      sum = sum + v^2 - 10*math.cos(2*math.pi*v)
    end
    return sum
  end,
  start = {0.4, -0.3, 1.2, 2.6},
  gradient = function(x)
    local g = {}
    for i, v in ipairs(x) do g[i] = 2*v + 20*math.pi*math.sin(2*math.pi*v) end
    return g
  end,
  note = "ipairs over a vector",
}
