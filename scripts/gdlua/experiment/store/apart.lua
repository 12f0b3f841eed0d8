--- A recorded script runs again, in a Lua state of its own, up to the end of one of its
--- runs: nothing is printed, and its stores are ones that keep nothing.
local checkpoint = require "gdlua.checkpoint"
local core = require "gdlua.core"
local database = require "gdlua.experiment.store.database"
local record = require "gdlua.experiment.record"
local result = require "gdlua.result"
local script = require "gdlua.experiment.script"
local store = require "gdlua.experiment.store"
local sweeps = require "gdlua.experiment.store.sweeps"

-- What ends the script; a table, so that nobody takes it for a text.
local enough = {}
local found

local function take(value)
  found = found or value
  error(enough, 0)
end

-- A sweep of the store that the run is in, as it is: its number and its rows.
local function look(o, sweep)
  if o.store == ":memory:" then return nil end
  local db = database.open(o.store, "read")
  local id, done = sweeps.look(db, sweep)
  db:close()
  return id, done
end

-- A store that waits for the run that is wanted: by its number among those of the
-- program, or in the row of a sweep. Of sweeps that the store has, all other rows are
-- done.
local function waiting(path, o)
  local methods = {}
  local s = setmetatable({path = path, mode = "write"}, {
    __name = "store", gdlua = "store", __close = function() end,
    __index = function(_, name)
      if methods[name] then return methods[name] end
      error(("the script asks its store for '%s', whose answer may be another one today")
            :format(tostring(name)), 2)
    end,
  })
  function methods.check_writable() end
  function methods.close() end
  function methods.add(_, value)
    if result.is(value) then value = record.of(value) end
    if found or not o.sweep and value.ordinal == o.ordinal then take(value) end
  end
  function methods.begin_sweep(_, sweep)
    local id, done = look(o, sweep)
    if id == o.sweep and done then done[o.row] = nil end
    return id or 0, done or {}
  end
  function methods.put_rows(_, id, list)
    for _, row in ipairs(list) do
      if id == o.sweep and row.index == o.row and row.records then take(row.records[o.place]) end
    end
  end
  return s
end

-- Globals of the script are not those that our own scripts see.
local function silence()
  local function nothing() end
  local drain = io.open("/dev/null", "w")
  _G.print = nothing
  io.write = function() return drain end
  io.stdout = drain
  io.output(drain)
  os.exit = function() error("the script calls os.exit before that run", 2) end
end

-- What the script sees as it was; it neither goes on from checkpoints nor makes any.
local function set_up(o)
  _G.arg = o.arguments
  package.path, package.cpath = o.path, o.cpath
  script.set(o.script)
  store.set(function(path) return waiting(path, o) end)
  checkpoint.configure = function() end
  core.random_state(o.origin)
end

--- `request`: what core.pack made of {script, arguments, ordinal, origin, path, cpath},
--- of a run in a sweep also store (its path), sweep, row, place (in the row).
--- Answers such a text of {record =}, or of {failure =}.
return function(request)
  local _, o = core.unpack(request)
  set_up(o)
  silence()
  local chunk, why = script.load(o.script)
  if not chunk then return core.pack({failure = why}, "answer", "this") end
  local good, message = pcall(chunk, table.unpack(o.arguments))
  if found then
    found.script = nil
    return core.pack({record = found}, "answer", "this")
  end
  return core.pack({failure = good and "the script has ended without that run" or
                              tostring(message)}, "answer", "this")
end
