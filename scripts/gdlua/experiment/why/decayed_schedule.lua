--- A schedule that has decayed before the run was done.
local decayed = 0.05                -- of its peak

-- Will the schedule rise again, as cyclic ones do?
local function rises_again(c)
  if not c.config.step_at or c.config.step_each then return false end
  local t0 = c.config.step_per_update and c.r.updates or c.r.epochs
  for k = 0, 32 do
    local v = c:planned(t0 + math.floor(k * math.max(t0, 32) / 32))
    if type(v) ~= "number" then return false end
    if v > 0.3*c.step_peak then return true end
  end
  return false
end

return function(c)
  if not c.step_last or not c.step_peak or not c.config.step_at then return nil end
  if c.step_last > decayed*c.step_peak or rises_again(c) then return nil end
  if not c:left_something(1e-12) then return nil end
  local epochs = math.max(10, math.min(100, c.r.epochs))
  local peak = c.step_peak
  local long, short, used
  for _, factor in ipairs{1, 0.3, 0.1} do
    if factor*peak > c.step_last then
      local fall = c:trial(nil, epochs, factor*peak)
      if fall and fall == fall and (not long or fall > long) then long, used = fall, factor*peak end
    end
  end
  short = c.step_last > 0 and c:trial(1, epochs) or 0
  if not (long and long > 0 and long > 3*math.max(short or 0, 0)) then return nil end
  return {
    name = "decayed schedule",
    evidence = ("the last step, %.3g, is %.2g of the largest, %.3g; with steps of %.3g the cost would " ..
                "fall by %.3g in %d epochs more, with the last one by %.3g"):format(c.step_last,
                c.step_last/peak, peak, used, long, epochs, math.max(short, 0)),
    suggestion = "let the schedule decay more slowly, to a floor (gd.schedule.cosine{to = ...}) or in " ..
                 "steps that follow the progress (gd.schedule.plateau)",
  }
end
