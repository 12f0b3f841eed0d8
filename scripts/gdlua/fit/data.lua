--- What gd.fit is given to fit: predictors, responses and their weights.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local tree = require "gdlua.tree"

local data = {}

local function bad(n, what, ...)
  blame("bad argument #%d to '%s' (" .. what .. ")", n, n == 1 and "predict" or "fit", ...)
end

-- A vector or matrix of what may be written as a plain table.
local function array(n, value, name, expected)
  if type(value) == "userdata" and core.is_array(value) then return value end
  local gd = require "gdlua"
  if type(value) == "table" and #value > 0 then
    local ok, a = pcall(type(value[1]) == "number" and gd.vector or gd.matrix, value)
    if ok then return a end
    bad(n, "%s: %s", name, (tostring(a):gsub("^.-:%d+: ", "")))
  end
  bad(n, "%s, expected as %s, got %s", name, expected, core.describe(value))
end

local function check_finite(n, a, name)
  local width = a.rank == 2 and a.cols or nil
  for i = 1, #a do
    for k = 1, width or 1 do
      local v = width and a[i][k] or a[i]
      if v - v ~= 0 then
        bad(n, "%s is %s; leave out rows that are incomplete",
            width and ("%s[%d][%d]"):format(name, i, k) or ("%s[%d]"):format(name, i),
            core.describe(v))
      end
    end
  end
  return a
end

local expected_X = "a column of numbers, a matrix with a row for each observation or a table of " ..
                   "named columns"

--- The predictors in arrays, argument n (2 of 'fit', 1 of 'predict'); how many rows
--- they have.
function data.predictors(X, n)
  if type(X) ~= "table" or #X > 0 then
    X = check_finite(n, array(n, X, "the predictors", expected_X), "X")
    return X, #X
  end
  local columns, rows, first = {}, nil, nil
  for _, name in ipairs(tree.keys(X)) do
    local column = check_finite(n, array(n, X[name], "the column " .. name, "numbers"), "X." .. name)
    if rows and #column ~= rows then
      bad(n, "X.%s has %d rows, X.%s has %d", first, rows, name, #column)
    end
    columns[name], rows, first = column, #column, first or name
  end
  if not rows then bad(n, "the predictors, expected as %s, got an empty table", expected_X) end
  return columns, rows
end

--- The rows of predictors, each as the model gets it.
function data.rows(X, count)
  local list = {}
  for i = 1, count do
    if type(X) == "table" then
      local row = {}
      for _, name in ipairs(tree.keys(X)) do row[name] = X[name][i] end
      list[i] = row
    else
      list[i] = X[i]
    end
  end
  return list
end

--- The responses, a vector of `rows`.
function data.responses(y, rows)
  y = check_finite(3, array(3, y, "the responses", "a vector"), "y")
  if y.rank ~= 1 then bad(3, "the responses, expected as a vector, got %s", core.describe(y)) end
  if #y ~= rows then bad(3, "%d responses for %d rows of predictors", #y, rows) end
  return y
end

-- An option that is a vector of positive numbers, or one for all.
local function scales(option, value, rows, allow_zero)
  local gd = require "gdlua"
  if type(value) == "number" then value = gd.full(rows, value) end
  local a = value
  if type(value) == "table" then
    local ok, made = pcall(gd.vector, value)
    a = ok and made
  end
  if not a or a.rank ~= 1 or #a ~= rows then
    blame("bad option '%s' to 'fit' (a number for each of %d rows expected, got %s)", option, rows,
          core.describe(a or value))
  end
  for i = 1, rows do
    local v = a[i]
    if not (v > 0 or allow_zero and v == 0) or v == math.huge then
      blame("bad option '%s' to 'fit' (element %d is %s; a %s number expected)", option, i,
            core.describe(v), allow_zero and "finite, not negative" or "finite, positive")
    end
  end
  return a
end

--- What residuals are multiplied by, or nil; the rows that count; whether the
--- standard deviations are known.
function data.weights(o, rows)
  if o.weights and o.sigma then
    blame("bad option 'sigma' to 'fit' (it says what 'weights' says; one of them expected)")
  end
  if o.sigma then return 1/scales("sigma", o.sigma, rows, false), rows, true end
  if not o.weights then return nil, rows, false end
  local w, counting = scales("weights", o.weights, rows, true), 0
  for i = 1, rows do counting = counting + (w[i] > 0 and 1 or 0) end
  return require "gdlua".sqrt(w), counting, false
end

return data
