-- The schedules that PyTorch has, too, against its documented formulas
-- (torch.optim.lr_scheduler), to 1e-14.
local gd = require "gdlua"
local s = gd.schedule

local function check(schedule, formula, last)
  for t = 0, last do
    local lr = formula(t)
    assert.near(lr, schedule(t), 1e-14*math.max(1, math.abs(lr)), ("%s at %d"):format(schedule, t))
  end
end

-- eta(t) from eta(t - 1), as the documentation has some of them.
local function recursive(first, next_one)
  local known = {[0] = first}
  return function(t)
    for k = #known + 1, t do known[k] = next_one(known[k - 1], k) end
    return known[t]
  end
end

describe("schedules of PyTorch", function()
  it("StepLR", function()
    for _, c in ipairs{{0.05, 0.1, 30}, {1, 0.5, 1}, {0.3, 0.9, 7}} do
      local lr, gamma, size = table.unpack(c)
      check(s.step(lr, gamma, size),
            recursive(lr, function(before, t) return t % size == 0 and before*gamma or before end), 120)
    end
  end)

  it("MultiStepLR", function()
    local milestones = {[30] = true, [80] = true, [81] = true}
    check(s.multistep{from = 0.05, factor = 0.1, at = {30, 80, 81}},
          recursive(0.05, function(before, t) return milestones[t] and before*0.1 or before end), 120)
  end)

  it("ExponentialLR", function()
    check(s.exponential(0.1, 0.95), recursive(0.1, function(before) return before*0.95 end), 200)
  end)

  it("LinearLR", function()
    for _, c in ipairs{{0.05, 0.5, 1, 4}, {1, 1/3, 0.1, 37}} do
      local lr, first, last, total = table.unpack(c)
      check(s.linear(lr*first, lr*last, total), function(t)
        return lr*(first + (last - first)*math.min(t, total)/total)
      end, 60)
    end
  end)

  it("PolynomialLR", function()
    for _, power in ipairs{1, 2, 0.5} do
      check(s.polynomial{from = 0.05, epochs = 23, power = power}, function(t)
        return 0.05*(1 - math.min(t, 23)/23)^power
      end, 40)
    end
  end)

  it("CosineAnnealingLR", function()
    for _, c in ipairs{{0.1, 0, 50}, {1, 0.01, 7}} do
      local lr, low, last = table.unpack(c)
      check(s.cosine(lr, low, last), function(t)
        return low + (lr - low)*(1 + math.cos(t*math.pi/last))/2
      end, last)
    end
  end)

  it("CosineAnnealingWarmRestarts", function()
    for _, c in ipairs{{0.1, 0, 10, 1}, {1, 0.01, 5, 2}, {1, 0, 3, 3}} do
      local lr, low, first, mult = table.unpack(c)
      local period, since = first, -1
      local function formula()
        since = since + 1
        if since >= period then
          since = since - period
          period = period*mult
        end
        return low + (lr - low)*(1 + math.cos(since*math.pi/period))/2
      end
      check(s.warm_restarts{from = lr, to = low, period = first, growth = mult}, formula, 150)
    end
  end)

  it("CyclicLR", function()
    local shapes = {
      triangular = function() return 1 end,
      triangular2 = function(cycle) return 1/2^(cycle - 1) end,
      exp_range = function(_, t) return 0.98^t end,
    }
    for mode, scale in pairs(shapes) do
      check(s.cyclic{low = 0.01, high = 0.1, half = 8, mode = mode, factor = 0.98}, function(t)
        local cycle = math.floor(1 + t/16)
        local x = math.abs(t/8 - 2*cycle + 1)
        return 0.01 + 0.09*math.max(0, 1 - x)*scale(cycle, t)
      end, 100)
    end
  end)

  it("OneCycleLR, with anneal_strategy = \"cos\"", function()
    for _, c in ipairs{{0.1, 100, 0.3, 25, 1e4}, {1, 41, 0.4, 10, 100}} do
      local peak, total, rise, div, final = table.unpack(c)
      local function anneal(from, to, share) return to + (from - to)/2*(math.cos(math.pi*share) + 1) end
      local up = rise*total - 1
      check(s.one_cycle{peak = peak, epochs = total, rise = rise, div = div, final_div = final}, function(t)
        if t <= up then return anneal(peak/div, peak, t/up) end
        return anneal(peak, peak/div/final, (t - up)/(total - 1 - up))
      end, total - 1)
    end
  end)

  it("ReduceLROnPlateau", function()
    local costs = {}
    for t = 0, 80 do costs[t] = 1/(1 + math.min(t, 12)) + (t % 5 == 0 and 1e-6*t or 1e-3) end
    -- The state of a run as far as the schedule looks at it.
    local function lrs(lr, factor, patience, min, threshold)
      local best, bad, out = math.huge, 0, {}
      for t = 0, 80 do
        if costs[t] < best*(1 - threshold) then best, bad = costs[t], 0 else bad = bad + 1 end
        if bad > patience then
          if lr - math.max(lr*factor, min) > 1e-8 then lr = math.max(lr*factor, min) end
          bad = 0
        end
        out[t] = lr
      end
      return out
    end
    for _, c in ipairs{{1, 0.1, 10, 0, 1e-4}, {0.5, 0.5, 3, 0.01, 1e-2}} do
      local plateau = s.plateau{from = c[1], factor = c[2], patience = c[3], min = c[4], threshold = c[5]}
      local expected = lrs(table.unpack(c))
      local state = {sense = 1, cost = costs[0], epoch = 0}
      local m = plateau.init(state)
      for t = 0, 80 do
        state.cost, state.epoch = costs[t], t
        assert.near(expected[t], plateau.at(t, state, m), 1e-14, "at " .. t)
      end
    end
  end)
end)
