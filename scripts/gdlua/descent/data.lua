--- The options `data`, `batch` and `shuffle`: arrays with one row per example.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local tree = require "gdlua.tree"

local data = {}

-- The arrays of `value` in order, made of plain lists where it has such;
-- returns the value in arrays and appends them to `list`. whose: what it is, in
-- messages.
local function arrays(whose, value, where, list)
  local gd = require "gdlua"
  if type(value) == "userdata" and core.is_array(value) then
    list[#list + 1] = {array = value, where = where}
    return value
  elseif tree.is_list(value) then
    return arrays(whose, gd.vector(value), where, list)
  elseif type(value) ~= "table" or next(value) == nil then
    blame("bad %s (%s is %s; arrays with one row per example expected)", whose, where,
          type(value) == "table" and "empty" or core.describe(value))
  end
  local keys, out, n = tree.keys(value), {}, #value
  for key in pairs(value) do
    if type(key) ~= "string" and not (math.type(key) == "integer" and key >= 1 and key <= n) then
      blame("bad %s (%s has the key %s; named fields and a list without gaps are expected)",
            whose, where, core.describe(key))
    end
  end
  for _, key in ipairs(keys) do
    local name = type(key) == "string" and where .. "." .. key or where .. "[" .. key .. "]"
    out[key] = arrays(whose, value[key], name, list)
  end
  return out
end

-- The same structure with an array of `rows` rows for each of `value`.
function data.room(value, rows, columns)
  if type(value) == "table" then
    local out = {}
    for _, key in ipairs(tree.keys(value)) do out[key] = data.room(value[key], rows, columns) end
    return out
  end
  local gd = require "gdlua"
  local a = value.rank == 2 and gd.zeros(rows, value.cols) or gd.zeros(rows)
  columns[#columns + 1] = a
  return a
end

--- Is a batch of `o.batch` rows less than the data?
function data.is_batched(o, rows)
  return o.batch ~= nil and o.batch < rows
end

--- Reads data: the value in arrays, the list of arrays, the number of rows.
--- whose: what they are, in messages, "option 'data' to 'minimize'".
function data.read(whose, given)
  local list = {}
  local value = arrays(whose, given, "data", list)
  local rows = #list[1].array
  if rows == 0 then blame("bad %s (%s has no rows)", whose, list[1].where) end
  for _, entry in ipairs(list) do
    if #entry.array ~= rows then
      blame("bad %s (%s has %d rows, %s has %d)", whose, list[1].where, rows, entry.where,
            #entry.array)
    end
  end
  for i, entry in ipairs(list) do list[i] = entry.array end
  return value, list, rows
end

--- What of `o`, besides the data, only an update rule can do: the name of that
--- option, or nil. (A whole cost has no order of rows: `true` is met.)
function data.wants_rule(o, rows)
  if rows and data.is_batched(o, rows) then return "batch" end
  if type(o.shuffle) == "function" then return "shuffle" end
end

--- Puts data into a configuration, whole. Answers the number of rows, or nil.
function data.configure(fname, config, o)
  if o.data == nil then
    for _, name in ipairs{"batch", "shuffle"} do
      if o[name] ~= nil then
        blame("bad option '%s' to '%s' (it goes with 'data')", name, fname)
      end
    end
    return
  end
  config.batch_value, config.sources, config.rows =
    data.read(("option 'data' to '%s'"):format(fname), o.data)
  if o.batch and o.batch > config.rows then
    blame("bad option 'batch' to '%s' (a batch of %d rows, but the data have %d)", fname,
          o.batch, config.rows)
  end
  return config.rows
end

--- Divides the data of a configuration into batches, where that is wanted.
--- Batches go through arrays of their own, into which rows are gathered.
function data.divide(config, o)
  local small = data.is_batched(o, config.rows)
  local shuffle = o.shuffle
  if shuffle == nil then shuffle = small end
  if not (small or shuffle) then return end
  config.batch = o.batch or config.rows
  config.columns = {}
  config.batch_value = data.room(config.batch_value, config.batch, config.columns)
  if type(shuffle) == "function" then
    config.order = shuffle
  else
    config.shuffle = shuffle
  end
end

return data
