--- Noise: the gradients of the batches differ from each other by more than their
--- mean is long, and the run goes about the minimum without coming closer.
local gd = require "gdlua"

local most = 64                     -- batches that are looked at

-- Mean and mean squared deviation of the gradients of the batches at x.
local function spread(p, x)
  local list, all, mean = p:batches(), {}, gd.zeros(p.n)
  local every = math.max(1, #list // most)
  for k = 1, #list, every do
    local g = p:batch_gradient(x, list[k][1])
    all[#all + 1] = g
    mean = mean + g
  end
  mean = mean / #all
  local sum = 0
  for _, g in ipairs(all) do sum = sum + (g - mean):dot(g - mean) end
  return mean:norm(), math.sqrt(sum / #all)
end

-- The mean cost of the last tenth of the epochs: a single point may be better by luck.
local function usual(c)
  local cost = c.cost
  if not cost or #cost < 10 then return -math.huge end
  local first, sum = #cost - #cost // 10 + 1, 0
  for i = first, #cost do sum = sum + cost[i] end
  return sum / (#cost - first + 1)
end

-- A cost that answers something else each time it is called.
local function wavers(c)
  local f = c.p:raw(c.x)
  for _ = 1, 3 do
    local again = c.p:raw(c.x)
    if math.abs(again - f) > 1e-12*math.abs(f) then return math.abs(again - f) end
  end
end

return function(c)
  if not c.batched then
    local by = wavers(c)
    if not by then return nil end
    return {
      name = "noisy batch",
      evidence = ("the cost at one and the same point differs by %.3g from call to call"):format(by),
      suggestion = "give the random numbers as data (options `data` and `batch`), seed them in the " ..
                   "cost, or let the step decay",
    }
  end
  local mean, noise = spread(c.p, c.x)
  c.batch_mean, c.batch_noise = mean, noise
  if not (noise > mean) then return nil end
  local low = c:polish().f
  local gain = math.max(c:gain(), usual(c) - low)
  -- A step that has decayed has done what there is to do.
  local enough = c.step_last and c.step_last < 0.1*c.step_peak and 2e-2 or 4e-3
  if not (gain > enough*math.abs(low) and c:left() > 1e-5) then return nil end
  if not c:stalled() and c:left() > 0.2 then return nil end
  return {
    name = "noisy batch",
    evidence = ("gradients of batches of %d rows deviate by %.3g from their mean, which is %.3g " ..
                "long; the cost of all data is %.4g above its minimum"):format(c.p.batch, noise, mean, gain),
    suggestion = "let the step decay (gd.schedule.cosine, gd.schedule.inverse_time), take larger " ..
                 "batches, or judge by a mean over epochs",
  }
end
