--- Sweeps in a store: which of their rows are done, so that they need not be done
--- again.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local record = require "gdlua.experiment.record"
local runs = require "gdlua.experiment.store.runs"
local tree = require "gdlua.tree"
local values = require "gdlua.experiment.values"

local sweeps = {}

-- The sweep of that name that does the same, which is made where there is none.
local function find(db, o)
  db:run("INSERT OR IGNORE INTO sweeps (name, digest, count, began) VALUES (?, ?, ?, ?)", o.name,
         o.digest, o.count, core.unix_time())
  local row = db:row("SELECT id, count FROM sweeps WHERE name = ? AND digest = ?", o.name, o.digest)
  if row.count ~= o.count then
    db:run("UPDATE sweeps SET count = ? WHERE id = ?", o.count, row.id)
  end
  return row.id
end

-- The rows of a sweep that are done, by their index.
local function done_of(db, id, name)
  local done = {}
  for _, row in ipairs(db:run("SELECT * FROM sweep_rows WHERE sweep = ?", id)) do
    local good, kept = values.unpack(row.packed)
    if not good or core.crc(row.packed) ~= row.crc then
      blame("store '%s': row %d of the sweep '%s' is damaged", db.path, row.row, name)
    end
    done[row.row] = kept
  end
  return done
end

--- Begins, or goes on with, the sweep {name, digest, count}: its number, and the rows
--- that are done, by their index.
function sweeps.begin(db, o)
  local id = db:together(find, db, o)
  return id, done_of(db, id, o.name)
end

--- The same of a sweep that has been begun; nil of one that has not.
function sweeps.look(db, o)
  local row = db:row("SELECT id FROM sweeps WHERE name = ? AND digest = ?", o.name, o.digest)
  if row then return row.id, done_of(db, row.id, o.name) end
end

local function params_text(params)
  if type(params) ~= "table" then return nil end
  local texts = {}
  for _, name in ipairs(tree.keys(params)) do texts[tostring(name)] = record.text(params[name]) end
  return runs.json(texts)
end

local function cost_of(value)
  if type(value) == "table" then value = value.cost end
  return type(value) == "number" and value or nil
end

-- A row with all it has, but for the records, which have tables of their own.
local function put_row(db, id, row)
  local kept = {}
  for name, value in pairs(row) do
    if name ~= "records" then kept[name] = value end
  end
  local packed = values.pack(kept, "store this row of a sweep", "it")
  db:run("INSERT OR IGNORE INTO sweep_rows (sweep, row, params, seed, cost, seconds, error, packed, " ..
         "crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", id, row.index, params_text(row.params),
         math.type(row.seed) == "integer" and row.seed or nil, cost_of(row.result), row.seconds,
         row.error, {packed}, core.crc(packed))
  return db:changes() > 0
end

-- Records come by themselves, or as gdlua.experiment.sink hands them over.
local function put(db, id, list)
  for _, row in ipairs(list) do
    local is_new = put_row(db, id, row)
    for _, entry in ipairs(is_new and row.records or {}) do
      runs.put(db, entry.record or entry, id, row.index)
    end
  end
end

--- Puts rows {index, params, seed, result, error, seconds, records} into the store:
--- all of them, or, where that fails, none.
function sweeps.put(db, id, list) db:together(put, db, id, list) end

return sweeps
