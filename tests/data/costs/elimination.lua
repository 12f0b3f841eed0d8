-- Gaussian elimination with pivoting, on tables of tables; A and b are copied.
local function solve(A, b)
  local n, rows = #b, {}
  for i = 1, n do rows[i] = {table.unpack(A[i])}; rows[i][n + 1] = b[i] end
  for k = 1, n do
    local best = k
    for i = k + 1, n do
      if math.abs(rows[i][k]) > math.abs(rows[best][k]) then best = i end
    end
    rows[k], rows[best] = rows[best], rows[k]
    for i = k + 1, n do
      local factor = rows[i][k]/rows[k][k]
      for j = k, n + 1 do rows[i][j] = rows[i][j] - factor*rows[k][j] end
    end
  end
  local x = {}
  for i = n, 1, -1 do
    local sum = rows[i][n + 1]
    for j = i + 1, n do sum = sum - rows[i][j]*x[j] end
    x[i] = sum/rows[i][i]
  end
  return x
end

-- Currents in a network of resistors: which resistances explain the meters?
local meters = {0.9, 0.3, -0.4}

return {
  name = "resistances from currents",
  cost = function(r)
    local A = {
      {r.a + r.b, -r.b, 0},
      {-r.b, r.a + r.b + r.c, -r.c},
      {2, -r.c, r.b + r.c},
    }
    local current = solve(A, {1, 0.5, r.a})
    local sum = 0
    for i, m in ipairs(meters) do sum = sum + (current[i] - m)^2 end
    return sum
  end,
  start = {a = 1.1, b = 0.7, c = 2},
  note = "elimination with pivots chosen among traced values, rows swapped",
}
