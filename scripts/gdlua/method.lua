--- gd.method: how the next point is found from the gradient.
---
--- An update rule is a function of (x, gradient) with a memory of its own; a
--- solver has control flow of its own and is written in C. Both are values
--- with a name and options; the descent driver reads kind ("rule" or
--- "solver"), name, o, and of a rule the fields of its definition. Chains, and
--- what works leaf by leaf, are put together in gdlua/composed.lua.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local constructor = require "gdlua.constructor"
local solver = require "gdlua.solver"

local method = {}
local meta = {__name = "method", gdlua = "method"}

function meta.__tostring(value)
  return value.name .. options.changed(value.options, value.o)
end

local fields = options.publish("method.define", {
  {"name", nil, "what it is called", required = true, type = "string"},
  {"options", {}, "list of {name, default, doc}, see gdlua/options.lua"},
  {"doc", nil, "one line that says what it does", type = "string"},
  {"step", 0.01, "the step where none is given", above = 0},
  {"init", nil, "function(x, o) -> s, the memory of a run", type = "function"},
  {"update", nil, "function(x, g, step, s, o, t, cost) -> the next x; t: updates completed",
   type = "function"},
  {"transform", nil, "function(x, g, s, o, t, cost) -> the gradient for the next of a chain; " ..
   "takes the place of `update`", type = "function"},
  {"point", nil, "function(x, s, o) -> where to evaluate", type = "function"},
  {"answer", nil, "function(x, s, o) -> what to report", type = "function"},
  {"per_leaf", false, "update each leaf of the start by itself: x, g and s are those of one leaf"},
  {"builtin", nil, "what the engine, with the same bits, does in place of `update`; with an " ..
   "option `linesearch` that is given, the solver steepest_descent does it",
   choices = {"gradient_step"}},
})

-- The value with options o of the definition d; what takes a line search is a
-- solver when it is given one.
local function value_of(kind, d, o)
  local value = {kind = kind, o = o}
  for key, field in pairs(d) do value[key] = field end
  if o.linesearch ~= nil and (kind == "solver" or d.builtin) then
    o.linesearch = require "gdlua.linesearch".resolve(o.linesearch, d.name)
    if kind ~= "solver" then
      value.kind, value.solver = "solver", "steepest_descent"
      value.traits = select(2, core.solver_options(value.solver))
    end
  end
  return setmetatable(value, meta)
end

local function constructor_of(kind, d, check)
  return constructor.new("method", d, function(o)
    if check then check(o) end
    return value_of(kind, d, o)
  end)
end

--- A constructor of update rules: gd.method.define{name = , options = , update = }.
function method.define(definition)
  local d = options.check("gd.method.define", fields, definition)
  if d.transform and d.update then
    blame("bad option 'transform' to 'gd.method.define' (it takes the place of 'update', which " ..
          "is there, too)")
  elseif not d.transform and not d.update then
    blame("missing option 'update' to 'gd.method.define' (a function expected)")
  end
  local transform = d.transform
  if transform then
    function d.update(x, g, step, s, o, t, cost) return x - step*transform(x, g, s, o, t, cost) end
  end
  d.options.misplaced = d.options.misplaced or {
    linesearch = "this is an update rule, which is given its step; gd, cg, bfgs and lbfgs take one"
  }
  return constructor_of("rule", d)
end

--- Rules one after the other: each gets the gradient that the one before makes.
function method.chain(...)
  return setmetatable(require "gdlua.composed".chain(method, ...), meta)
end

--- A constructor of the solver `name`, which is written in C and tells its
--- options itself. check(o) may raise for options that do not go together.
function method.solver(name, doc, check)
  local known, traits
  if type(name) == "string" then known, traits = core.solver_options(name) end
  if not known then
    blame("bad argument #1 to 'gd.method.solver' (the name of a solver of the engine expected, " ..
          "got %s)", core.describe(name))
  end
  local list = solver.declarations(known)
  if traits.search then
    list[#list + 1] = {"linesearch", nil, "a line search or its name; default: the solver's own",
                       object = true}
  else
    list.misplaced = {linesearch = "this solver does not go along lines"}
  end
  return constructor_of("solver", {name = name, doc = doc, options = list, traits = traits}, check)
end

--- Is the value a method?
function method.is(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "method"
end

--- The value of an option `method`: a method, a constructor (its defaults are
--- taken) or a name.
function method.resolve(value, fname)
  if type(value) == "string" then
    if getmetatable(method).__known[value] then return method[value]() end
    blame("bad option 'method' to '%s' (no method '%s'; %s)", fname or "minimize", value,
          options.suggestion(value, method.names()))
  end
  if method.is(value) then return value end
  if constructor.is(value, "method") then return value() end
  blame("bad option 'method' to '%s' (a method or its name expected, got %s)",
        fname or "minimize", core.describe(value))
end

return require "gdlua.namespace"("gd.method", "gdlua.method.", [[
  gd momentum nesterov adagrad adadelta rmsprop adam adamw amsgrad adamax nadam radam lion
  adabelief yogi lamb rprop signsgd barzilai_borwein polyak dog prodigy schedule_free clip lbfgs
  cg bfgs nelder_mead lbfgsb newton newton_cg trust_region levenberg_marquardt
]], method)
