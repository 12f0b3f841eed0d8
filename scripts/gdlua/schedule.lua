--- gd.schedule: step sizes as functions of time.
---
--- A schedule is called s(t, state) with the epochs completed (0 first; the
--- updates completed after s:per_update()) and answers a number. It is a
--- value without state, and so may be asked for any t in any order, unless it
--- has a memory (`plateau`): that belongs to the run and is made by its init.
local blame = require "gdlua.blame"
local options = require "gdlua.options"
local constructor = require "gdlua.constructor"
local algebra = require "gdlua.schedule.algebra"
local memory = require "gdlua.memory"
local formula = require "gdlua.schedule.formula"

local schedule = {}

local fields = options.publish("schedule.define", {
  {"name", nil, "what it is called in messages", required = true, type = "string"},
  {"options", {}, "list of {name, default, doc}, see gdlua/options.lua"},
  {"doc", nil, "one line that says what it does", type = "string"},
  {"length", nil, "epochs it lasts: a number, the name of an option, or function(o)",
   type = {"number", "string", "function"}},
  {"at", nil, "function(t, o, state, m) -> number", type = "function"},
  {"bind", nil, "function(o) -> function(t): in place of `at`, for what costs less " ..
   "than looking up its options", type = "function"},
  {"init", nil, "function(o, state) -> m, the memory of a run. A schedule with a memory " ..
   "starts at t = 0, and again each time it is asked for t = 0", type = "function"},
  {"factor", false, "a share of what follows: `a .. b` is a(t)*b(0), then b"},
  {"formula", nil, "text with t and the options' names in it, or function(o) -> text",
   type = {"string", "function"}},
})

local function length_of(d, o)
  if type(d.length) == "function" then return d.length(o) end
  if type(d.length) == "string" then return o[d.length] end
  return d.length
end

local function bound(d, o)
  if d.bind then return d.bind(o) end
  local at = d.at
  return function(t, state, m) return at(t, o, state, m) end
end

--- A constructor of schedules: gd.schedule.define{name = , options = , at = }.
function schedule.define(definition)
  local d = options.check("gd.schedule.define", fields, definition)
  if not d.at == not d.bind then
    blame("bad schedule '%s' (it needs `at`, a function(t, o))", d.name)
  end
  local init = d.init
  return constructor.new("schedule", d, function(o)
    return algebra.new{
      name = d.name, o = o, unit = "epoch", factor = d.factor,
      at = bound(d, o), length = length_of(d, o),
      init = init and function(state) return init(o, state) or {} end,
      users = init and not memory.are_own(init, d.at, d.bind),
      show = formula.of(d, o),
    }
  end)
end

--- Is the value a schedule?
schedule.is = algebra.is

return require "gdlua.namespace"("gd.schedule", "gdlua.schedule.", [[
  constant step multistep piecewise linear polynomial exponential inverse_time
  sqrt_decay cosine warm_restarts one_cycle cyclic warmup plateau noam
]], schedule)
