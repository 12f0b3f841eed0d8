--- Scaling: curvatures that differ by many powers of ten, so that what is right
--- for one parameter is nothing for another; or that are nothing like what steps of
--- ordinary size are made for. `root` of the finding: no other step mends that.

local wide = 1e4                    -- ratio of curvatures from which that matters

-- The parameters of largest and smallest curvature at x, and these.
local function extremes(c, x)
  local d = c:diagonal(x)
  if not d then return nil end
  local high, low, i, j = 0, math.huge, nil, nil
  for k = 1, #d do
    local v = math.abs(d[k])
    if not c.free or c.free[k] == 1 then
      if v > high then high, i = v, k end
      if v > 0 and v < low then low, j = v, k end
    end
  end
  if i and high >= wide*low then return i, j, high, low end
end

-- Beside x: what vanishes at x by chance does not vanish here.
local function beside(c)
  local y = c.x:copy()
  for k = 1, #y do
    y[k] = y[k] + 0.1*math.sin(k + 1)*math.max(math.abs(y[k]), math.abs(y[k] - c.x0[k]), 1e-3)
  end
  return y
end

-- The largest and smallest curvature that count, and where they are: of the
-- parameters by themselves, or of directions.
local function range(c)
  local i, j, high, low = extremes(c, c.x)
  if i then
    local d = c:diagonal(beside(c))
    local ratio = math.abs(d[i]) / math.abs(d[j])
    if ratio >= wide then return high, low, c.p.names[i], c.p.names[j] end
    return nil
  end
  local s = c:spectrum("end", c.x)
  if not s then return nil end
  local high, low, v = s.high.value, math.huge, nil
  for _, pair in ipairs(s.list) do
    if pair.value > 1e-13*high and pair.value < low then low, v = pair.value, pair.vector end
  end
  if high >= wide*low then return high, low, nil, nil, v end
end

-- The tolerance was met far from the minimum, the gradient being small everywhere.
local function too_soon(c)
  if not c:left_something(1e-2) then return nil end
  local s = c:spectrum("end", c.x)
  return {
    name = "scaling", high = s and s.high.value or 0, low = s and s.low.value or 0,
    evidence = ("|g| = %.2g meets the tolerance, and yet %.2g of the way down is left: the cost could fall by " ..
                "%.3g more"):format(c.gnorm, c:left(), c:gain()),
    suggestion = "multiply the cost so that its gradient is about 1 at the start, or ask for a smaller tolerance",
  }
end

-- An ordinary step, and curvatures that are not: one unit for all is wrong.
local function of_all(c)
  if c.r.converged and c.ending == "gradient" then return too_soon(c) end
  local step, limit = c.step_last, c:critical()
  local s = limit and c:spectrum("end", c.x)
  if not s or step < 1e-4 or step > 10 then return nil end
  local ratio = step*s.high.value/limit
  if ratio < 3e3 and not (ratio > 0 and ratio < 1e-5) then return nil end
  return {
    name = "scaling", high = s.high.value, low = s.low.value,
    root = step >= 1e-3 and step <= 1 and (ratio > 3e3 or ratio < 1e-6),
    evidence = ("the curvature is about %.2g, while steps like %.3g are made for about %.2g"):format(
               s.high.value, step, limit/step/2),
    suggestion = ("multiply the cost by about %.1g, or the parameters by its root"):format(limit/step/2/s.high.value),
  }
end

return function(c)
  local high, low, sharp, flat, v = range(c)
  if not high then return of_all(c) end
  local unstable = c.found["step above critical"]
  if not unstable and not c:left_something(1e-3) and (c.r.converged or not c:is_far(not flat and v or nil)) then
    return nil
  end
  if c.r.converged and not flat then return nil end
  return {
    name = "scaling", high = high, low = low, root = sharp ~= nil and high >= 1e5*low,
    evidence = sharp and ("the curvature along %s is %.3g, along %s %.3g: %.2g times less"):format(
                 sharp, high, flat, low, high/low) or
               ("eigenvalues of the Hessian go from %.3g to %.3g: a ratio of %.2g"):format(low, high, high/low),
    suggestion = sharp and
      ("measure the parameters in units that make their effects alike (divide %s by about %.2g " ..
       "relative to %s; gd.standardize for data), give steps by leaf, or use lbfgs, newton or adam"):format(
       flat, math.sqrt(high/low), sharp) or
      "use a method that learns the curvature (lbfgs, newton, trust_region), or other coordinates",
  }
end
