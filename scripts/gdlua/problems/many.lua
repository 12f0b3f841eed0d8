--- Problems 20 to 31 of More, Garbow and Hillstrom (1981): as many variables as
--- one likes.
local parts = require "gdlua.problems.parts"
local filled, mgh = parts.filled, parts.mgh

local function same(n) return n end

local function zero() return {cost = 0} end

-- Minima whose costs were published for some n, to the last digits of a double.
local function known(minima)
  return function(n) return minima[n] end
end

-- All variables are equal in the minimum of problem 23: the largest root of the
-- derivative, 4 n x^3 + (2 a - 1) x - 2 a, by Newton's method from beyond it.
local function equal_root(n, a)
  local x = 1
  for _ = 1, 100 do
    x = x - (4*n*x^3 + (2*a - 1)*x - 2*a)/(12*n*x^2 + 2*a - 1)
  end
  return x
end

return {
  {
    name = "watson", title = "Watson",
    source = mgh(20, "Kowalik and Osborne 1968"), n = {6, min = 2, max = 31}, m = 31,
    start = filled(0),
    residuals = function(x)
      local n, r = #x, {}
      for i = 1, 29 do
        local t, slope, value = i/29, 0, 0
        for j = 2, n do slope = slope + (j - 1)*t^(j - 2)*x[j] end
        for j = 1, n do value = value + t^(j - 1)*x[j] end
        r[i] = slope - value^2 - 1
      end
      r[30], r[31] = x[1], x[2] - x[1]^2 - 1
      return r
    end,
    minimum = known{
      [6] = {cost = 2.287670053552436e-3,
             x = {-0.01572508640145846, 1.01243486936911, -0.2329916259567377, 1.260430087799608,
                  -1.51372892272228, 0.9929964324311345}},
      [9] = {cost = 1.39976013809902e-6,
             x = {-1.530703652139434e-5, 0.9997897039319484, 0.01476396369355696,
                  0.1463423282993622, 1.000821103004709, -2.617731140519015, 4.104403164478856,
                  -3.143612278556442, 1.052626408010167}},
      [12] = {cost = 4.722381105891757e-10,
              x = {-6.638060464520687e-9, 1.000001644117862, -5.639322103423058e-4,
                   0.3478205405040424, -0.1567315040961651, 1.052815177207178,
                   -3.247271153459668, 7.288434897938061, -10.27184824132172,
                   9.074113647075316, -4.541375466692512, 1.01201188855281}},
    },
  },
  {
    name = "extended_rosenbrock", title = "Extended Rosenbrock: n/2 valleys side by side",
    source = mgh(21, "Spedicato 1975"), n = {10, min = 2, multiple = 2}, m = same,
    start = function(n)
      local x = {}
      for i = 1, n, 2 do x[i], x[i + 1] = -1.2, 1 end
      return x
    end,
    residuals = function(x)
      local r = {}
      for i = 1, #x, 2 do r[i], r[i + 1] = 10*(x[i + 1] - x[i]^2), 1 - x[i] end
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(1)(n)} end,
  },
  {
    name = "extended_powell", title = "Extended Powell singular function",
    source = mgh(22, "Spedicato 1975"), n = {12, min = 4, multiple = 4}, m = same,
    start = function(n)
      local x = {}
      for i = 1, n, 4 do x[i], x[i + 1], x[i + 2], x[i + 3] = 3, -1, 0, 1 end
      return x
    end,
    residuals = function(x)
      local r = {}
      for i = 1, #x, 4 do
        r[i] = x[i] + 10*x[i + 1]
        r[i + 1] = math.sqrt(5)*(x[i + 2] - x[i + 3])
        r[i + 2] = (x[i + 1] - 2*x[i + 2])^2
        r[i + 3] = math.sqrt(10)*(x[i] - x[i + 3])^2
      end
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
  },
  {
    name = "penalty_1", title = "Penalty function I",
    source = mgh(23, "Gill, Murray and Pitfield 1972"), n = {4, min = 1},
    m = function(n) return n + 1 end,
    start = function(n)
      local x = {}
      for i = 1, n do x[i] = i end
      return x
    end,
    residuals = function(x)
      local n, r, s = #x, {}, -0.25
      for i = 1, n do
        r[i] = math.sqrt(1e-5)*(x[i] - 1)
        s = s + x[i]^2
      end
      r[n + 1] = s
      return r
    end,
    minimum = function(n)
      local a = 1e-5
      local x = equal_root(n, a)
      return {cost = n*a*(x - 1)^2 + (n*x^2 - 0.25)^2, x = filled(x)(n)}
    end,
  },
  {
    name = "penalty_2", title = "Penalty function II",
    source = mgh(24, "Gill, Murray and Pitfield 1972"), n = {4, min = 1},
    m = function(n) return 2*n end, start = filled(0.5),
    residuals = function(x)
      local n, a, r, s = #x, math.sqrt(1e-5), {}, -1
      r[1] = x[1] - 0.2
      for i = 2, n do
        local y = math.exp(i/10) + math.exp((i - 1)/10)
        r[i] = a*(math.exp(x[i]/10) + math.exp(x[i - 1]/10) - y)
      end
      for i = n + 1, 2*n - 1 do r[i] = a*(math.exp(x[i - n + 1]/10) - math.exp(-1/10)) end
      for i = 1, n do s = s + (n - i + 1)*x[i]^2 end
      r[2*n] = s
      return r
    end,
    minimum = known{
      [4] = {cost = 9.37629300735544e-6,
             x = {0.1999993333503804, 0.1913167009927724, 0.4801014853326232,
                  0.5188454043902005}},
      [10] = {cost = 2.93660537456746e-4,
              x = {0.1999836051978236, 0.0103506484712923, 0.01960493448043841,
                   0.03208906722068566, 0.04993267739964131, 0.0765139951539936,
                   0.1186240728695042, 0.1921448723355767, 0.3473205869418436,
                   0.3691643741593508}},
    },
  },
  {
    name = "variably_dimensioned", title = "Variably dimensioned function",
    source = mgh(25, "the authors"), n = {10, min = 1}, m = function(n) return n + 2 end,
    start = function(n)
      local x = {}
      for i = 1, n do x[i] = 1 - i/n end
      return x
    end,
    residuals = function(x)
      local n, r, s = #x, {}, 0
      for i = 1, n do
        r[i] = x[i] - 1
        s = s + i*(x[i] - 1)
      end
      r[n + 1], r[n + 2] = s, s^2
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(1)(n)} end,
  },
  {
    name = "trigonometric", title = "Trigonometric function",
    source = mgh(26, "Spedicato 1975"), n = {10, min = 1}, m = same,
    start = function(n) return filled(1/n)(n) end,
    residuals = function(x)
      local n, r, s = #x, {}, 0
      for i = 1, n do s = s + math.cos(x[i]) end
      for i = 1, n do r[i] = n - s + i*(1 - math.cos(x[i])) - math.sin(x[i]) end
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(0)(n)} end,
    minima = function(n)
      return n == 10 and {{
        cost = 2.795056121880655e-5,
        x = {0.05515090398069216, 0.05684061679473945, 0.05876400176269586, 0.06099060865676174,
             0.06362621369585593, 0.06684317945275974, 0.2081615185698792, 0.1643630958856436,
             0.0850068956885088, 0.09143145071470801},
      }} or nil
    end,
  },
  {
    name = "brown_almost_linear", title = "Brown's almost linear function",
    source = mgh(27, "Brown 1969"), n = {10, min = 2}, m = same, start = filled(0.5),
    residuals = function(x)
      local n, r, s, product = #x, {}, -(#x + 1), 1
      for i = 1, n do s, product = s + x[i], product*x[i] end
      for i = 1, n - 1 do r[i] = x[i] + s end
      r[n] = product - 1
      return r
    end,
    minimum = function(n) return {cost = 0, x = filled(1)(n)} end,
    minima = function(n)
      local x = filled(0)(n)
      x[n] = n + 1
      return n >= 3 and {{cost = 1, x = x}} or nil
    end,
  },
  {
    name = "discrete_boundary_value", title = "Discrete boundary value problem",
    source = mgh(28, "More and Cosnard 1979"), n = {10, min = 1}, m = same,
    start = function(n)
      local x = {}
      for i = 1, n do x[i] = i/(n + 1)*(i/(n + 1) - 1) end
      return x
    end,
    residuals = function(x)
      local n, r = #x, {}
      local h = 1/(n + 1)
      for i = 1, n do
        local left, right = i > 1 and x[i - 1] or 0, i < n and x[i + 1] or 0
        r[i] = 2*x[i] - left - right + h^2*(x[i] + i*h + 1)^3/2
      end
      return r
    end,
    minimum = zero,
  },
  {
    name = "discrete_integral_equation", title = "Discrete integral equation",
    source = mgh(29, "More and Cosnard 1979"), n = {10, min = 1}, m = same,
    start = function(n)
      local x = {}
      for i = 1, n do x[i] = i/(n + 1)*(i/(n + 1) - 1) end
      return x
    end,
    residuals = function(x)
      local n, r, cube = #x, {}, {}
      local h = 1/(n + 1)
      local before, after = 0, 0           -- the sums up to i, and beyond i
      for j = 1, n do
        cube[j] = (x[j] + j*h + 1)^3
        after = after + (1 - j*h)*cube[j]
      end
      for i = 1, n do
        local t = i*h
        before, after = before + t*cube[i], after - (1 - t)*cube[i]
        r[i] = x[i] + h*((1 - t)*before + t*after)/2
      end
      return r
    end,
    minimum = zero,
  },
  {
    name = "broyden_tridiagonal", title = "Broyden's tridiagonal function",
    source = mgh(30, "Broyden 1965"), n = {10, min = 1}, m = same, start = filled(-1),
    residuals = function(x)
      local n, r = #x, {}
      for i = 1, n do
        local left, right = i > 1 and x[i - 1] or 0, i < n and x[i + 1] or 0
        r[i] = (3 - 2*x[i])*x[i] - left - 2*right + 1
      end
      return r
    end,
    minimum = zero,
  },
  {
    name = "broyden_banded", title = "Broyden's banded function",
    source = mgh(31, "Broyden 1971"), n = {10, min = 1}, m = same, start = filled(-1),
    residuals = function(x)
      local n, r = #x, {}
      for i = 1, n do
        local s = 0
        for j = math.max(1, i - 5), math.min(n, i + 1) do
          if j ~= i then s = s + x[j]*(1 + x[j]) end
        end
        r[i] = x[i]*(2 + 5*x[i]^2) + 1 - s
      end
      return r
    end,
    minimum = zero,
    minima = function(n)               -- where a descent from the start ends
      return n == 10 and {{
        cost = 3.057278432425819,
        x = {0.2107138580958654, 0.2609766859742702, 0.2279476724364564, 0.1970255887393955,
             0.2032296940376457, 0.2219159780309083, 0.1628122365896214, 0.04830252822017039,
             -0.07935658424045186, -0.1531251866826734},
      }} or nil
    end,
  },
}
