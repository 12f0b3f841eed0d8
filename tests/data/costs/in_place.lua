return {
  name = "polynomial division in the argument itself",
  cost = function(c)
    local x = 0.7
    for i = #c - 1, 1, -1 do c[i] = c[i] + x*c[i + 1] end     -- synthetic division
    local sum = (c[1] - 2)^2
    for i = 2, #c do sum = sum + 0.1*c[i]^2 end
    return sum
  end,
  start = {1, -0.5, 0.3, 0.8},
  gradient = function(c)
    -- the quotients are b = T c with T upper triangular, t_ij = 0.7^(j - i)
    local b, g = {}, {}
    for i = 4, 1, -1 do b[i] = c[i] + (i < 4 and 0.7*b[i + 1] or 0) end
    for j = 1, 4 do
      g[j] = 2*(b[1] - 2)*0.7^(j - 1)
      for i = 2, j do g[j] = g[j] + 0.2*b[i]*0.7^(j - i) end
    end
    return g
  end,
  note = "a cost that writes into its own argument",
}
