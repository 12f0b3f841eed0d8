local xs = {-1, -0.5, 0, 0.5, 1, 1.5}
local ys = {2.1, 0.9, 0.4, 0.8, 1.7, 3.6}

local function polynomial(c, x, k)
  k = k or 1
  if k == #c then return c[k] end
  return c[k] + x*polynomial(c, x, k + 1)
end

return {
  name = "polynomial by Horner's rule, recursive",
  cost = function(c)
    local sum = 0
    for i = 1, #xs do sum = sum + (polynomial(c, xs[i]) - ys[i])^2 end
    return sum
  end,
  start = {0.4, 0.1, 0.9, 0.2},
  gradient = function(c)
    local g = {0, 0, 0, 0}
    for i, x in ipairs(xs) do
      local r = 2*(polynomial(c, x) - ys[i])
      for k = 1, 4 do g[k] = g[k] + r*x^(k - 1) end
    end
    return g
  end,
  note = "recursion with a default argument",
}
