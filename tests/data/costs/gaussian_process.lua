local gd = require "gdlua"
local x = {0.1, 0.4, 0.8, 1.3, 1.7}
local y = gd.vector{0.2, 0.5, 0.9, 0.4, -0.2}

-- Cholesky's factor by hand, so that plain tables do.
local function cholesky(A)
  local L = {}
  for i = 1, #A do
    L[i] = {}
    for j = 1, i do
      local s = A[i][j]
      for k = 1, j - 1 do s = s - L[i][k]*L[j][k] end
      L[i][j] = i == j and math.sqrt(s) or s/L[j][j]
    end
  end
  return L
end

return {
  name = "likelihood of a Gaussian process",
  cost = function(p)
    local K = {}
    for i = 1, #x do
      K[i] = {}
      for j = 1, #x do
        K[i][j] = math.exp(p[1] - (x[i] - x[j])^2/2*math.exp(p[2]))
        if i == j then K[i][j] = K[i][j] + math.exp(p[3]) end
      end
    end
    local L, z, nll = cholesky(K), {}, 0
    for i = 1, #x do
      z[i] = y[i]
      for k = 1, i - 1 do z[i] = z[i] - L[i][k]*z[k] end
      z[i] = z[i]/L[i][i]
      nll = nll + z[i]^2/2 + math.log(L[i][i])
    end
    return nll
  end,
  start = {-0.5, 1, -2},
  note = "Cholesky factorisation in tables of tables",
}
