--- A kink: along the way down the slope jumps from below 0 to 0 or above at a
--- point, however close one looks at it.
local gd = require "gdlua"

local flat = 0.05                   -- a slope that is as good as 0, as a share of the first
local sharp = 0.1                   -- least jump

-- The derivative along u at distance t.
local function slope(c, u, t) return c.p:g(c.x + t*u):dot(u) end

-- {distance, below, above} of a jump along u within `reach`, or nil.
local function jump_along(c, u, reach)
  local first = slope(c, u, 0)
  if not (first < 0) then return nil end
  local unit = math.max(1e-3, c.x:abs():max())
  local a, b, low, high = 0, nil, first, nil
  local t, level = reach / 4096, flat*first
  while t <= reach do
    local s = slope(c, u, t)
    if s ~= s then return nil end
    if s > level then
      b, high = t, s
      break
    end
    a, low, t = t, s, 2*t
  end
  if not b then return nil end
  local exact = c.p.exact or c.p.user
  local narrow = (exact and 1e-12 or 1e-4) * unit
  while b - a > narrow do
    local m = (a + b)/2
    if m <= a or m >= b then break end
    local s = slope(c, u, m)
    if s ~= s then return nil end
    if s > level then b, high = m, s else a, low = m, s end
  end
  if high - low < -sharp*first then return nil end
  -- What a smooth cost does over that width, seen from a thousand times it.
  local wide = 1e3*math.max(b - a, narrow)
  local spread = slope(c, u, b + wide) - slope(c, u, math.max(a - wide, -wide))
  if spread > 3*(high - low) then return nil end
  return {distance = b, below = low, above = high}
end

-- How far the run moves in an epoch, some epochs before its end included.
local function reach(c)
  local size = math.max(c.g:norm(), 1e-300)
  for i = c.gn and #c.gn // 2 + 1 or 1, c.gn and #c.gn or 0 do size = math.max(size, c.gn[i]) end
  local scale = c:scale()
  if not c.step_peak then return 0.05*scale end
  local move = (c.config.method.name == "gd" and size or math.max(size, 1)) * c.step_peak
  return math.min(4*move*(c.p.batch and 4 or 1) + 1e-6*scale, 2*scale)
end

return function(c)
  if c.projected or c.gnorm == 0 then return nil end
  local top = c.gn and math.max(table.unpack(c.gn, 1, math.min(#c.gn, 100))) or 0
  if c.gnorm < 1e-8*top then return nil end
  local g = c.free and c.g * c.free or c.g
  local far = reach(c)
  local found, name = jump_along(c, -g/g:norm(), far), nil
  if not found then
    local order = {}
    for i = 1, c.p.n do order[i] = i end
    table.sort(order, function(i, j)
      local a, b = math.abs(g[i]), math.abs(g[j])
      return a > b or a == b and i < j
    end)
    for k = 1, math.min(8, c.p.n) do
      local i = order[k]
      if math.abs(g[i]) >= 0.1*c.gnorm then
        local u = gd.zeros(c.p.n)
        u[i] = g[i] > 0 and -1 or 1
        found, name = jump_along(c, u, far), c.p.names[i]
        if found then break end
      end
    end
  end
  if not found then return nil end
  return {
    name = "kink", jump = found,
    evidence = ("%s the slope jumps from %.3g to %.3g at a distance of %.3g: the gradient does " ..
                "not become small there"):format(name and "along " .. name or "downhill", found.below,
                found.above, found.distance),
    suggestion = "let the step decay (gd.schedule.sqrt_decay, gd.schedule.exponential), round the " ..
                 "kink off (gd.sqrt(x^2 + 1e-6) for abs(x), gd.softplus for relu), or stop by " ..
                 "gd.stop.patience",
  }
end
