--- The option `step` as the driver wants it: a constant, or at(t, state, m)
--- with an init for its memory; with one step size per leaf, at answers a
--- vector.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local constructor = require "gdlua.constructor"
local schedule = require "gdlua.schedule"
local leaves = require "gdlua.descent.leaves"

-- at, init, unit, users of one value; `where` names it in messages.
local function one(fname, where, value)
  if schedule.is(value) then return value.at, value.init, value.unit, value.users end
  if type(value) == "function" then return value end
  if type(value) ~= "number" or not (value >= 0 and value < math.huge) then
    blame("bad option '%s' to '%s' (a number >= 0, a schedule or a function expected, got %s)",
          where, fname, core.describe(value))
  end
  return function() return value end
end

local function bad(part, t, v)
  blame("the schedule of '%s' returned %s at t = %d (a number >= 0 expected)%s", part.name,
        core.describe(v), t, schedule.is(part.value) and (" (schedule: %s)"):format(part.value) or "")
end

-- A step size per leaf.
local function each(fname, config, given)
  local parts = leaves.parts(fname, "step", config.shape, given, true)
  for _, part in ipairs(parts) do
    local where = "step." .. part.name
    local users
    part.at, part.init, part.unit, users = one(fname, where, part.value)
    if users then config.step_users = true end
    if part.unit == "update" then config.step_per_update = true end
  end
  local zeros, n = require "gdlua".zeros, #config.x
  config.step_each, config.step_parts = true, parts
  config.step_init = function(state)
    local m = {}
    for i, part in ipairs(parts) do m[i] = part.init and part.init(state) or false end
    return m
  end
  config.step_at = function(t, state, m)
    local steps = zeros(n)
    for i, part in ipairs(parts) do
      local v = part.at(t, state, m[i] or nil)
      if type(v) ~= "number" or not (v >= 0 and v < math.huge) then bad(part, t, v) end
      leaves.fill(steps, part, v)
    end
    return steps
  end
end

return function(fname, config, step)
  if constructor.is(step) then
    blame("bad option 'step' to '%s' (call it: gd.%s.%s(...))", fname, step.kind, step.name)
  end
  if type(step) == "number" then
    config.step = step
  elseif type(step) == "table" and not schedule.is(step) then
    each(fname, config, step)
  else
    local unit
    config.schedule = schedule.is(step) and step or nil
    config.step_at, config.step_init, unit, config.step_users = one(fname, "step", step)
    config.step_per_update = unit == "update"
  end
end
