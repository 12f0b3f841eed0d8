--- d:fork{epoch = 40, step = 0.05}: which options of a run may be others in a run
--- that goes on from it.
---
--- They are those that a run which goes on from a checkpoint may have changed:
--- what a run does from now on, but nothing that its memory or its record is
--- made of.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local past = require "gdlua.descent.past"
local picked = require "gdlua.descent.picked"

local allowed = {
  "step", "epochs", "tolerance", "time", "stop", "gradient", "batch", "bounds", "project", "clip",
  "on_epoch", "progress", "verbose", "on_rise", "checkpoint",
}

local reasons = {
  method = "a fork goes on with the memory of the method, which another one could not use",
  data = "a fork goes on in the order of the rows of its run",
  shuffle = "a fork goes on in the order of the rows of its run",
  frozen = "what the run has recorded is of the parameters that vary in it",
  history = "a fork goes on with the history of its run, which has these fields",
  validation = "a fork goes on with the best point of its run, by the validation it had",
  precision = "a fork goes on with the bits of its run",
  record = "a store keeps runs that can be repeated from their start",
}

local own = {
  {"epoch", nil, "where to begin: an epoch that the run has been at; it is repeated up to there. " ..
   "Default: where it is", type = "number", integer = true, min = 0},
}

picked.declare(own, allowed)
own.misplaced = reasons

local list = options.publish("fork", own)

local fork = {}

--- `epoch`, an argument of `fname`, as an epoch that the run has been at.
function fork.epoch(d, fname, what, epoch)
  local now = d:epoch()
  if epoch > math.max(now, 0) then
    blame("bad %s to '%s' (%d; the run %s)", what, fname, epoch,
          now < 0 and "has not started" or ("is at epoch %d"):format(now))
  end
  return epoch
end

-- Its options as they were given, with the method it has, and the changes.
local function merged(config, o)
  local all = {}
  for key, value in pairs(config.given or {}) do all[key] = value end
  all.method = config.method
  all.checkpoint, all.record = nil, nil
  for key, value in pairs(o) do all[key] = value end
  all.epoch = nil
  return all
end

--- A run that goes on from the epoch of `given`, with its other options.
--- configure(config, x, options) makes a run like that of `config`.
function fork.with(d, given, configure)
  local o = options.check("fork", list, given)
  local config, now = d:config(), d:epoch()
  local from = d
  local random = core.random_state()
  if o.epoch and fork.epoch(d, "fork", "option 'epoch'", o.epoch) ~= now and now >= 0 then
    from = past.at(d, o.epoch)
  end
  local x = now < 0 and core.unflatten(config.shape, config.x) or from:report().last.x
  local c = configure(config, x, merged(config, o))
  local new = c:config()
  core.random_state(random)
  if c:epoch() >= 0 then                -- it went on from a checkpoint of its own
    new.restored = c:epoch()
    return c
  end
  local changes = past.changes(config, from:epoch())
  changes.new_step = changes.new_step or o.step ~= nil
  changes.new_stop = changes.new_stop or o.stop ~= nil
  changes.reopen = changes.reopen or o.stop ~= nil
  c:take(from, changes.reopen, changes.new_step, changes.new_stop)
  new.start, new.x, new.shape = config.start, config.x, config.shape
  new.random, new.restored = config.random, nil
  new.past = {config = config, epoch = from:epoch(), changes = changes}
  return c
end

return fork
