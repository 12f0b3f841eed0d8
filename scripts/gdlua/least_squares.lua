--- gd.least_squares: the least sum of squares of residuals, or of what a robust
--- loss makes of them.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"
local descent = require "gdlua.descent"
local method = require "gdlua.method"

local least_squares = {}

-- Options that mean what they mean to gd.minimize.
local shared = {
  "time", "stop", "data", "bounds", "frozen", "on_epoch", "history", "progress",
  "verbose", "checkpoint", "record",
}

local own = {
  {"loss", "linear", "what a residual r costs, with z = (r/loss_scale)^2: \"linear\" (z), " ..
   "\"huber\" (z up to 1, then 2*sqrt(z) - 1), \"soft_l1\" (2*(sqrt(1 + z) - 1)) or " ..
   "\"cauchy\" (log(1 + z)); the cost is half the sum, times loss_scale^2",
   choices = {"linear", "huber", "soft_l1", "cauchy"}},
  {"loss_scale", 1, "from where on a residual counts as an outlier", above = 0},
  {"jacobian", "auto", "\"auto\" (exact where the residuals can be traced, else central " ..
   "differences), \"central\" or \"forward_difference\"",
   choices = {"auto", "central", "forward_difference"}},
  {"epochs", 5000, "limit of the steps; math.huge for none", integer = true, min = 0, huge = true},
}

local solver = {"ftol", "xtol", "gtol", "factor", "acceleration"}

local function declare()
  local list, known = table.move(own, 1, #own, 1, {}), {}
  for _, d in ipairs(method.levenberg_marquardt.options) do known[d[1]] = d end
  for _, name in ipairs(solver) do list[#list + 1] = known[name] end
  for _, d in ipairs(descent.declarations) do
    if options.is_one_of(d[1], shared) then list[#list + 1] = d end
  end
  return list
end

least_squares.declarations = options.publish("least_squares", declare())

--- The run, with checked options.
function least_squares.run(fname, f, start, o)
  local given = {}
  for _, name in ipairs(solver) do given[name] = o[name] end
  return descent.of_residuals(fname, f, start, method.levenberg_marquardt(given), o)
end

--- The least sum of squares of the numbers that f answers, from start.
function least_squares.least_squares(f, start, opts)
  local meta = getmetatable(f)
  if type(f) ~= "function" and not (type(meta) == "table" and meta.__call) then
    blame("bad argument #1 to 'least_squares' (a function that returns residuals expected, got %s)",
          core.describe(f))
  end
  local o = options.check("least_squares", least_squares.declarations, opts)
  local d = least_squares.run("least_squares", f, start, o)
  d:advance(math.huge)
  local r = descent.finish(d, d:result())
  r.residuals, r.jacobian = d:linearised()
  return r
end

return least_squares
