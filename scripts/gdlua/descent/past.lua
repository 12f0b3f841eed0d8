--- Earlier epochs of a run: it is repeated from its start, and compared with what
--- it was.
---
--- What a configuration knows of it: `random`, gd's generator when the run was
--- made; `restored`, the epoch of a checkpoint it went on from; `past` of a run
--- that was forked with other options, {config, epoch, changes}: that of the run
--- it comes from, where it left it, and {reopen, new_step, new_stop} as
--- run:take wants them.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local data = require "gdlua.descent.data"

local past = {}

--- A configuration like this one that shares no room for batches with it, and
--- makes no checkpoints: they would take the place of those of the run.
function past.copy(config)
  local copy = {}
  for key, value in pairs(config) do copy[key] = value end
  copy.checkpoint_path, copy.ordinal = nil, nil
  if copy.columns then
    copy.columns = {}
    copy.batch_value = data.room(copy.batch_value, copy.batch, copy.columns)
  end
  return copy
end

-- The same of a run nobody looks at.
local function silent(config)
  local copy = past.copy(config)
  copy.observe, copy.progress, copy.time, copy.record = nil, false, math.huge, nil
  return copy
end

local function differs(what, ...)
  blame("the run does not repeat: " .. what .. ". Its cost, data or functions have changed since, " ..
        "or take part in something outside the run, as on_epoch can", ...)
end

local function advance(run, epoch)
  run:advance(epoch - math.max(run:epoch(), 0))
  if run:report().ending == "interrupt" then
    blame("interrupted while the run was repeated; it stays where it is")
  end
  if run:epoch() < epoch then
    differs("it came to epoch %d again, but not beyond (%s)", run:epoch(), run:report().reason)
  end
end

--- What in the run of `config` is another than in the earlier run it comes from,
--- `epoch` being one of that: {reopen, new_step, new_stop}.
function past.changes(config, epoch)
  local all, p = {}, config.past
  while p and epoch <= p.epoch do
    for name, value in pairs(p.changes) do all[name] = value or all[name] end
    p = p.config.past
  end
  return all
end

-- A silent run of `config` that is at the epoch; of the options that held then.
local function repeated(config, epoch)
  local p = config.past
  if p and epoch <= p.epoch then return repeated(p.config, epoch) end
  if config.restored then
    blame("this run went on from a checkpoint at epoch %d and cannot be repeated from its start; " ..
          "restore the checkpoint in a new run instead", config.restored)
  end
  local run
  if p then
    local before = repeated(p.config, p.epoch)
    run = core.run(silent(config))
    run:take(before, p.changes.reopen, p.changes.new_step, p.changes.new_stop)
  else
    core.random_state(config.random)
    run = core.run(silent(config))
  end
  advance(run, epoch)
  return run
end

local function same(a, b) return a == b or a ~= a and b ~= b end

-- Compares the recorded fields that are numbers, epoch by epoch.
local function compare_histories(was, is)
  local at = {}
  for i = 1, #is.epoch do at[is.epoch[i]] = i end
  for i = 1, #was.epoch do
    local k = at[was.epoch[i]]
    for _, field in ipairs(k and {"cost", "gradient_norm", "step", "change"} or {}) do
      local a, b = was[field] and was[field][i], is[field] and is[field][k]
      if a and b and not same(a, b) then
        differs("at epoch %d its %s was %.17g and is %.17g", was.epoch[i], field, a, b)
      end
    end
  end
end

-- Of a run without a history: goes on to where it is, and looks there.
local function compare_ends(d, config, run)
  local other = run:fork_run(past.copy(run:config()))
  local p = config.past
  if p and run:epoch() <= p.epoch then other = repeated(config, d:epoch())
  else advance(other, d:epoch()) end
  local was, is = d:report().last, other:report().last
  if not same(was.cost, is.cost) or not same(was.gradient_norm, is.gradient_norm) then
    differs("at epoch %d its cost was %.17g and is %.17g", d:epoch(), was.cost, is.cost)
  end
end

--- A silent run that is where the run `d` was at the epoch; gd's generator is where
--- it was then. Raises where the run does not repeat.
function past.at(d, epoch)
  local config = d:config()
  local run = repeated(config, epoch)
  local random = core.random_state()
  local was, is = d:history(), run:history()
  if was and is and was.cost then compare_histories(was, is) else compare_ends(d, config, run) end
  core.random_state(random)
  return run
end

return past
