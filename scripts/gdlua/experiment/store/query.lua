--- Which runs: store:runs{where =, order =, limit =}, and the list as a table.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local lines_of = require "gdlua.experiment.columns"
local options = require "gdlua.options"
local tree = require "gdlua.tree"

local query = {}

--- What a row of a list has; all of them can be asked for.
query.columns = {
  "id", "name", "called", "goal", "method", "step", "seed", "cost", "best_cost", "best_epoch",
  "gradient_norm", "epochs", "updates", "evaluations", "elapsed", "converged", "reason", "warnings",
  "began", "host", "gdlua", "ordinal", "sweep", "row",
}

local is_column = {}
for _, name in ipairs(query.columns) do is_column[name] = true end

local declarations = options.publish("store.runs", {
  {"where", nil, "{column or option = value, ...}, or an expression of SQL: " ..
   "\"cost < 1e-3 AND seed > 4\"", type = {"string", "table"}},
  {"order", "id", "columns, as in SQL: \"cost\", \"elapsed DESC\"", type = "string"},
  {"limit", nil, "the most there are to be", integer = true, min = 0},
})

-- The condition for one name and value; its parameters are appended.
local function condition(fname, name, value, parameters)
  if type(name) ~= "string" or type(value) == "table" or type(value) == "function" or
     type(value) == "userdata" then
    blame("bad option 'where' to '%s' (names with numbers, texts or booleans expected, got %s = " ..
          "%s)", fname, tostring(name), core.describe(value))
  end
  if is_column[name] then
    parameters[#parameters + 1] = value
    return name .. " = ?"
  end
  -- Options are texts; "0.10" is another one than "0.1", but the number is the same.
  local left = "json_extract(options, '$.\"' || ? || '\"')"
  parameters[#parameters + 1] = name
  parameters[#parameters + 1] = type(value) == "number" and value or tostring(value)
  return type(value) == "number" and ("CAST(%s AS REAL) = ?"):format(left) or left .. " = ?"
end

local function where_of(fname, where, parameters)
  if where == nil then return "1" end
  if type(where) == "string" then return where end
  local words = {}
  for _, name in ipairs(tree.keys(where)) do
    words[#words + 1] = condition(fname, name, where[name], parameters)
  end
  return #words > 0 and table.concat(words, " AND ") or "1"
end

-- A failure of a statement that has a user's text in it.
local function refuse(db, fname, kind, message)
  if kind == "other" then
    blame("bad option 'where' or 'order' to '%s' (%s; columns are %s)", fname, message,
          table.concat(query.columns, ", "))
  end
  blame("store '%s': %s", db.path, message)
end

local meta = {__name = "runs", gdlua = "runs"}

local nan = 0/0

-- SQLite keeps NaN as NULL.
local function mend(row)
  row.cost = row.cost or nan
  row.best_cost = row.best_cost or nan
  row.converged = row.converged == 1
  return row
end

--- The rows that `o` (where, order, limit; checked) asks for.
function query.rows(db, fname, o)
  local parameters = {}
  local sql = ("SELECT %s FROM runs WHERE (%s\n) ORDER BY %s\n LIMIT ?"):format(
    table.concat(query.columns, ", "), where_of(fname, o.where, parameters), o.order)
  parameters[#parameters + 1] = o.limit or -1
  local rows, kind, message = db:try(sql, table.unpack(parameters))
  if not rows then refuse(db, fname, kind, message) end
  for _, row in ipairs(rows) do mend(row) end
  return setmetatable(rows, meta)
end

--- The checked options of a list.
function query.read(fname, given) return options.check(fname, declarations, given) end

local function number(v)
  return v == nil and "" or v ~= v and "nan" or ("%.6g"):format(v)
end

-- Lists are not shown in full.
local SHOWN = 50

function meta.__tostring(rows)
  local out = {{"id", "name", "method", "step", "seed", "cost", "|g|", "epochs", "seconds", ""}}
  for i, row in ipairs(rows) do
    if i > SHOWN then break end
    out[#out + 1] = {
      tostring(row.id), row.name or "", row.method or "", row.step or "", number(row.seed),
      number(row.cost), number(row.gradient_norm), number(row.epochs), number(row.elapsed),
      (row.converged and "converged: " or "") .. (row.reason or ""),
    }
  end
  local title = ("%d run%s"):format(#rows, #rows == 1 and "" or "s")
  if #rows == 0 then return title end
  local lines = lines_of(out, {[2] = true, [3] = true, [4] = true, [10] = true})
  if #rows > SHOWN then lines[#lines + 1] = ("  and %d more"):format(#rows - SHOWN) end
  return title .. "\n" .. table.concat(lines, "\n")
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

return query
