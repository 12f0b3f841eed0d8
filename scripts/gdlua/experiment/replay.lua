--- gd.replay: where another stopping rule would have ended a run, from its
--- history, without running it again.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local result = require "gdlua.result"
local stop = require "gdlua.stop"

local meta = {__name = "replay", gdlua = "replay"}

-- What a rule may look at that is recorded, and what the option is called.
local recorded = {
  cost = true, step = true, gradient_norm = true, change = true, updates = true, evaluations = true,
  elapsed = true, validation = true, x = true, gradient = true,
}

-- Raised by a state for what was not recorded.
local function missing(name) error({field = name}, 0) end

-- A state of the entry under way; `now` holds what has to be worked out.
local function state_of(r, now)
  local history = r.history
  local origin = result.origin(r)
  local validates = origin and origin.config.validation
  local state = {}
  return setmetatable(state, {__index = function(_, name)
    local value = rawget(now, name)
    if value ~= nil then return value end
    local column = recorded[name] and history[name]
    if column then return column[now.index] end
    if name == "best" or name == "cost_change" then missing "cost" end
    if recorded[name] and (name ~= "validation" or validates) then missing(name) end
    return nil
  end})
end

-- Steps the entry: what the driver works out at every epoch.
local function advance(now, r, sense)
  local history, i = r.history, now.index + 1
  now.index, now.epoch = i, history.epoch[i]
  local cost = history.cost and history.cost[i]
  if cost then
    now.cost_change = now.last_cost and cost - now.last_cost or math.huge
    now.last_cost = cost
    if not now.best or sense*cost < sense*now.best.cost then
      now.best = {cost = cost, epoch = now.epoch, x = history.x and history.x[i]}
    end
  end
  if history.step then
    local step = history.step[i]
    if step == step then now.step_peak = math.max(now.step_peak, step) end
  end
  if not history.updates then now.updates = r.epochs > 0 and now.epoch * (r.updates // r.epochs) or 0 end
end

-- The rule asked along the history: index and what it said, or nil.
local function ask(r, rule, sense)
  local now = {index = 0, step_peak = 0, sense = sense, gradient_error = 0}
  local state, memory = state_of(r, now), nil
  for i = 1, #r.history.epoch do
    advance(now, r, sense)
    if i == 1 and rule.init then memory = rule.init(state) end
    local fired, converged, reason = rule.check(state, memory)
    if fired then return i, converged, reason end
  end
end

local function check_arguments(r, rule)
  if not result.is(r) then
    blame("bad argument #1 to 'replay' (a result expected, got %s)", core.describe(r))
  end
  if not r.history or not r.history.epoch or #r.history.epoch == 0 then
    blame("'replay' needs the history of the run, which was not recorded: leave the option " ..
          "'history' at true or give it a list of fields")
  end
  if rule == nil then
    blame("bad argument #2 to 'replay' (a stopping rule or function expected, got nil)")
  end
end

local function wrapped(rule)
  if stop.is(rule) or type(rule) == "function" then return stop.wrap(rule, "replay") end
  blame("bad argument #2 to 'replay' (a stopping rule or function expected, got %s)", core.describe(rule))
end

function meta.__tostring(p)
  if not p.fired then
    return ("%s would not have ended the run within its %d epochs"):format(p.rule, p.epoch)
  end
  local lines = {p.reason, ("  saved     %d epoch%s"):format(p.saved, p.saved == 1 and "" or "s")}
  if p.cost then
    lines[2] = lines[2] .. (", cost %.9g: %.3g %s than at the end"):format(p.cost, math.abs(p.lost),
                                                                       p.lost < 0 and "better" or "worse")
  end
  if p.every > 1 then
    lines[3] = ("  note      the history keeps about every %d-th epoch: the rule was asked at those"):format(p.every)
  end
  return table.concat(lines, "\n")
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

--- gd.replay(r, rule): a table with
---   fired      would it have ended the run?
---   epoch      when (the last epoch, if not), saved: how many fewer that is
---   reason, converged    what it would have said
---   cost       the cost there; lost: by how much it is worse than the run's last
---   x          the point, where that was recorded
---   every      the history keeps every so many epochs: the answer is as exact
return function(r, rule)
  check_arguments(r, rule)
  rule = wrapped(rule)
  local origin = result.origin(r)
  local sense = origin and origin.sense or 1
  local ok, index, converged, reason = pcall(ask, r, rule, sense)
  if not ok then
    if type(index) == "table" and index.field then
      blame("the rule needs '%s' of every epoch, which the run did not record: give the run the " ..
            "option history = {\"cost\", \"%s\"}", index.field, index.field)
    end
    error(index, 0)
  end
  local history = r.history
  local at = index or #history.epoch
  local epoch = math.tointeger(history.epoch[at]) or history.epoch[at]
  local cost = history.cost and history.cost[at]
  return setmetatable({
    fired = index ~= nil, epoch = epoch, saved = r.epochs - epoch, reason = reason,
    converged = converged or false, cost = cost, lost = cost and sense*(cost - r.last.cost),
    x = history.x and history.x[at] or nil, rule = rule.text,
    every = #history.epoch > r.epochs and 1 or math.ceil((r.epochs + 1) / #history.epoch),
  }, meta)
end
