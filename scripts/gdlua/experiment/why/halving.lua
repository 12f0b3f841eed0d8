--- Wrong components of a gradient of many variables: slopes along signs of parts
--- of the components against differences of the cost, halving the parts that
--- differ.
local gd = require "gdlua"

local most = 8                      -- components that are looked for

-- The slope along u by central differences, extrapolated (Richardson 1911), and
-- what it may be wrong by.
local function slope(p, x, u)
  local h = 2.0^-10 * math.max(1, x:abs():max())
  local function central(t) return p.sense * (p:raw(x + t*u) - p:raw(x - t*u)) / (2*t) end
  local wide, narrow = central(h), central(h/2)
  local best = (4*narrow - wide) / 3
  return best, math.abs(best - narrow) + 0x1p-50 * math.abs(p:raw(x)) / h
end

-- 1 or -1 at first .. last, in no pattern.
local function signs(n, first, last)
  local u = gd.zeros(n)
  for i = first, last do u[i] = math.sin(i*i*0.7 + i) > 0 and 1 or -1 end
  return u
end

--- A list of rows {i, given, expected, error} as why/wrong_gradient.lua makes them.
return function(p, x, g)
  local rows, size = {}, g:abs():max()
  local function visit(first, last)
    if #rows >= most then return end
    local u = signs(p.n, first, last)
    if p.free then u = u * p.free end
    local expected, noise = slope(p, x, u)
    local given = g:dot(u)
    local err = math.abs(given - expected)
    if not (err > 1e-4*size + 10*noise) then return end
    if first == last then
      local scale = math.max(math.abs(given), math.abs(expected))
      if err > 1e-3*scale then
        rows[#rows + 1] = {i = first, given = u[first]*given, expected = u[first]*expected, error = err/scale}
      end
      return
    end
    local middle = (first + last) // 2
    visit(first, middle)
    visit(middle + 1, last)
  end
  visit(1, p.n)
  return rows
end
