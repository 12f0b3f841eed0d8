--- gd.lr_find(f, start [, opts]): a step size for an update rule, by the range test
--- of Smith (2017, "Cyclical learning rates for training neural networks") and
--- trials.
---
--- The range test is one run whose step grows by a constant factor, update by
--- update, until the cost rises for good. A step that it gets through once may be
--- too large to stay with; so shorter and shorter ones are tried from the start,
--- some updates each, from the one with the lowest cost in the test on.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local picked = require "gdlua.descent.picked"
local rounded = require "gdlua.experiment.rounded"
local stretch = require "gdlua.experiment.stretch"

local declarations = options.publish("lr_find", picked.declare({
  {"from", 1e-8, "smallest step", above = 0},
  {"to", 100, "largest step", above = 0},
  {"points", 100, "updates of the range test", integer = true, min = 10},
  {"epochs", 100, "updates of each trial", integer = true, min = 1},
  {"smooth", nil, "costs that are averaged on either side of each; default: 0, with batches " ..
   "smaller than the data 5", type = "number", integer = true, min = 0},
}, stretch.options))

-- Between two trials.
local factor = 3

-- Costs of which it can be told how much they differ.
local enough = 10

-- Trials that may be worse than the best before no smaller step is tried.
local patience = 2

local function is_finite(v) return v - v == 0 end

-- The mean of those `k` on either side of each that there are.
local function smoothed(costs, k)
  local out = {}
  for i = 1, #costs do
    local sum, n = 0, 0
    for j = math.max(1, i - k), math.min(#costs, i + k) do
      if is_finite(costs[j]) then sum, n = sum + costs[j], n + 1 end
    end
    out[i] = n > 0 and sum/n or costs[i]
  end
  return out
end

-- The cost before all updates; of batches, which differ, the mean of as many as
-- are averaged elsewhere, while the steps are small.
local function start_cost(costs, k)
  local sum, n = 0, math.min(2*k, #costs)
  for i = 0, n do sum = sum + costs[i] end
  return is_finite(sum) and sum/(n + 1) or costs[0]
end

-- Where the list of costs is lowest: its number, or nil.
local function lowest(costs)
  local k
  for i, c in ipairs(costs) do
    if is_finite(c) and (not k or c < costs[k]) then k = i end
  end
  return k
end

-- Is the cost so far above where it began that nothing is to be learned from
-- more? `fall`: how far below it has been.
local function has_risen(cost, first, least)
  return cost - first > 4*math.max(first - least, 0.25*math.abs(first))
end

-- The range test: lists of steps and of the costs that they led to; costs[0] is
-- that of the start.
local function range_test(run, o)
  local q = (o.to/o.from)^(1/(o.points - 1))
  local sum, asked, least = 0, 0, nil
  local costs = run(function(t) return o.from*q^t end, o.points, function(cost)
    asked = asked + 1
    if asked <= enough then sum = sum + cost end
    least = math.min(least or cost, cost)
    return asked > enough and has_risen(cost, sum/enough, least)
  end)
  local steps = {}
  for i = 1, #costs do steps[i] = o.from*q^(i - 1) end
  return steps, costs
end

-- What n updates with that step come to: the mean cost of the last fifth.
local function trial(run, step, n)
  local costs = run(function() return step end, n)
  if #costs < n or not is_finite(costs[#costs]) then return math.huge end
  local sum, k = 0, math.max(1, n//5)
  for i = #costs - k + 1, #costs do sum = sum + costs[i] end
  local mean = sum/k
  return mean == mean and mean or math.huge
end

-- Trials from `top` down; the best of them, or nil.
local function try(run, o, top, first)
  local trials, best, worse = {}, nil, 0
  local step = rounded(top)
  while step >= 0.9*o.from and worse < patience do
    local t = {step = step, cost = trial(run, step, o.epochs)}
    trials[#trials + 1] = t
    if t.cost < first and (not best or t.cost < best.cost) then best, worse = t, 0
    elseif best then worse = worse + 1 end
    step = rounded(top/factor^#trials)
  end
  return best, trials
end

local function text(v) return is_finite(v) and ("%.4g"):format(v) or "no number" end

-- "with 0.01 (larger) to 3.2"
local function beside(t) return ("with %g to %s"):format(t.step, text(t.cost)) end

local function praise(best, trials, o, first)
  local others = {}
  for i, t in ipairs(trials) do
    if t == best then others = {trials[i - 1], trials[i + 1]} end
  end
  local words = {}
  for _, t in pairs(others) do words[#words + 1] = beside(t) end
  table.sort(words)
  return ("%d updates with it lead from cost %s to %s%s"):format(
    o.epochs, text(first), text(best.cost),
    #words > 0 and ", " .. table.concat(words, ", ") or "")
end

-- step, reason
local function judge(found, o, run)
  local first = found.start_cost
  if not is_finite(first) then
    return nil, ("the cost of the start is %s"):format(tostring(first):gsub("^%-nan", "nan"))
  end
  local k = lowest(found.smooth)
  if not k or found.smooth[k] >= first then
    if #found.costs == o.points then
      return nil, ("no step from %g to %g lowers the cost"):format(o.from, o.to)
    end
    return nil, ("already steps from %g on raise the cost: try a smaller 'from'"):format(o.from)
  end
  found.minimum = found.steps[k]
  local best
  best, found.trials = try(run, o, found.minimum, first)
  if not best then
    return nil, ("no step from %g to %g that is kept lowers the cost in %d updates"):format(
      o.from, found.minimum, o.epochs)
  end
  local reason = praise(best, found.trials, o, first)
  if k == o.points and best == found.trials[1] then
    reason = reason .. "; the cost still falls there: a larger 'to' may do more"
  end
  return best.step, reason
end

local meta = {__name = "lr_find", gdlua = "lr_find"}
local methods = {}
meta.__index = methods

function meta.__tostring(found)
  local lines = {
    found.step and ("step %g for %s"):format(found.step, found.method) or
    "no step for " .. found.method,
    "  because   " .. found.reason:gsub(", with ", ",\n            with "):gsub("; ", ";\n            "),
  }
  if found.minimum then
    lines[#lines + 1] = ("  test      %d steps from %.3g to %.3g, the lowest cost %s at %.3g"):format(
      #found.steps, found.steps[1], found.steps[#found.steps],
      text(found.smooth[lowest(found.smooth)]), found.minimum)
  end
  for _, t in ipairs(found.trials) do
    lines[#lines + 1] = ("  tried     %-8g cost %s"):format(t.step, text(t.cost))
  end
  return table.concat(lines, "\n")
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

--- Draws the range test and the trials: gd.plot.lr_find.
function methods.plot(found, opts)
  return require "gdlua.plot.lr_find"(found, opts)
end

local function find(f, start, opts)
  core.untraceable("lr_find")
  local o = options.check("lr_find", declarations, opts)
  if o.from >= o.to then
    blame("bad option 'from' to 'lr_find' (%g is not below 'to', %g)", o.from, o.to)
  end
  local random = core.random_state()
  local run, method, is_batched = stretch.of("lr_find", f, start, o, random)
  local steps, costs = range_test(run, o)
  local k = o.smooth or is_batched and 5 or 0
  local found = setmetatable({
    method = method, steps = steps, costs = costs, smooth = smoothed(costs, k),
    start_cost = start_cost(costs, k), trials = {},
  }, meta)
  found.step, found.reason = judge(found, o, run)
  core.random_state(random)
  return found
end

return {find = find, meta = meta}
