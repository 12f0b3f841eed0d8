--- gd.polyfit(x, y, degree [, opts]): the polynomial of that degree with the
--- least squares of its distances from the points.
---
--- It is found, kept and evaluated in u = (x - middle)/half, which runs from -1
--- to 1 over the points: powers of x itself would lose digits.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"

local polynomial = {}
polynomial.__index = polynomial
polynomial.__name = "polynomial"

local declarations = options.publish("polyfit", {
  {"weights", nil, "of the squares: a number >= 0 for each point", type = {"table", "userdata"}},
})

-- Horner's scheme: of numbers, vectors, and values being traced.
function polynomial:__call(x)
  local c, u = self.scaled, (x - self.middle)/self.half
  local sum = c[#c]
  if #c == 1 then return sum + 0*u end
  for k = #c - 1, 1, -1 do sum = sum*u + c[k] end
  return sum
end

function polynomial:__tostring()
  local words = {}
  for k = 1, #self.coefficients do
    local c = self.coefficients[k]
    local number = ("%.8g"):format(math.abs(c))
    local power = k == 1 and "" or k == 2 and "x" or ("x^%d"):format(k - 1)
    local term = k == 1 and number or number == "1" and power or number .. "*" .. power
    local sign = k == 1 and (c < 0 and "-" or "") or c < 0 and " - " or " + "
    words[k] = sign .. term
  end
  return table.concat(words)
end

-- The coefficients of powers of x of one in powers of (x - middle)/half: one
-- after the other, sum = sum*(x - middle)/half + c.
local function expanded(c, middle, half)
  local out = {}
  for k = #c, 1, -1 do
    local n = #out
    for i = n + 1, 1, -1 do
      out[i] = ((out[i - 1] or 0) - middle*(out[i] or 0))/half
    end
    if n == 0 then out[1] = c[k] else out[1] = out[1] + c[k] end
  end
  return out
end

local function numbers_of(v, at)
  local gd = require "gdlua"
  if type(v) == "table" then v = gd.vector(v) end
  if not (type(v) == "userdata" and core.is_array(v) and v.rank == 1) then
    blame("bad argument #%d to 'polyfit' (a list or a vector of numbers expected, got %s)", at,
          core.describe(v))
  end
  for i = 1, #v do
    if v[i] - v[i] ~= 0 then
      blame("bad argument #%d to 'polyfit' (number %d is %s)", at, i,
            v[i] ~= v[i] and "nan" or tostring(v[i]))
    end
  end
  return v
end

-- The square roots of the weights, or nil.
local function roots_of(weights, n)
  if not weights then return nil end
  local roots = {}
  for i = 1, n do
    local w = weights[i]
    if type(w) ~= "number" or not (w >= 0 and w < math.huge) then
      blame("bad option 'weights' to 'polyfit' (number %d is %s; a number >= 0 expected)", i,
            core.describe(w))
    end
    roots[i] = math.sqrt(w)
  end
  if #weights ~= n then
    blame("bad option 'weights' to 'polyfit' (%d numbers expected, one a point, got %d)", n,
          #weights)
  end
  return roots
end

local function count_different(x, roots)
  local seen, n = {}, 0
  for i = 1, #x do
    if not seen[x[i]] and not (roots and roots[i] == 0) then
      seen[x[i]] = true
      n = n + 1
    end
  end
  return n
end

return function(x, y, degree, opts)
  x, y = numbers_of(x, 1), numbers_of(y, 2)
  if #x ~= #y then
    blame("bad argument #2 to 'polyfit' (as many numbers as in argument #1, %d, expected, got %d)",
          #x, #y)
  elseif math.tointeger(degree) == nil or degree < 0 then
    blame("bad argument #3 to 'polyfit' (the degree, a whole number >= 0, expected, got %s)",
          core.describe(degree))
  end
  degree = math.tointeger(degree)
  local o = options.check("polyfit", declarations, opts)
  local roots = roots_of(o.weights, #x)
  local different = count_different(x, roots)
  if different <= degree then
    blame("'polyfit': a polynomial of degree %d needs %d points with different x, there %s %d",
          degree, degree + 1, different == 1 and "is" or "are", different)
  end
  local gd = require "gdlua"
  local low, high = x:min(), x:max()
  local middle, half = low + (high - low)/2, high > low and (high - low)/2 or 1.0
  local A, b = gd.zeros(#x, degree + 1), y:copy()
  for i = 1, #x do
    local row, root = A[i], roots and roots[i] or 1
    local power, u = root, (x[i] - middle)/half
    for k = 1, degree + 1 do row[k], power = power, power*u end
    b[i] = b[i]*root
  end
  local c, rank = gd.lstsq(A, b)
  if rank <= degree then
    blame("'polyfit': the points lie too close together for a polynomial of degree %d (rank %d " ..
          "of %d)", degree, rank, degree + 1)
  end
  local scaled = c:totable()
  local p = setmetatable({scaled = scaled, middle = middle, half = half, degree = degree,
                          coefficients = gd.vector(expanded(scaled, middle, half))}, polynomial)
  p.residuals = y - p(x)
  return p
end
