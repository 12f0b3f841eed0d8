--- The options of gd.minimize, gd.maximize and gd.descent.
local options = require "gdlua.options"

local list = options.publish("minimize", {
  {"method", nil, "a method of gd.method or its name; \"gd\" when step, project, clip, " ..
   "on_rise or batches smaller than the data are given, else \"lbfgs\" (\"lbfgsb\" with bounds)",
   type = {"string", "table"}},
  {"step", nil, "step size: a number, a schedule, function(epoch, state) -> number, or a " ..
   "table of these, one a leaf; default: the method's own",
   type = {"number", "function", "table"}, min = 0},
  {"epochs", 1000, "limit; math.huge for none", integer = true, min = 0, huge = true},
  {"tolerance", 1e-6, "the run has converged when the infinity norm of the gradient is at " ..
   "most this; of nelder_mead, size and costs of the simplex", min = 0},
  {"time", math.huge, "limit in seconds", above = 0, huge = true},
  {"stop", nil, "a stopping rule, or function(state) -> false, true or a reason; replaces " ..
   "tolerance, not epochs", type = {"function", "table"}},
  {"gradient", "auto", "\"auto\" (exact where the cost can be traced), \"reverse\", \"forward\", " ..
   "\"central\", \"forward_difference\", \"richardson\", {mode =, h =}, or function(x [, batch]) -> gradient",
   type = {"string", "function", "table"}},
  {"data", nil, "arrays with one row per example, handed to the cost as second argument",
   type = {"table", "userdata"}},
  {"batch", nil, "rows a batch; default: all", integer = true, above = 0},
  {"shuffle", nil, "true, false, or function(epoch) -> list of row numbers; default: true " ..
   "when batches are smaller than the data", type = {"boolean", "function"}},
  {"bounds", nil, "{lower, upper}: each a number or in the shape of the start", type = "table"},
  {"project", nil, "function(x) -> the nearest admissible point, or changes x itself",
   type = "function"},
  {"frozen", nil, "name, or list of names, of leaves that stay as they are",
   type = {"string", "table"}},
  {"clip", nil, "{norm = 1} or {value = 1}: limits of the gradient", type = "table"},
  {"on_epoch", nil, "function(state), called at every epoch; true ends the run",
   type = "function"},
  {"history", true, "true (cost, step, gradient_norm), \"all\" (the same, never thinned), " ..
   "false, or a list of fields", type = {"boolean", "string", "table"}},
  {"progress", "auto", "true, false, or \"auto\": a line on a terminal after 0.5 s",
   choices = {"auto", true, false}},
  {"verbose", false, "true: a line per epoch; k: every k-th epoch", type = {"boolean", "number"},
   integer = true, above = 0},
  {"on_rise", "ignore", "when the cost rises: \"halve\" (go back, halve the step), \"stop\", " ..
   "\"ignore\", or {action =, factor =}", type = {"string", "table"}},
  {"checkpoint", nil, "a path, or {path =, every = epochs, seconds =, resume =}: the run saves " ..
   "itself; resume = true goes on from the file", type = {"string", "table"}},
  {"record", nil, "a store (gd.store), or {store =, name =}: the run is kept there when it " ..
   "ends", type = "table"},
  {"validation", nil, "function(x) -> cost on data that are kept apart; asked once per epoch " ..
   "as state.validation, which `patience`, `plateau` and `best` then go by", type = "function"},
  {"precision", "exact", "\"exact\", or \"fast\": gradients by cheaper operations, with other " ..
   "last digits", choices = {"exact", "fast"}},
})

list.misplaced = {
  linesearch = "it belongs to the method, as in method = gd.method.lbfgs{linesearch = \"armijo\"}"
}

return list
