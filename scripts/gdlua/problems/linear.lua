--- Problems 32 to 35 of More, Garbow and Hillstrom (1981): linear ones, and
--- Chebyquad; n variables and m >= n residuals.
local parts = require "gdlua.problems.parts"
local filled, mgh = parts.filled, parts.mgh

local function twice(n) return 2*n end

-- x[1] + 2 x[2] + ... from x[first] to x[last].
local function weighted(x, first, last)
  local s = 0
  for j = first, last do s = s + j*x[j] end
  return s
end

-- The point of least norm with weighted(x, first, last) = value.
local function point(n, first, last, value)
  local x, squares = filled(0)(n), 0
  for j = first, last do squares = squares + j^2 end
  for j = first, last do x[j] = j*value/squares end
  return x
end

-- The minima of Chebyquad where they are not 0, for m = n.
local chebyquad = {
  [8] = {cost = 3.516873725677931e-3,
         x = {0.04315276015101661, 0.1930908403841861, 0.2663287068902729, 0.5, 0.5,
              0.7336712931097271, 0.8069091596158139, 0.9568472398489833}},
  [10] = {cost = 6.503954800882309e-3,
          x = {0.05961990053581271, 0.1667082818358614, 0.2391706589426085, 0.3988842923060445,
               0.3988842923060445, 0.6011157076939555, 0.6011157076939555, 0.7608293410573915,
               0.8332917181641386, 0.9403800994641873}},
}

return {
  {
    name = "linear_full_rank", title = "Linear function of full rank",
    source = mgh(32, "the authors"), n = {10, min = 1}, m = {twice}, start = filled(1),
    residuals = function(x, m)
      local n, r, s = #x, {}, 0
      for i = 1, n do s = s + x[i] end
      for i = 1, m do r[i] = (i <= n and x[i] or 0) - 2*s/m - 1 end
      return r
    end,
    minimum = function(n, m) return {cost = m - n, x = filled(-1)(n)} end,
  },
  {
    -- everywhere where x[1] + 2 x[2] + ... + n x[n] = 3/(2 m + 1)
    name = "linear_rank_1", title = "Linear function of rank 1",
    source = mgh(33, "the authors"), n = {10, min = 1}, m = {twice}, start = filled(1),
    residuals = function(x, m)
      local r, s = {}, weighted(x, 1, #x)
      for i = 1, m do r[i] = i*s - 1 end
      return r
    end,
    minimum = function(n, m)
      return {cost = m*(m - 1)/(2*(2*m + 1)), x = point(n, 1, n, 3/(2*m + 1))}
    end,
  },
  {
    -- everywhere where 2 x[2] + ... + (n - 1) x[n - 1] = 3/(2 m - 3)
    name = "linear_rank_1_zero", title = "Linear function of rank 1 with zero columns and rows",
    source = mgh(34, "the authors"), n = {10, min = 3}, m = {twice}, start = filled(1),
    residuals = function(x, m)
      local r, s = {}, weighted(x, 2, #x - 1)
      for i = 1, m do r[i] = (i > 1 and i < m) and (i - 1)*s - 1 or -1 end
      return r
    end,
    minimum = function(n, m)
      return {cost = (m^2 + 3*m - 6)/(2*(2*m - 3)), x = point(n, 2, n - 1, 3/(2*m - 3))}
    end,
  },
  {
    name = "chebyquad", title = "Chebyquad: quadrature with equal weights",
    source = mgh(35, "Fletcher 1965"), n = {8, min = 1}, m = {function(n) return n end},
    start = function(n)
      local x = {}
      for i = 1, n do x[i] = i/(n + 1) end
      return x
    end,
    residuals = function(x, m)
      local n, r = #x, {}
      for i = 1, m do r[i] = 0 end
      for j = 1, n do
        local t = 2*x[j] - 1
        local before, now = 1, t           -- Chebyshev polynomials of degree i - 1 and i
        for i = 1, m do
          r[i] = r[i] + now/n
          before, now = now, 2*t*now - before
        end
      end
      for i = 2, m, 2 do r[i] = r[i] + 1/(i^2 - 1) end
      return r
    end,
    minimum = function(n, m)
      if m ~= n then return nil end
      if n <= 7 or n == 9 then return {cost = 0} end
      return chebyquad[n]
    end,
  },
}
