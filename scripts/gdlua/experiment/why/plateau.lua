--- A plateau: slope and curvature promise next to nothing as far as one can see,
--- and yet the cost is much lower elsewhere.
local gd = require "gdlua"

local blind = 0.25       -- what the quadratic promises, as a share of what there is
local least = 0.05       -- of the fall from the start that was possible

local function unit(n, i, sign)
  local u = gd.zeros(n)
  u[i] = sign
  return u
end

-- Directions to look along.
local function directions(c)
  local list, n = {}, c.p.n
  local function add(u)
    if c.free then u = u * c.free end
    local size = u:norm()
    if size > 0 and size - size == 0 then list[#list + 1] = u / size end
  end
  add(-c.g)
  -- Each parameter against its own slope, whatever its size.
  add(-gd.sign(c.g))
  if not c.r.converged then add(c:polish().x - c.x) end
  add(c.x - c.x0)
  add(c.x0 - c.x)
  add(-c.x)
  for i = 1, math.min(n, 16) do
    add(unit(n, i, 1))
    add(unit(n, i, -1))
  end
  return list
end

-- What the quadratic says of the way along u.
local function local_view(c, u)
  local curvature = c.p:hv(c.x, u):dot(u)
  return math.abs(c.g:dot(u)), curvature == curvature and math.abs(curvature) or math.huge
end

local function look(c, u)
  local best
  local scale = math.max(c:scale(), c.gnorm > 0 and 0 or 1)
  local slope, curvature
  for k = -4, 14 do
    local t = scale * 2.0^(k/2)
    local gain = c.f - c.p:f(c.x + t*u)
    if gain > 0 and gain - gain == 0 and (not best or gain > best.gain) then
      if not slope then slope, curvature = local_view(c, u) end
      if slope*t + curvature*t*t/2 <= blind*gain then
        best = {gain = gain, distance = t, slope = slope, curvature = curvature, direction = u}
      end
    end
  end
  return best
end

-- Does the cost fall from the very point, though neither slope nor curvature say
-- so? Then it is a saddle of higher order (x^2 - y^4), not a plain.
local function falls_at_once(c, best)
  local t = 2e-3*best.distance
  local gain = c.f - c.p:f(c.x + t*best.direction)
  return gain > 3*(best.slope*t + best.curvature*t*t/2) and gain > 1e3 * 0x1p-52 * math.abs(c.f)
end

return function(c)
  if c.projected or c.config.lower then return nil end
  local best
  for _, u in ipairs(directions(c)) do
    local seen = look(c, u)
    if seen and (not best or seen.gain > best.gain) then best = seen end
  end
  if not best then return nil end
  local fallen = math.max(c.f0 - c.f, 0)
  if not (best.gain > least*(fallen + best.gain) and best.gain > 1e-6*math.abs(c.f)) then
    return nil
  end
  if falls_at_once(c, best) then
    return {
      name = "saddle", direction = best.direction,
      evidence = ("slope (%.2g) and curvature (%.2g) vanish in a direction along which the cost falls by " ..
                  "%.4g within %.3g"):format(best.slope, best.curvature, best.gain, best.distance),
      suggestion = "start from a point a little beside this one (x + 0.01*gd.normal(n)), or elsewhere",
    }
  end
  return {
    name = "plateau", gain = best.gain, distance = best.distance,
    evidence = ("the cost is %.4g lower at a distance of %.3g, but slope (%.2g) and curvature " ..
                "(%.2g) on the way there promise only %.2g: it is flat here"):format(best.gain,
                best.distance, best.slope, best.curvature,
                best.slope*best.distance + best.curvature*best.distance^2/2),
    suggestion = "start closer to where the cost changes, or several times; scale the inputs so " ..
                 "that sigmoids and exponentials are not saturated; methods that ignore the size " ..
                 "of the gradient (rprop, adam) cross plateaus",
  }
end
