--- A saddle: the run ends where the gradient (nearly) vanishes, and there is a
--- direction of negative curvature along which the cost falls as that says.

-- The largest distance up to which the cost falls along v as the quadratic says
-- (within a quarter), and by how much; nil: at none.
local function way_down(c, v, slope, curvature)
  local noise = 100 * 0x1p-52 * math.max(math.abs(c.f), 1e-300)
  local best
  for _, sign in ipairs{1, -1} do
    local t = 1e-6*c:scale()
    while t <= 100*c:scale() do
      local predicted = sign*slope*t + curvature*t*t/2
      local actual = c.p:f(c.x + sign*t*v) - c.f
      if math.abs(actual - predicted) > math.abs(predicted)/4 + noise then break end
      if predicted < 0 and -actual > noise and (not best or -actual > best.fall) then
        best = {distance = t, fall = -actual}
      end
      t = 1.6*t
    end
  end
  return best
end

-- How far the point is from where the gradient vanishes, by the eigenvectors.
local function distance_to_rest(c, s)
  local sum, largest = 0, math.max(math.abs(s.low.value), math.abs(s.high.value))
  for _, pair in ipairs(s.list) do
    local value = pair.value
    if math.abs(value) > 1e-9*largest then sum = sum + (c.g:dot(pair.vector)/value)^2 end
  end
  return math.sqrt(sum)
end

return function(c)
  if c.projected then return nil end
  local s = c:spectrum("end", c.x)
  if not s or not (s.low.value < 0) then return nil end
  local value, v = s.low.value, s.low.vector
  if -value < 1e-7*math.abs(s.high.value) then return nil end
  local slope = c.g:dot(v)
  local down = way_down(c, v, slope, value)
  if not down or distance_to_rest(c, s) > 0.1*down.distance then return nil end
  local other = s.high.value > 0
  return {
    name = "saddle", direction = v, eigenvalue = value,
    evidence = ("|g| = %.2g, but the smallest eigenvalue of the Hessian is %.4g (the largest: " ..
                "%.4g): along its eigenvector the cost falls by %.3g within %.3g%s"):format(
                c.gnorm, value, s.high.value, down.fall, down.distance,
                other and "" or "; the point is a maximum"),
    suggestion = "start elsewhere or from a point a little beside this one (x + 0.01*gd.normal(n)); " ..
                 "trust_region uses negative curvature; noise, as from small batches, helps too",
  }
end
