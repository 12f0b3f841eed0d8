--- Ranges of axes: the values that can be drawn, and how much more is shown.
local range = {}

-- Beyond this, differences overflow.
local largest = 1e300

-- Below this, a positive number counts as 0 on a logarithmic axis: gnuplot does
-- not find its way there and back.
local smallest = 1e-300

--- Can the value be drawn (on a logarithmic axis)?
function range.drawable(v, log)
  return v >= -largest and v <= largest and (not log or v >= smallest)
end

--- The smallest and largest drawable value of column `k` of the rows (where a
--- row is false it is a gap), and of what was found before; nil where there is
--- none.
function range.of(rows, k, log, lo, hi)
  for _, row in ipairs(rows) do
    local v = row and row[k]
    if v and range.drawable(v, log) then
      if not lo or v < lo then lo = v end
      if not hi or v > hi then hi = v end
    end
  end
  return lo, hi
end

--- The rows {x, y} whose y can be drawn, false for the others, which `count`
--- (made where it is nil; the second answer) counts: lost are those that are not
--- finite, low those a logarithmic axis does not have. excused(row): this one
--- does not count.
function range.split(rows, log, count, excused)
  local out = {}
  count = count or {lost = 0, low = 0}
  for i, row in ipairs(rows) do
    out[i] = range.drawable(row[2], log) and row
    if not out[i] and not (excused and excused(row)) then
      local kind = range.drawable(row[2]) and "low" or "lost"
      count[kind] = count[kind] + 1
    end
  end
  return out, count
end

-- The least width at which numbers and labels can be told apart.
local function least(lo, hi)
  return math.max(1e-9*math.max(math.abs(lo), math.abs(hi)), 1e-290)
end

-- Where all values are the same one.
local function around(v, log)
  if log then return v/10, v*10 end
  local half = v == 0 and 1 or math.max(math.abs(v)*0.1, 1e-290)
  return v - half, v + half
end

--- {from, to} with a margin of that share on both sides.
function range.padded(lo, hi, share, log)
  if not lo then return log and {1, 10} or {0, 1} end
  if log then
    if hi/lo < 1.001 then return {around(math.sqrt(lo)*math.sqrt(hi), true)} end
    local factor = (hi/lo)^share
    if factor == math.huge then factor = 1 end
    return {math.max(lo/factor, smallest/10), math.min(hi*factor, largest)}
  end
  if hi == lo then return {around(lo)} end
  local width = math.max(hi - lo, least(lo, hi))
  local middle = lo/2 + hi/2
  local half = (0.5 + share)*width
  return {math.max(middle - half, -largest), math.min(middle + half, largest)}
end

--- Is a logarithmic axis the better one for values between lo and hi (both
--- drawable)? Where they are positive and span a factor of `factor`.
function range.wants_log(lo, hi, factor)
  return lo ~= nil and lo > 0 and hi/lo >= factor
end

return range
