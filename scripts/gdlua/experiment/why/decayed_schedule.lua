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

-- How far longer steps bring it: fall of the cost, |g| there, and the step.
local function with_longer(c, epochs)
  local fall, norm, step
  for _, factor in ipairs{1, 0.3, 0.1} do
    local used = factor*c.step_peak
    local by, r = c:trial(nil, epochs, used)
    if used > c.step_last and by and by == by and (not fall or r.gradient_norm < norm) then
      fall, norm, step = by, r.gradient_norm, used
    end
  end
  return fall, norm, step
end

return function(c)
  if not c.step_last or not c.step_peak or not c.config.step_at then return nil end
  if c.step_last > decayed*c.step_peak or rises_again(c) then return nil end
  local epochs = math.max(10, math.min(100, c.r.epochs))
  local long, norm, used = with_longer(c, epochs)
  if not long then return nil end
  local short, now = 0, c.gnorm
  if c.step_last > 0 then
    local fall, r = c:trial(1, epochs)
    if fall then short, now = math.max(fall, 0), r.gradient_norm end
  end
  local rounding = 100 * 0x1p-52 * math.abs(c.f)
  if not (long > rounding and long > 3*short or norm < 0.3*c.gnorm and now > 0.6*c.gnorm) then return nil end
  return {
    name = "decayed schedule",
    evidence = ("the last step, %.3g, is %.2g of the largest, %.3g; with steps of %.3g, %d epochs more would " ..
                "lower the cost by %.3g and |g| to %.2g, with the last one by %.3g and to %.2g"):format(
                c.step_last, c.step_last/c.step_peak, c.step_peak, used, epochs, long, norm, short, now),
    suggestion = "let the schedule decay more slowly, to a floor (gd.schedule.cosine{to = ...}) or in " ..
                 "steps that follow the progress (gd.schedule.plateau)",
  }
end
