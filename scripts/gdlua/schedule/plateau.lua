--- Smaller steps when the cost no longer falls, as PyTorch's
--- ReduceLROnPlateau: after more than `patience` epochs in a row without a
--- cost below the best by a share of `threshold`, the step is multiplied by
--- `factor`, down to `min`. Reads state.validation where there is one, else
--- state.cost; a maximum is sought the other way round.
local schedule = require "gdlua.schedule"

local function cost_of(state)
  local cost = state.validation
  if cost == nil then cost = state.cost end
  return state.sense * cost
end

-- The step is a float at all times: what may be an integer is not compiled.
local function start(m, step, cost, epoch)
  m.step, m.best, m.bad, m.epoch = step + 0.0, cost, 0, epoch
end

local function ask(m, o, cost)
  if cost < m.best - o.threshold * math.abs(m.best) then
    m.best, m.bad = cost, 0
    return
  end
  m.bad = m.bad + 1
  if m.bad > o.patience then
    m.step = math.min(m.step, math.max(m.step * o.factor, o.min + 0.0))
    m.bad = 0
  end
end

return schedule.define{
  name = "plateau", doc = "falls when the cost no longer does",
  options = {
    {"from", 0.1, "the first step", min = 0},
    {"factor", 0.1, "what it is multiplied by", above = 0, below = 1},
    {"patience", 10, "epochs without a lower cost that are let pass", min = 0, integer = true},
    {"min", 0, "the smallest step", min = 0},
    {"threshold", 1e-4, "share of the best cost a fall must exceed", min = 0},
  },
  init = function() return {} end,
  at = function(t, o, state, m)
    local epoch = state.epoch
    if t == 0 or not m.step then
      start(m, o.from, cost_of(state), epoch)
    elseif epoch > m.epoch then        -- once per epoch, however often asked
      m.epoch = epoch
      ask(m, o, cost_of(state))
    end
    return m.step
  end,
}
