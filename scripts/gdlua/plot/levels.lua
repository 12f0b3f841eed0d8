--- At which costs a contour picture has lines.
local levels = {}

-- The round step that divides the way from lo to hi into about n parts.
local function step_of(lo, hi, n)
  local raw = (hi - lo)/(n + 1)
  local power = 10.0^math.floor(math.log(raw, 10))
  for _, m in ipairs{1, 2, 2.5, 5} do
    if m*power >= 0.8*raw then return m*power end
  end
  return 10*power
end

-- Round numbers from lo to hi at even distances.
local function linear(lo, hi, n)
  local step, list = step_of(lo, hi, n), {}
  for k = math.floor(lo/step) + 1, math.ceil(hi/step) - 1 do list[#list + 1] = k*step end
  return list
end

-- Round distances from the lowest cost, each a fixed factor above the last.
local function geometric(base, first, last, n)
  local decades = math.log(last/first, 10)
  local series = decades*3 <= n and {1, 2, 5} or decades*2 <= n and {1, 3} or {1}
  local every = math.max(1, math.ceil(decades/n))
  local list = {}
  for k = math.floor(math.log(first, 10)), math.ceil(math.log(last, 10)) do
    for _, m in ipairs(k % every == 0 and series or {}) do
      local d = m*10.0^k
      if d >= first*0.999 and d <= last then list[#list + 1] = base + d end
    end
  end
  return list
end

--- About n levels for the (sorted, finite) values, at even distances, or with
--- `log` (true, false, "auto": where most values lie near the lowest) at even
--- ratios above the lowest cost known. The second answer: which it was.
function levels.choose(values, n, log, lowest)
  local lo, hi = values[1], values[#values]
  if not lo or not (hi > lo) then return {}, false end
  local median = values[(#values + 1)//2]
  if log == "auto" then log = (median - lo)/(hi - lo) < 0.15 end
  if not log then return linear(lo, hi, n), false end
  local base = math.min(lowest or lo, lo)
  if base > 0 and base < 1e-6*(hi - base) then base = 0 end
  local first = values[math.max(2, #values//60)] - base
  if not (first > (hi - base)*1e-12) then first = (hi - base)*1e-12 end
  return geometric(base, first, hi - base, n), true
end

return levels
