--- gd.stop: when a descent ends.
---
--- A rule looks at the state of a run at every epoch, the start included, and
--- says whether it fires, why, and whether that means the minimum was found.
--- What it remembers belongs to the run and is made by its init.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local constructor = require "gdlua.constructor"
local algebra = require "gdlua.stop.algebra"
local memory = require "gdlua.memory"
local reason = require "gdlua.stop.reason"

local stop = {}

local fields = options.publish("stop.define", {
  {"name", nil, "what it is called in reasons", required = true, type = "string"},
  {"options", {}, "list of {name, default, doc}, see gdlua/options.lua"},
  {"doc", nil, "one line that says what it does", type = "string"},
  {"converges", false, "does firing mean that the minimum was found? true, false, or " ..
   "function(state, o, m) -> boolean, and in place of the name what the reason starts with",
   type = {"boolean", "function"}},
  {"init", nil, "function(state, o) -> m, the memory of a run, at epoch 0", type = "function"},
  {"reached", nil, "function(state, o, m) -> fired, format, up to five arguments for it",
   required = true, type = "function"},
  {"best", false, "the run should then answer its best point, not its last"},
})

local function check_of(d, o)
  local reached, converges, best = d.reached, d.converges, d.best
  return function(state, m)
    local fired, format, a, b, c, e, f = reached(state, o, m)
    if not fired then return false end
    local converged, name = converges, d.name
    if type(converges) == "function" then
      local instead
      converged, instead = converges(state, o, m)
      if instead then name = instead .. ": " .. name end
    end
    return true, converged and true or false,
           reason.compose(name, state, format, a, b, c, e, f), best
  end
end

--- A constructor of rules: gd.stop.define{name = , options = , reached = }.
function stop.define(definition)
  local d = options.check("gd.stop.define", fields, definition)
  local init = d.init
  return constructor.new("stopping rule", d, function(o)
    return algebra.new{
      name = d.name, o = o, check = check_of(d, o),
      init = init and function(state) return init(state, o) end,
      users = init and not memory.are_own(init, d.reached, d.converges),
      text = d.name .. options.arguments(d.options, o),
    }
  end)
end

local rule_options = options.publish("stop.rule", {
  {"converges", true, "does true mean that the minimum was found?"},
})

--- A rule from a function(state) that returns nothing or false (go on), true
--- (stop: found, unless `converges` is false) or a reason (stop: not found).
function stop.rule(f, given)
  if type(f) ~= "function" then
    blame("bad argument #1 to 'gd.stop.rule' (a function expected, got %s)", core.describe(f))
  end
  return algebra.from_function(f, options.check("gd.stop.rule", rule_options, given).converges)
end

--- The value of an option `stop`: a rule, or a function (see stop.rule).
function stop.wrap(value, fname)
  return algebra.operand(value, ("bad option 'stop' to '%s'"):format(fname or "minimize"))
end

--- Is the value a rule?
stop.is = algebra.is

return require "gdlua.namespace"("gd.stop", "gdlua.stop.", [[
  epochs updates evaluations time gradient cost_change step_size change
  cost_below distance patience diverged never
]], stop)
