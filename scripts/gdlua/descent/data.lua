--- The options `data`, `batch` and `shuffle`: arrays with one row per example.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local tree = require "gdlua.tree"

local data = {}

-- The arrays of `value` in order, made of plain lists where it has such;
-- returns the value in arrays and appends them to `list`.
local function arrays(fname, value, where, list)
  local gd = require "gdlua"
  if type(value) == "userdata" and core.is_array(value) then
    list[#list + 1] = {array = value, where = where}
    return value
  elseif tree.is_list(value) then
    return arrays(fname, gd.vector(value), where, list)
  elseif type(value) ~= "table" or next(value) == nil then
    blame("bad option 'data' to '%s' (%s is %s; arrays with one row per example expected)",
          fname, where, type(value) == "table" and "empty" or core.describe(value))
  end
  local out = {}
  for _, key in ipairs(tree.keys(value)) do
    local name = type(key) == "string" and where .. "." .. key or where .. "[" .. key .. "]"
    out[key] = arrays(fname, value[key], name, list)
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
function data.read(fname, given)
  local list = {}
  local value = arrays(fname, given, "data", list)
  local rows = #list[1].array
  for _, entry in ipairs(list) do
    if #entry.array ~= rows then
      blame("bad option 'data' to '%s' (%s has %d rows, %s has %d)", fname, list[1].where, rows,
            entry.where, #entry.array)
    end
  end
  return value, list, rows
end

-- Batches go through arrays of their own, into which rows are gathered.
local function batches(config, value, list, size, shuffle)
  config.batch = size
  config.columns = {}
  config.batch_value = data.room(value, size, config.columns)
  config.sources = {}
  for i, entry in ipairs(list) do config.sources[i] = entry.array end
  if type(shuffle) == "function" then
    config.order = shuffle
  else
    config.shuffle = shuffle
  end
end

--- Puts data and batches into a configuration.
function data.configure(fname, config, o)
  if o.data == nil then
    for _, name in ipairs{"batch", "shuffle"} do
      if o[name] ~= nil then
        blame("bad option '%s' to '%s' (it goes with 'data')", name, fname)
      end
    end
    return
  end
  local value, list, rows = data.read(fname, o.data)
  local small = data.is_batched(o, rows)
  if o.batch and o.batch > rows then
    blame("bad option 'batch' to '%s' (a batch of %d rows, but the data have %d)", fname,
          o.batch, rows)
  end
  local shuffle = o.shuffle
  if shuffle == nil then shuffle = small end
  config.rows = rows
  if small or shuffle then
    batches(config, value, list, o.batch or rows, shuffle)
  else
    config.batch_value = value
  end
  return small
end

return data
