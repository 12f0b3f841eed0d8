--- Steps above the critical one: on a quadratic, gradient descent is unstable
--- from 2/lambda_max on, and so it is where a cost is nearly one.

-- The sharpest place of the run, as step * lambda_max.
local function sharpest(c)
  local best, where
  local away = c:is_away()
  local places = {{"end", c.x, "at the end"}, away and {"start", c.x0, "at the start"} or
                  {"polish", c:polish().x, "at the minimum nearby"}}
  for _, place in ipairs(places) do
    local v = c:sharpness(place[1], place[2])
    if v and v == v and (not best or v > best) then best, where = v, place end
  end
  return best, where
end

-- Would shorter steps have done better?
local function shorter_is_better(c, epochs)
  for _, factor in ipairs{0.3, 0.1, 0.01} do
    local short = c:trial(nil, epochs, factor*c.step_used)
    if short and short > 0 and (c.ending == "nonfinite" or short > 0.2*c:gain()) then
      return factor
    end
  end
end

-- Has the run got anywhere lately?
local function is_lost(c)
  if c:is_away() then return true end
  if c:is_near() then return false end
  if c:stalled() then return true end
  local cost = c.cost
  if not cost then return c.p.sense*c.r.last.cost > c.p.sense*c.r.best.cost end
  return cost[#cost] > cost[1]
end

return function(c)
  if c.config.solver or not c.step_last or not is_lost(c) then return nil end
  local limit = c:critical()
  local value, place = sharpest(c)
  local ratio = limit and value and value/limit
  if ratio and ratio <= 1 then
    if not c:is_away() then return nil end
    ratio = nil
  end
  -- By luck alone, noise makes one step look better than another.
  if not ratio and c.batched and not c:is_away() then return nil end
  local factor = shorter_is_better(c, 50)
  if not factor and not (ratio and ratio > 1 and c.ending == "nonfinite") then return nil end
  local longest = ratio and c.step_used/ratio
  c.longest = longest
  return {
    name = "step above critical", ratio = ratio, critical = longest,
    evidence = ratio and
      ("the step %.4g is %.3g times the critical one, %.4g = %.3g/lambda_max with lambda_max = %.4g %s"):format(
        c.step_used, ratio, longest, limit, value/c.step_used, place[3]) or
      ("steps of %.4g lead nowhere, steps of %.4g go down from the same point"):format(
        c.step_used, factor*c.step_used),
    suggestion = ("take steps below %.3g, on_rise = \"halve\", clip = {norm = 1}, or a method that " ..
                  "finds its steps (lbfgs)"):format(ratio and longest or factor*c.step_used),
  }
end
