--- gd.fit: a model fitted to data by (robust, weighted) least squares, and what
--- a statistician wants to know of it.
local core = require "gdlua.core"
local is_callable = require "gdlua.callable"
local blame = require "gdlua.blame"
local options = require "gdlua.options"
local result = require "gdlua.result"
local least_squares = require "gdlua.least_squares"
local descent = require "gdlua.descent"
local data = require "gdlua.fit.data"
local model = require "gdlua.fit.model"
local statistics = require "gdlua.fit.statistics"
local summary = require "gdlua.fit.summary"

local fit = {}

local function declare()
  local list = {
    {"weights", nil, "how much each observation counts: a vector of numbers >= 0, as one over " ..
     "the variances up to a factor", type = {"table", "userdata"}},
    {"sigma", nil, "the standard deviations of the responses, which are known: a number or a " ..
     "vector; standard errors follow from them, and not from the scatter of the residuals",
     type = {"number", "table", "userdata"}},
    {"level", 0.95, "of the confidence intervals", above = 0, below = 1},
    {"form", "auto", "how the model is called: \"row\" (with one row at a time), \"whole\" (with " ..
     "all of them), or \"auto\": whichever it answers, the whole where both answer the same",
     choices = {"auto", "row", "whole"}},
  }
  for _, d in ipairs(least_squares.declarations) do
    if d[1] ~= "data" then list[#list + 1] = d end
  end
  return list
end

fit.declarations = options.publish("fit", declare())

-- "p[1]", "w[2]", "rate"; of a start that is a number "p".
local function names_of(start)
  local _, names = core.flatten(start)
  for i, name in ipairs(names) do
    if name == "" or name:find("^%[") then names[i] = "p" .. name end
  end
  return names
end

-- Why parameter i is held, or nil.
local function why_held(config, x, g, i)
  if config.frozen and config.frozen[i] == 1 then return "frozen" end
  local low, high = config.lower and config.lower[i], config.upper and config.upper[i]
  if low and low == high then return "fixed by its bounds" end
  if low and x[i] <= low and g[i] >= 0 then return "at its lower bound" end
  if high and x[i] >= high and g[i] <= 0 then return "at its upper bound" end
end

-- The parameters that are not held, and why the others are.
local function held_parameters(r, config)
  local x, g = core.flatten(r.x), core.flatten(r.gradient)
  local varies, held = {}, {}
  for i = 1, #x do
    held[i] = why_held(config, x, g, i)
    if not held[i] then varies[#varies + 1] = i end
  end
  return varies, held, x
end

-- Standard errors and what follows from them; `given` is what the fit was asked.
local function add_errors(r, d, given)
  local o, shape = given.o, d:config().shape
  local weighed, J = d:linearised()
  local varies, held, x = held_parameters(r, d:config())
  local exact = o.jacobian == "auto" and not given.by_differences
  local C, set, rank = statistics.covariance(J, varies, exact)
  local dof = given.counting - rank
  local variance = given.known and 1 or
                   dof > 0 and statistics.variance(weighed, dof, o.loss, o.loss_scale) or 0/0
  local errors = statistics.errors(C*variance)
  local reference = given.known and math.huge or dof
  local quantile = dof > 0 and statistics.quantile(o.level, reference) or 0/0
  r.dof, r.sigma, r.covariance = dof, math.sqrt(variance), C*variance
  r.correlation = statistics.correlation(r.covariance, errors)
  r.stderr = core.unflatten(shape, errors)
  r.confidence = {lower = core.unflatten(shape, x - quantile*errors),
                  upper = core.unflatten(shape, x + quantile*errors)}
  if given.known then r.chi2 = weighed:dot(weighed) end
  r.undetermined = {}
  local names = {}
  for i, name in ipairs(given.names) do
    if set[i] then
      names[name] = true
      r.undetermined[#r.undetermined + 1] = name
    end
  end
  return {names = given.names, estimates = x, errors = errors, held = held, undetermined = names,
          level = o.level, quantile = quantile, reference_dof = reference, known = given.known,
          observations = given.counting}
end

-- A single row of predictors as all of them, where it is one: of predictors like
-- `like` a number, a row of numbers, or a table of numbers.
local function one_row(X, like)
  local gd = require "gdlua"
  if type(like) == "userdata" and like.rank == 1 then
    return type(X) == "number" and gd.vector{X} or nil
  elseif type(like) == "userdata" then
    if type(X) == "userdata" and core.is_array(X) and X.rank == 1 then X = X:totable() end
    return type(X) == "table" and type(X[1]) == "number" and gd.matrix{X} or nil
  end
  local columns = {}
  for name, value in pairs(type(X) == "table" and X or {}) do
    if type(value) ~= "number" then return nil end
    columns[name] = gd.vector{value}
  end
  return next(columns) ~= nil and columns or nil
end

-- predict(X): in the form of X, a number for a single row.
local function predictor(f, is_whole, x, like)
  return function(self, X)
    if not result.is(self) then X = self end
    if X == nil then
      blame("bad argument #1 to 'predict' (predictors expected, got nil)")
    end
    local row = one_row(X, like)
    local columns, rows = data.predictors(row or X, 1)
    local values = model.values(f, is_whole, x, columns, data.rows(columns, rows))
    return row and values[1] or values
  end
end

local function run(residuals, start, o)
  local d = least_squares.run("fit", residuals, start, o)
  d:advance(math.huge)
  return d, d:result()
end

local function read_form(f, start, X, list, o)
  if o.form ~= "auto" then return o.form == "whole" end
  local shape, x = core.shape(start, "start")
  local config = {}
  if o.bounds then
    config.lower, config.upper = require "gdlua.descent.leaves".bounds("fit", shape, x, o.bounds)
  end
  return model.is_whole(f, shape, x, X, list, config)
end

-- Raises that the model is not finite where the fit begins.
local function refuse_start(f, is_whole, x, columns, list)
  local values = model.values(f, is_whole, x, columns, list)
  for i = 1, #values do
    if values[i] - values[i] ~= 0 then
      blame("the model is %s at the start, for row %d of the predictors: it needs another start",
            core.describe(values[i]), i)
    end
  end
  blame("the sum of squares at the start is too large to be a number")
end

--- Fits the model f(p, x) to the responses y at the predictors X, from start.
function fit.fit(f, X, y, start, opts)
  if not is_callable(f) then
    blame("bad argument #1 to 'fit' (the model, a function of parameters and predictors, " ..
          "expected, got %s)", core.describe(f))
  end
  core.untraceable("fit")
  local o = options.check("fit", fit.declarations, opts)
  local columns, rows = data.predictors(X, 2)
  y = data.responses(y, rows)
  local w, counting, known = data.weights(o, rows)
  if start == nil then
    blame("bad argument #4 to 'fit' (the start, a value for each parameter, expected, got nil)")
  end
  local list = data.rows(columns, rows)
  local is_whole = read_form(f, start, columns, list, o)
  local function residuals() return model.residuals(f, is_whole, columns, list, y, w) end
  local d, r = run(residuals(), start, o)
  if is_whole and o.form == "auto" and not model.still_agrees(f, r.x, columns, list) then
    is_whole = false
    d, r = run(residuals(), start, o)
  end
  local given = {o = o, names = names_of(start), counting = counting, known = known,
                 by_differences = #r.warnings > 0}
  if r.cost - r.cost ~= 0 then refuse_start(f, is_whole, r.x, columns, list) end
  descent.finish(d, r)
  r.residuals = y - model.values(f, is_whole, r.x, columns, list)
  local inner = add_errors(r, d, given)
  r.r2 = statistics.r2(y, r.residuals, w)
  r.adjusted_r2 = 1 - (1 - r.r2)*(counting - 1)/r.dof
  r.names, r.observations, r.level = given.names, counting, o.level
  r.predict = predictor(f, is_whole, r.x, columns)
  result.set_text(r, function() return summary(r, inner) end)
  return r
end

return fit
