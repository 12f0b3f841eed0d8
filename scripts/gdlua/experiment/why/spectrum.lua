--- The extreme eigenvalues of a symmetric map by Lanczos' method (Golub & Van
--- Loan, 10.1 and 8.3), with all vectors kept orthogonal. For no more than 60
--- variables these are all eigenvalues.
local gd = require "gdlua"

-- Products with the map: the vectors of very many variables are a lot of work.
local function most(n) return n <= 2000 and 60 or 20 end

-- Numbers of our own: the user's generator stays where it is.
local function generator()
  local seed = 12345
  return function()
    seed = (1103515245*seed + 12345) & 0x7fffffff
    return seed / 0x40000000 - 1
  end
end

-- A random unit vector that is orthogonal to all of `basis`; nil: there is none.
local function fresh(n, basis, random, mask)
  for _ = 1, 3 do
    local v = gd.zeros(n)
    for i = 1, n do v[i] = random() end
    if mask then v = v * mask end
    for _ = 1, 2 do
      for _, q in ipairs(basis) do v = v - v:dot(q)*q end
    end
    local size = v:norm()
    if size > 1e-8 then return v / size end
  end
end

-- Eigenvalues d and vectors z of the tridiagonal matrix (d, e): the QL method
-- with implicit shifts.
local function tridiagonal(d, e)
  local n, z = #d, {}
  for i = 1, n do
    z[i] = {}
    for j = 1, n do z[i][j] = i == j and 1 or 0 end
  end
  e[n] = 0
  for l = 1, n do
    for _ = 1, 60 do
      local m = l
      while m < n and math.abs(e[m]) > 1e-16*(math.abs(d[m]) + math.abs(d[m + 1])) do m = m + 1 end
      if m == l then break end
      local g = (d[l + 1] - d[l]) / (2*e[l])
      local r = math.sqrt(g*g + 1)
      g = d[m] - d[l] + e[l] / (g + (g >= 0 and r or -r))
      local s, c, p = 1, 1, 0
      for i = m - 1, l, -1 do
        local f, b = s*e[i], c*e[i]
        r = math.sqrt(f*f + g*g)
        e[i + 1] = r
        if r == 0 then
          d[i + 1] = d[i + 1] - p
          e[m] = 0
          break
        end
        s, c = f / r, g / r
        g = d[i + 1] - p
        r = (d[i] - g)*s + 2*c*b
        p = s*r
        d[i + 1] = g + p
        g = c*r - b
        for k = 1, n do
          f = z[k][i + 1]
          z[k][i + 1] = s*z[k][i] + c*f
          z[k][i] = c*z[k][i] - s*f
        end
      end
      if r ~= 0 then
        d[l], e[l], e[m] = d[l] - p, g, 0
      end
    end
  end
  return d, z
end

--- map(v) -> the product. `mask`: 1 where a variable may move, or nil for all.
--- Answers a list of {value =, vector =} with the smallest value first, and
--- whether these are all; nil where a product is not finite.
return function(n, map, mask, first)
  local size = mask and math.tointeger(mask:sum()) or n
  local random, basis, d, e = generator(), {}, {}, {}
  local steps = math.min(size, most(n))
  local q = first and first:norm() > 0 and first / first:norm() or nil
  local largest = 0
  for k = 1, steps do
    if not q then
      q = fresh(n, basis, random, mask)
      if not q then break end
    end
    basis[k] = q
    local w = map(q)
    local a = w:dot(q)
    if a - a ~= 0 then return nil end
    d[k] = a
    for _ = 1, 2 do
      for _, v in ipairs(basis) do w = w - w:dot(v)*v end
    end
    local b = w:norm()
    largest = math.max(largest, math.abs(a), b)
    if b > 1e-12*largest and b == b then
      e[k], q = b, w / b
    else
      e[k], q = 0, nil
    end
  end
  if #d == 0 then return nil end
  local values, z = tridiagonal(d, e)
  local list = {}
  for j = 1, #values do
    local v = gd.zeros(n)
    for k = 1, #values do v = v + z[k][j]*basis[k] end
    list[j] = {value = values[j], vector = v}
  end
  table.sort(list, function(a, b) return a.value < b.value end)
  return list, steps == size
end
