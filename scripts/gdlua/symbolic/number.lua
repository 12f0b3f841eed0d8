--- Numbers of the simplifier: exact fractions {n, d} of whole numbers below
--- 2^53, and floats {f} for what is none. A float that is a short decimal or a
--- simple fraction but for rounding is taken for that: 0.1 for 1/10, and 1/3 - 1
--- for -2/3. A fraction that came as a decimal is shown as
--- one (`decimal`).
local number = {}

local limit = 2.0^53

local function gcd(a, b)
  while b ~= 0 do a, b = b, a % b end
  return a
end

--- n/d in lowest terms; `decimal` where it is to be shown so.
function number.fraction(n, d, decimal)
  if d < 0 then n, d = -n, -d end
  local g = gcd(math.abs(n), d)
  n, d = n//g, d//g
  return {n = n, d = d, decimal = d > 1 and decimal or nil}
end

-- The same but for the rounding of an operation or two?
local function is_near(a, b) return math.abs(a - b) <= 5e-15*math.abs(b) end

-- v as a decimal of at most 12 digits.
local function as_decimal(v)
  local text = ("%.12g"):format(v)
  if not is_near(tonumber(text), v) then return nil end
  local digits, exponent = ("%.11e"):format(v):match("^(.-)e(.*)$")
  digits = digits:gsub("%.", "", 1):gsub("0+$", "")
  local places = #digits:gsub("-", "") - 1 - tonumber(exponent)
  if places < 0 or places > 15 then return nil end
  return number.fraction(math.tointeger(tonumber(digits)), 10^places // 1 | 0, true)
end

-- v as a fraction with a small denominator: the convergents of its continued
-- fraction.
local function as_fraction(v)
  local p0, q0, p1, q1, x = 0, 1, 1, 0, v
  for _ = 1, 20 do
    local whole = math.floor(x)
    if math.abs(whole)*q1 + q0 > 1000 or math.abs(whole*p1) + math.abs(p0) >= limit then return end
    p0, q0, p1, q1 = p1, q1, whole*p1 + p0, whole*q1 + q0
    if is_near(p1/q1, v) then return number.fraction(math.tointeger(p1), math.tointeger(q1)) end
    x = 1/(x - whole)
  end
end

--- The number that the float v is.
function number.of(v)
  if v % 1 == 0 and math.abs(v) < limit then return {n = math.tointeger(v), d = 1} end
  if v ~= v or math.abs(v) == math.huge then return {f = v} end
  return as_decimal(v) or as_fraction(v) or {f = v + 0.0}
end

number.zero, number.one, number.minus_one = number.of(0), number.of(1), number.of(-1)
number.half = number.fraction(1, 2)

--- Its value as a float.
function number.value(a) return a.f or a.n/a.d end

function number.is(a, v) return a.n == v and a.d == 1 end

function number.is_whole(a) return a.d == 1 end

function number.sign(a)
  local v = a.f or a.n
  return v > 0 and 1 or v < 0 and -1 or 0
end

--- What tells numbers apart, as a text.
function number.key(a)
  if a.f then return ("%a"):format(a.f) end
  return ("%d/%d%s"):format(a.n, a.d, a.decimal and "." or "")
end

local function fits(v) return math.abs(v) < limit end

-- n/d where all of n, d (floats at most) are exact, else the float.
local function exact(n, d, decimal, v)
  if fits(n) and fits(d) then
    return number.fraction(math.tointeger(n), math.tointeger(d), decimal)
  end
  return {f = v}
end

-- Whole numbers, most of what comes, add and multiply without gcd.
local function whole(v) return fits(v) and {n = math.tointeger(v), d = 1} or {f = v} end

function number.add(a, b)
  if a.d == 1 and b.d == 1 then return whole(1.0*a.n + b.n) end
  if a.f or b.f then return {f = number.value(a) + number.value(b)} end
  local x, y, d = 1.0*a.n*b.d, 1.0*b.n*a.d, 1.0*a.d*b.d
  if not (fits(x) and fits(y)) then d = math.huge end
  return exact(x + y, d, a.decimal or b.decimal, number.value(a) + number.value(b))
end

function number.multiply(a, b)
  if a.d == 1 and b.d == 1 then return whole(1.0*a.n*b.n) end
  if a.f or b.f then return {f = number.value(a)*number.value(b)} end
  return exact(1.0*a.n*b.n, 1.0*a.d*b.d, a.decimal or b.decimal,
               number.value(a)*number.value(b))
end

function number.negate(a) return number.multiply(a, number.minus_one) end

function number.absolute(a) return number.sign(a) < 0 and number.negate(a) or a end

--- 1/a; a is not 0.
function number.inverse(a)
  if a.f then return {f = 1/a.f} end
  return number.fraction(a.d, a.n, a.decimal)
end

-- The whole number r with r^k == n, or nil. n >= 0
local function root(n, k)
  local r = math.floor(n^(1/k) + 0.5)
  return 1.0*r^k == n and math.tointeger(r) or nil
end

--- a^b where that is exact (or a float already), else nil.
function number.power(a, b)
  if b.f or a.f then return {f = number.value(a)^number.value(b)} end
  if a.n == 0 then return b.n > 0 and a or nil end
  if b.n < 0 then
    a, b = number.inverse(a), number.negate(b)
  end
  if b.d > 1 then
    local n, d = a.n > 0 and root(a.n, b.d), root(a.d, b.d)
    if not n or not d then return nil end
    a = number.fraction(n, d, a.decimal)
  end
  if b.n > 64 then return nil end
  local result = exact((1.0*a.n)^b.n, (1.0*a.d)^b.n, a.decimal, 0/0)
  return not result.f and result or nil
end

--- The largest c such that a/c and b/c are whole; of floats 1.
function number.common(a, b)
  if a.f or b.f then return number.one end
  local n = gcd(math.abs(a.n), math.abs(b.n))
  local d = 1.0*a.d//gcd(a.d, b.d)*b.d
  return fits(d) and number.fraction(n, math.tointeger(d), a.decimal or b.decimal) or number.one
end

--- Is it written with a point: 0.2?
function number.is_decimal(a)
  if not a.decimal then return false end
  local d = a.d
  for _, p in ipairs{2, 5} do
    while d % p == 0 do d = d//p end
  end
  return d == 1
end

return number
