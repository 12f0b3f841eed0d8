--- The public names of `gd` that are written in Lua: each is loaded when it is
--- first used. A name maps to the module that is its value, or to a module and
--- the field of it.
local where = {
  schedule = {"gdlua.schedule"},
  stop     = {"gdlua.stop"},
  method   = {"gdlua.method"},
  linesearch = {"gdlua.linesearch"},
  plot     = {"gdlua.plot"},
  problems = {"gdlua.problems"},
  batches  = {"gdlua.data.batches"},
  split    = {"gdlua.data.split"},
  standardize = {"gdlua.data.standardize"},
  polyfit  = {"gdlua.data.polyfit"},
  minimize = {"gdlua.descent", "minimize"},
  maximize = {"gdlua.descent", "maximize"},
  descent  = {"gdlua.descent", "descent"},
  least_squares = {"gdlua.least_squares", "least_squares"},
  fit      = {"gdlua.fit", "fit"},
  lr_find  = {"gdlua.experiment.lr_find", "find"},
  multistart = {"gdlua.experiment.multistart", "multistart"},
  profile  = {"gdlua.experiment.profile", "profile"},
  gradient = {"gdlua.derivative", "gradient"},
  grad     = {"gdlua.derivative", "grad"},
  derivative = {"gdlua.derivative", "derivative"},
  hessian  = {"gdlua.derivative", "hessian"},
  hvp      = {"gdlua.derivative", "hvp"},
  jacobian = {"gdlua.derivative", "jacobian"},
  custom   = {"gdlua.derivative", "custom"},
  check_gradient = {"gdlua.derivative", "check_gradient"},
  explain  = {"gdlua.explain", "explain"},
  replay   = {"gdlua.experiment.replay"},
  symbols  = {"gdlua.symbolic", "symbols"},
  formula  = {"gdlua.symbolic", "formula"},
  store    = {"gdlua.experiment.store", "open"},
  report   = {"gdlua.report"},
  compare  = {"gdlua.experiment.compare"},
  sweep    = {"gdlua.experiment.sweep"},
  help     = {"gdlua.help", "help"},
}

local index = {}

--- The names, in order.
function index.names()
  local list = {}
  for name in pairs(where) do list[#list + 1] = name end
  table.sort(list)
  return list
end

local function load(_, gd, name)
  local place = where[name]
  if not place then return nil end
  local value = require(place[1])
  if place[2] then value = value[place[2]] end
  rawset(gd, name, value)
  return value
end

return setmetatable(index, {__call = load})
