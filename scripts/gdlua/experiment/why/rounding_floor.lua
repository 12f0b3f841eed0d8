--- The rounding floor: what is left of the gradient, or of the fall of the cost,
--- is what arithmetic makes of it.
local gd = require "gdlua"

local eps = 0x1p-52

-- By how much the gradient changes when every parameter is moved by a unit in its
-- last place.
local function wobble(c)
  local most = 0
  for k = 1, 4 do
    local y = c.x:copy()
    for i = 1, #y do
      local sign = (i*k + k//2) % 2 == 0 and 1 or -1
      y[i] = y[i] + sign * eps * math.abs(y[i])
    end
    local d = c.p:g(y) - c.g
    if c.free then d = d * c.free end
    most = math.max(most, d:abs():max())
  end
  return most
end

local function finding(evidence, suggestion)
  return {name = "rounding floor", evidence = evidence, suggestion = suggestion}
end

return function(c)
  local last = c.r.last
  local err, norm = last.gradient_error or 0, last.gradient_norm
  if err > 0 and (c.origin.at_floor or norm < 10*err and (c.ending == "stuck" or c:stalled() or norm < 2*err)) then
    return finding(("|g| = %.2g, and the differences it is made of are wrong by up to %.2g " ..
                    "(about eps*|cost|/h)"):format(norm, err),
                   "use an exact gradient (a cost that can be traced, or the option `gradient`), take " ..
                   "a constant off the cost, or a larger `h`; or ask for no more: a larger tolerance")
  end
  if c.gnorm == 0 or c:is_far() then return nil end
  local floor = wobble(c)
  local top = c.gn and math.max(c.gn[1], c.p:g(c.x0):abs():max()) or c.p:g(c.x0):abs():max()
  if floor > 0 and c.gnorm <= 8*floor and not (floor > 1e-6*top) then
    return finding(("|g| = %.2g: it changes by %.2g when the last digit of the parameters does"):format(
                   c.gnorm, floor),
                   "this is as far as double precision goes here: ask for a tolerance above that, or " ..
                   "measure the parameters from a point near the minimum")
  end
  local rule = not c.config.solver
  local fall = (not rule or c.ending == "rule" or c.ending == "rise") and c:promised()
  if fall and fall <= 16*eps*math.abs(c.f) then
    return finding(("the cost could fall by %.2g, its last digit stands for %.2g"):format(fall,
                   eps*math.abs(c.f)),
                   "take a constant off the cost, so that its digits say something about the fall; or ask " ..
                   "for no more: a larger tolerance")
  end
end
