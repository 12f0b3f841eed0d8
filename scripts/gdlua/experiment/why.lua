--- result:why(): why a run ended as it did, what is wrong, what to try.
---
--- A diagnosis (why/NAME.lua) is a function of a case (why/case.lua) that answers a
--- finding {name =, evidence =, suggestion =} or nil. They are asked in the order of
--- what causes what: a wrong gradient explains everything else, so nothing else is
--- asked then; and the first finding is the one to act on.
local blame = require "gdlua.blame"
local case = require "gdlua.experiment.why.case"
local core = require "gdlua.core"
local result = require "gdlua.result"
local rules = require "gdlua.experiment.why.rules"
local show = require "gdlua.experiment.why.show"

local function diagnosis(name) return require("gdlua.experiment.why." .. name) end

-- Does the ending say that somebody's own aim was met?
local function met(c)
  local reason = c.r.reason
  return c.r.converged and c.ending == "rule" and
         (reason:find("^cost_below") or reason:find("^distance") or reason:find("^function"))
end

-- Good enough: nothing was asked for that is missing, and next to nothing is left.
local function is_fine(c)
  if c.ending == "nonfinite" or c.ending == "rise" then return false end
  if c.batched then
    return c:gain() <= 2e-3*math.abs(c:polish().f) or c:left() <= 1e-3
  end
  return not c.tolerance and c.ending ~= "stuck" and not c.r.reason:find("^stalled") and not c:left_something(1e-4)
end

local function add(c, list, name, ...)
  local found = diagnosis(name)(c, ...)
  if not found then return false end
  list[#list + 1] = found
  c.found[found.name] = found
  return true
end

-- Scaling, after another finding, or before it where it is the root of that.
local function add_scaling(c, list)
  if not add(c, list, "scaling") then return end
  local n = #list
  if list[n].root then list[n], list[n - 1] = list[n - 1], list[n] end
end

-- Steps that are too long.
local function unstable(c, list)
  if not add(c, list, "step_above_critical") then return false end
  add_scaling(c, list)
  return true
end

local function of_nonfinite(c, list)
  if add(c, list, "unbounded") then return end
  if add(c, list, "nan_source") then
    local ratio = add(c, list, "step_above_critical") and list[2].ratio
    if not ratio then list[2] = nil end
    return
  end
  unstable(c, list)
  if #list == 0 then add(c, list, "nan_source", true) end
end

-- A run that says it has converged: is it where it says?
local function of_converged(c, list)
  if met(c) then return end
  if add(c, list, "saddle") or add(c, list, "plateau") then return end
  local promised = c:promised()
  if promised and promised <= 1e-5*(c.f0 - c.f) then return end
  if c.batched or not (c:left_something(1e-3) and c:is_elsewhere()) then return end
  if add(c, list, "scaling") or c.ending == "gradient" then return end
  local _ = add(c, list, "decayed_schedule") or add(c, list, "step_too_small")
end

local function of_unfinished(c, list)
  if add(c, list, "noisy_batch") then return end
  if is_fine(c) or add(c, list, "unbounded") then return end
  if add(c, list, "nan_source") or add(c, list, "rounding_floor") or add(c, list, "kink") or
     add(c, list, "saddle") or add(c, list, "plateau") or unstable(c, list) or
     add(c, list, "decayed_schedule") then
    return
  end
  if add(c, list, "step_too_small") then
    add_scaling(c, list)
  elseif c:is_near() and not c:stalled() or not add(c, list, "scaling") then
    add(c, list, "epoch_limit")
  end
end

local function findings(c)
  local list = {}
  if c.ending == "running" and c.r.epochs == 0 then return list end
  if add(c, list, "wrong_gradient") then return list end
  if c.ending == "nonfinite" then of_nonfinite(c, list)
  elseif c.r.converged then of_converged(c, list)
  else of_unfinished(c, list) end
  return list
end

local function explain(r)
  local c = case.of(r)
  local list = findings(c)
  return show.report(c, list, rules(c))
end

return function(r)
  if not result.is(r) then
    blame("bad self in a call of 'why' (a result expected, got %s; methods are called with a colon: " ..
          "r:why())", core.describe(r))
  end
  local origin = result.origin(r)
  if not origin then
    blame("'why' does not know the cost of this run: it explains results of gd.minimize, gd.maximize " ..
          "and of runs held in the hand")
  end
  core.untraceable("why")
  local random = core.random_state()
  local ok, report = pcall(explain, r)
  core.random_state(random)
  if not ok then error(report, 0) end
  return report
end
