--- The model of gd.fit: a function of one row, or of all rows at once. Which it
--- is is found out by calling it: what answers the same both ways is called with
--- the whole, which is faster.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local tree = require "gdlua.tree"

local model = {}

-- Values that differ by less, as part of the largest, are the same but for
-- rounding.
local same = 1e-9

-- The answer as a vector of `rows`, or nil.
local function column(value, rows)
  if type(value) == "userdata" and core.is_array(value) and value.rank == 1 or
     tree.is_list(value) then
    return #value == rows and require "gdlua".vector(value) or nil
  end
end

local function whole(f, p, X, rows)
  local ok, value = pcall(f, p, X)
  return ok and column(value, rows) or nil, value
end

-- The answers row by row, or nil and what came instead, and where.
local function by_rows(f, p, list)
  local out = {}
  for i, row in ipairs(list) do
    local ok, value = pcall(f, p, row)
    if not ok or type(value) ~= "number" then return nil, value, i, ok end
    out[i] = value
  end
  return require "gdlua".vector(out)
end

local function agree(a, b)
  local scale = math.max(a:abs():max(), b:abs():max())
  for i = 1, #a do
    local u, v = a[i], b[i]
    if not (u == v or u ~= u and v ~= v or math.abs(u - v) <= same*scale) then return false end
  end
  return true
end

local function beside(x, config)
  local y = x:copy()
  for i = 1, #x do
    y[i] = x[i] + 1e-3*math.sin(i)*(math.abs(x[i]) + 1e-3)
    if config.lower then y[i] = math.max(y[i], config.lower[i]) end
    if config.upper then y[i] = math.min(y[i], config.upper[i]) end
  end
  return y
end

-- Raises what is wrong with a model that answers neither way.
local function refuse(f, p, list, rows, whole_answer)
  local _, value, i, ran = by_rows(f, p, list)
  if not ran then f(p, list[i]) end                  -- with its own traceback
  blame("the model returned %s for row %d; a number expected, or, of all rows at once, a vector " ..
        "of %d (it returned %s)", core.describe(value), i, rows,
        type(whole_answer) == "string" and "an error: " .. whole_answer or
        core.describe(whole_answer))
end

--- Does f answer for all rows at once, at the point x (a vector of the shape)?
--- `list`: the rows.
function model.is_whole(f, shape, x, X, list, config)
  local p = core.unflatten(shape, x)
  local rows = #list
  local all, answer = whole(f, p, X, rows)
  local each = by_rows(f, core.unflatten(shape, x), list)
  if not all and not each then refuse(f, p, list, rows, answer) end
  if not all or not each then return all ~= nil end
  if not agree(all, each) then return false end
  local at = beside(x, config)
  all = whole(f, core.unflatten(shape, at), X, rows)
  each = by_rows(f, core.unflatten(shape, at), list)
  return all ~= nil and each ~= nil and agree(all, each)
end

--- The same at the end of a fit: does the whole still answer as the rows do?
function model.still_agrees(f, p, X, list)
  local all, each = whole(f, p, X, #list), by_rows(f, p, list)
  return not each or all ~= nil and agree(all, each)
end

--- The residuals model - y, times w where that is given, as a function of the
--- parameters.
function model.residuals(f, is_whole, X, list, y, w)
  if is_whole then
    if w then return function(p) return (f(p, X) - y)*w end end
    return function(p) return f(p, X) - y end
  end
  local rows, ys, ws = #list, y:totable(), w and w:totable()
  return function(p)
    local r = {}
    if ws then
      for i = 1, rows do r[i] = (f(p, list[i]) - ys[i])*ws[i] end
    else
      for i = 1, rows do r[i] = f(p, list[i]) - ys[i] end
    end
    return r
  end
end

--- What the model answers: a vector.
function model.values(f, is_whole, p, X, list)
  if is_whole then
    local value, answer = f(p, X), nil
    answer = column(value, #list)
    if not answer then
      blame("the model returned %s for %d rows; a vector of so many numbers expected",
            core.describe(value), #list)
    end
    return answer
  end
  local out = {}
  for i, row in ipairs(list) do out[i] = f(p, row) end
  return require "gdlua".vector(out)
end

return model
