--- gd.store: runs kept in a file, to be asked for, shown and repeated later.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local database = require "gdlua.experiment.store.database"
local options = require "gdlua.options"
local query = require "gdlua.experiment.store.query"
local result = require "gdlua.result"
local runs = require "gdlua.experiment.store.runs"
local schema = require "gdlua.experiment.store.schema"
local sink = require "gdlua.experiment.sink"
local sweeps = require "gdlua.experiment.store.sweeps"

local store = {}
local methods = {}
local meta = {__name = "store", gdlua = "store", __index = methods}

local declarations = options.publish("store", {
  {"mode", "write", "\"write\": the file is made where it is not there; \"read\": it is only " ..
   "looked at", choices = {"write", "read"}},
})

--- Is the value a store?
function store.is(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "store"
end

-- What stands for stores where a recorded script runs again.
local substitute

--- From now on gd.store(path) answers maker(path).
function store.set(maker) substitute = maker end

local function check_path(path)
  if type(path) ~= "string" or path == "" or path:find("\0", 1, true) then
    blame("bad argument #1 to 'store' (the name of a file expected, got %s)",
          path == "" and "an empty text" or core.describe(path))
  end
end

--- Opens the store in the file.
function store.open(path, given)
  check_path(path)
  local o = options.check("store", declarations, given)
  if substitute then return substitute(path) end
  local db = database.open(path, o.mode)
  local s = setmetatable({path = path, mode = db:is_readonly() and "read" or "write", db = db}, meta)
  local good, message = pcall(schema.check, db, s.mode)
  if not good then
    db:close()
    error(message, 0)
  end
  if s.mode == "write" then
    db:run "PRAGMA synchronous = NORMAL"
    if sink.register then sink.register(s) end
  end
  return s
end

local function check_self(s, name)
  if not store.is(s) then
    blame("bad self in a call of '%s' (a store expected, got %s; methods are called with a " ..
          "colon: store:%s())", name, core.describe(s), name)
  end
  if not s.db then blame("store '%s' has been closed", s.path) end
  return s.db
end

--- Raises unless runs can be put into the store.
function methods.check_writable(s)
  check_self(s, "add")
  if s.mode == "read" then
    blame("store '%s': it is open for reading only%s", s.path,
          s.db:is_readonly() and ": the file or its folder cannot be written. Change that, or " ..
          "copy the store to where you can write" or "")
  end
end

local function check_id(fname, id)
  if math.type(id) ~= "integer" and math.type(id) ~= "float" or not math.tointeger(id) then
    blame("bad argument #1 to '%s' (the number of a run expected, got %s)", fname,
          core.describe(id))
  end
  return math.tointeger(id)
end

local function missing(s, id)
  local row = s.db:row "SELECT count(*) AS n, min(id) AS low, max(id) AS high FROM runs"
  blame("store '%s' has no run %d (%s)", s.path, id, row.n == 0 and "it is empty" or
        ("it has %d, from %d to %d"):format(row.n, row.low, row.high))
end

--- Keeps a result, or a record of one (gdlua.experiment.record), called `name`.
--- Answers the number of the run.
function methods.add(s, value, name)
  check_self(s, "add")
  s:check_writable()
  if name ~= nil and type(name) ~= "string" then
    blame("bad argument #2 to 'add' (a name expected, got %s)", core.describe(name))
  end
  if result.is(value) then
    if not result.origin(value) then
      blame("bad argument #1 to 'add' (this result has no run: it comes from another process " ..
            "or a store)")
    end
    value = require "gdlua.experiment.record".of(value, {name = name})
  elseif type(value) ~= "table" or type(value.result) ~= "table" or not value.goal then
    blame("bad argument #1 to 'add' (a result expected, got %s)", core.describe(value))
  end
  return s.db:together(runs.put, s.db, value)
end

--- The runs, as a list of rows that can be printed.
function methods.runs(s, given)
  local db = check_self(s, "runs")
  return query.rows(db, "runs", query.read("runs", given))
end

local worst_first = "CASE goal WHEN 'maximum' THEN -cost ELSE cost END"

--- The n runs (1) with the best cost, best first, of those that `where` asks for.
function methods.best(s, n, where)
  local db = check_self(s, "best")
  if n ~= nil and (type(n) ~= "number" or not math.tointeger(n) or n < 0) then
    blame("bad argument #1 to 'best' (how many runs, a whole number, expected, got %s)",
          core.describe(n))
  end
  local o = query.read("best", {where = where, limit = n or 1})
  o.order = ("cost IS NULL, %s, id"):format(worst_first)
  return query.rows(db, "best", o)
end

--- The run with that number: its record, with its result.
function methods.run(s, id)
  local db = check_self(s, "run")
  id = check_id("run", id)
  return runs.get(db, id) or missing(s, id)
end

--- Takes a run out of the store.
function methods.delete(s, id)
  local db = check_self(s, "delete")
  id = check_id("delete", id)
  s:check_writable()
  if not db:together(runs.delete, db, id) then missing(s, id) end
end

--- Writes runs into a CSV file; answers how many.
function methods.export(s, path, given)
  return require "gdlua.experiment.store.export"(check_self(s, "export"), path, given)
end

--- Runs it again, and answers the result, which has the same bits.
function methods.repeat_run(s, id, given)
  local db = check_self(s, "repeat_run")
  return require "gdlua.experiment.store.again"(db, s:run(id), given)
end

--- Of gd.sweep: its number, and the rows {params, seed, result, error, seconds} that are
--- done, by their index.
function methods.begin_sweep(s, o)
  s:check_writable()
  return sweeps.begin(s.db, o)
end

--- Of gd.sweep: rows that are done, with the records of their runs.
function methods.put_rows(s, id, list)
  s:check_writable()
  sweeps.put(s.db, id, list)
end

--- Closes the file; the store cannot be used any more.
function methods.close(s)
  if s.db then s.db:close() end
  s.db = nil
end

meta.__close = methods.close

store.methods = methods

function meta.__tostring(s)
  if not s.db then return ("store '%s', closed"):format(s.path) end
  local n = s.db:row "SELECT count(*) AS n FROM runs".n
  return ("store '%s': %d run%s"):format(s.path, n, n == 1 and "" or "s")
end

return store
