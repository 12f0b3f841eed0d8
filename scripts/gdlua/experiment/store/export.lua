--- Runs as CSV: one line a run, or one line an epoch.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local query = require "gdlua.experiment.store.query"
local runs = require "gdlua.experiment.store.runs"
local tree = require "gdlua.tree"

local declarations = options.publish("store.export", {
  {"where", nil, "as of store:runs", type = {"string", "table"}},
  {"order", "id", "as of store:runs", type = "string"},
  {"limit", nil, "as of store:runs", integer = true, min = 0},
  {"history", false, "a line for each epoch that was recorded, not for each run"},
})

-- The fewest digits that read back as the number.
local function digits(v)
  for precision = 15, 17 do
    local text = ("%%.%dg"):format(precision):format(v)
    if tonumber(text) == v then return text end
  end
  return v ~= v and "nan" or ("%.17g"):format(v)
end

local function cell(v)
  if v == nil then return "" end
  if type(v) == "number" then return math.type(v) == "integer" and tostring(v) or digits(v) end
  local text = tostring(v)
  if text:find('[",\r\n]') then return '"' .. text:gsub('"', '""') .. '"' end
  return text
end

local function write_line(file, cells, n)
  for i = 1, n do cells[i] = cell(cells[i]) end
  return file:write(table.concat(cells, ",", 1, n), "\n")
end

-- Names of what some of the runs have, in order.
local function names_of(list, get)
  local set = {}
  for _, run in ipairs(list) do
    for _, name in ipairs(get(run)) do set[name] = true end
  end
  return tree.keys(set)
end

local function parameters(run)
  local values, names = core.flatten(run.result.x)
  local by_name, list = {}, {}
  for i, name in ipairs(names) do
    local full = name == "" and "x" or name:find("^%[") and "x" .. name or "x." .. name
    by_name[full], list[i] = values[i], full
  end
  return by_name, list
end

local function write_runs(file, db, rows)
  local all = {}
  for i, row in ipairs(rows) do
    local run = runs.get(db, row.id)
    local x, order = parameters(run)
    all[i] = {options = run.options, x = x, order = order}
  end
  local settings = names_of(all, function(run) return tree.keys(run.options) end)
  local places, seen = {}, {}
  for _, run in ipairs(all) do
    for _, name in ipairs(run.order) do
      if not seen[name] then seen[name], places[#places + 1] = true, name end
    end
  end
  local head = table.move(query.columns, 1, #query.columns, 1, {})
  for _, name in ipairs(settings) do head[#head + 1] = "option." .. name end
  for _, name in ipairs(places) do head[#head + 1] = name end
  write_line(file, head, #head)
  for i, row in ipairs(rows) do
    local cells, n = {}, #query.columns
    for k, name in ipairs(query.columns) do cells[k] = row[name] end
    for k, name in ipairs(settings) do cells[n + k] = all[i].options[name] end
    n = n + #settings
    for k, name in ipairs(places) do cells[n + k] = all[i].x[name] end
    write_line(file, cells, n + #places)
  end
end

local function write_history(file, db, rows)
  local fields = names_of(rows, function(row)
    local list = db:run("SELECT field FROM history WHERE run = ? AND width = 1", row.id)
    for i, entry in ipairs(list) do list[i] = entry.field end
    return list
  end)
  local head = {"id", "name", "epoch"}
  for _, name in ipairs(fields) do
    if name ~= "epoch" then head[#head + 1] = name end
  end
  write_line(file, table.move(head, 1, #head, 1, {}), #head)
  for _, row in ipairs(rows) do
    local history = runs.get(db, row.id).history or {epoch = {}}
    for i = 1, #history.epoch do
      local cells = {row.id, row.name}
      for k = 3, #head do cells[k] = history[head[k]] and history[head[k]][i] end
      cells[3] = math.tointeger(cells[3])
      write_line(file, cells, #head)
    end
  end
end

-- Raises that the file cannot be written, and leaves no part of it behind.
local function refuse(path, draft, why)
  os.remove(draft)
  blame("cannot write '%s' (%s)", path, (tostring(why):gsub("^.*: ", "")))
end

--- Writes the runs that `given` asks for into the file, which is replaced when it is
--- complete. Answers how many there were.
return function(db, path, given)
  if type(path) ~= "string" or not path:find("%.csv$") then
    blame("bad argument #1 to 'export' (the name of a file that ends in .csv expected, got %s)",
          core.describe(path))
  end
  local o = options.check("export", declarations, given)
  local rows = query.rows(db, "export", o)
  local draft = path .. "." .. core.process() .. ".tmp"
  local file, why = io.open(draft, "wb")
  if not file then refuse(path, draft, why) end
  file:setvbuf("full", 1 << 16)
  local good, message = pcall(o.history and write_history or write_runs, file, db, rows)
  if not good then
    file:close()
    os.remove(draft)
    error(message, 0)
  end
  local flushed, problem = file:flush()
  file:close()
  if not flushed then refuse(path, draft, problem) end
  local moved, trouble = os.rename(draft, path)
  if not moved then refuse(path, draft, trouble) end
  return #rows
end
