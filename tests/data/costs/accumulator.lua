local function adder()
  local total, count = 0, 0
  return {
    add = function(v) total, count = total + v, count + 1 end,
    mean = function() return total/count end,
  }
end

return {
  name = "means of groups",
  cost = function(x)
    local squares, cubes = adder(), adder()
    for i = 1, #x do
      squares.add(x[i]^2)
      if i > 2 then cubes.add(x[i]^3) end
    end
    return squares.mean() + (cubes.mean() - 1)^2
  end,
  start = {0.5, 1, -0.4, 1.3, 0.8},
  gradient = function(x)
    local cubes, g = 0, {}
    for i = 3, 5 do cubes = cubes + x[i]^3/3 end
    for i = 1, 5 do g[i] = 2*x[i]/5 + (i > 2 and 2*(cubes - 1)*x[i]^2 or 0) end
    return g
  end,
  note = "closures with upvalues of their own, made in the cost",
}
