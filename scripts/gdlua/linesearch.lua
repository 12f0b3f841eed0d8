--- gd.linesearch: how far to go along a direction.
---
--- A line search is a value with a name and options; solvers that go along
--- lines take one as their option `linesearch`. The searches are written in C
--- (engine/optim/linesearch) and tell their options themselves.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local constructor = require "gdlua.constructor"
local options = require "gdlua.options"
local solver = require "gdlua.solver"

local linesearch = {}
local meta = {__name = "line search", gdlua = "linesearch"}

function meta.__tostring(value)
  return value.name .. options.changed(value.options, value.o)
end

--- Is the value a line search?
function linesearch.is(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "linesearch"
end

--- The constructor of the search `name`, which the engine has.
function linesearch.of(name)
  local known, doc
  if type(name) == "string" then known, doc = core.linesearch_options(name) end
  if not known then
    blame("bad argument #1 to 'gd.linesearch.of' (the name of a line search of the engine " ..
          "expected, got %s)", core.describe(name))
  end
  local declared = solver.declarations(known)
  return constructor.new("line search", {name = name, doc = doc, options = declared}, function(o)
    local values = solver.values(declared, o)
    local wrong = core.linesearch_check(name, values)
    if wrong then blame("bad options to '%s' (%s)", name, wrong) end
    return setmetatable({name = name, o = o, options = declared, values = values}, meta)
  end)
end

--- The value of an option `linesearch`: a search, a constructor (its defaults
--- are taken) or a name.
function linesearch.resolve(value, fname)
  if type(value) == "string" then
    local names = linesearch.names()
    if options.is_one_of(value, names) then return linesearch[value]() end
    blame("bad option 'linesearch' to '%s' (no line search '%s'; %s)", fname or "lbfgs", value,
          options.suggestion(value, names))
  end
  if linesearch.is(value) then return value end
  if constructor.is(value, "line search") then return value() end
  blame("bad option 'linesearch' to '%s' (a line search, like gd.linesearch.armijo(), or its " ..
        "name expected, got %s)", fname or "lbfgs", core.describe(value))
end

return require "gdlua.namespace"("gd.linesearch", "gdlua.linesearch.", [[
  armijo strong_wolfe hager_zhang nonmonotone exact
]], linesearch)
