--- Student's t distribution: probabilities and quantiles.
local student = {}

-- The continued fraction of the incomplete beta function (NIST Handbook of
-- Mathematical Functions, 8.17.22), from the front (Lentz).
local function fraction(x, a, b)
  local tiny = 1e-300
  local value, c, d = 1, 1, 0
  for k = 1, 10000 do
    local m, term = k // 2, nil
    if k == 1 then term = 1
    elseif k % 2 == 1 then term = m*(b - m)*x/((a + 2*m - 1)*(a + 2*m))
    else term = -(a + m - 1)*(a + b + m - 1)*x/((a + 2*m - 2)*(a + 2*m - 1)) end
    if k == 1 then c, d, value = term/tiny, 1, term
    else
      d = 1 + term*d
      if d == 0 then d = tiny end
      d = 1/d
      c = 1 + term/c
      if c == 0 then c = tiny end
      value = value*c*d
      if math.abs(c*d - 1) < 1e-16 then break end
    end
  end
  return value
end

-- log(gamma(a + 1/2)/gamma(a)); for large a by its asymptotic series.
local function half_step(a)
  if a > 100 then
    return math.log(a)/2 - 1/(8*a) + 1/(192*a^3) - 1/(640*a^5)
  end
  local lgamma = require "gdlua".lgamma
  return lgamma(a + 0.5) - lgamma(a)
end

-- The regularised incomplete beta function I_x(a, b); y is 1 - x, and a or b
-- is 1/2.
local function beta(x, y, a, b)
  if x <= 0 then return 0.0 end
  if y <= 0 then return 1.0 end
  if x > (a + 1)/(a + b + 2) then return 1 - beta(y, x, b, a) end
  local log1p = require "gdlua".log1p
  local logx = x < 0.5 and math.log(x) or log1p(-y)
  local logy = y < 0.5 and math.log(y) or log1p(-x)
  local other = a == 0.5 and b or a
  local front = math.exp(a*logx + b*logy + half_step(other) - math.log(math.pi)/2)/a
  return front*fraction(x, a, b)
end

--- The probability of |T| >= |t| with `dof` degrees of freedom; math.huge: of the
--- normal distribution.
function student.tails(t, dof)
  t = math.abs(t)
  if t ~= t then return t end
  if t == math.huge then return 0.0 end
  if dof == math.huge then return 1 - require "gdlua".erf(t/math.sqrt(2)) end
  local square = t*t
  return beta(dof/(dof + square), square/(dof + square), dof/2, 0.5)
end

--- t such that |T| <= t with probability `level`.
function student.quantile(level, dof)
  local tails = 1 - level
  local low, high = 0, 1
  while student.tails(high, dof) > tails do low, high = high, 2*high end
  for _ = 1, 200 do
    local middle = (low + high)/2
    if middle <= low or middle >= high then break end
    if student.tails(middle, dof) > tails then low = middle else high = middle end
  end
  return high
end

return student
