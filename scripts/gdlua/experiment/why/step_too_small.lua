--- Steps far below what would be stable.
local small = 1/30                  -- of the critical step

-- How often the epochs that were done would be needed, at the present rate.
local function times_more(c)
  local more = c:missing_epochs()
  return more and more / math.max(c.r.epochs, 1) or math.huge
end

return function(c)
  if c.config.solver or not c.step_last or c.step_last == 0 then return nil end
  if not c:left_something(1e-3) then return nil end
  local limit, value = c:critical(), nil
  if limit then
    for _, place in ipairs{{"end", c.x}, {"start", c.x0}, {"polish", c:polish().x}} do
      local v = c:sharpness(place[1], place[2])
      if v and (not value or v > value) then value = v end
    end
  end
  local ratio = limit and value and value > 0 and value/limit
  if ratio and ratio > small then return nil end
  if times_more(c) < 3 then return nil end
  local epochs = math.max(5, math.min(20, c.r.epochs))
  local now = c:trial(1, epochs)
  local long, factor
  for _, f in ipairs(ratio and {0.5/ratio, 0.05/ratio} or {10, 100, 1000}) do
    local fall = f > 3 and c:trial(f, epochs)
    if fall and fall == fall and (not long or fall > long) then long, factor = fall, f end
  end
  if not (now and long and long > 4*math.max(now, 0)) then return nil end
  local better = factor*c.step_last
  return {
    name = "step far too small", ratio = ratio,
    evidence = (ratio and ("the step %.3g is %.2g of the critical one, %.3g; "):format(c.step_last, ratio,
                           c.step_last/ratio) or ("the step is %.3g; "):format(c.step_last)) ..
               ("in %d epochs more the cost would fall by %.3g with it, by %.3g with %.2g times as long " ..
                "steps"):format(epochs, math.max(now, 0), long, factor),
    suggestion = ("take steps of about %.2g, or a method that finds its steps (lbfgs)"):format(better),
  }
end
