--- The tables of a store, as docs/store-format.md describes them.
local blame = require "gdlua.blame"

local schema = {}

--- "gdls", by which files of this kind are known; the version of the format.
schema.mark = 0x67646c73
schema.version = 1

local tables = {
[[CREATE TABLE scripts (
  id INTEGER PRIMARY KEY, digest TEXT NOT NULL, path TEXT NOT NULL, text BLOB NOT NULL,
  UNIQUE (digest, path))]],
[[CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, digest TEXT NOT NULL,
  count INTEGER NOT NULL, began REAL NOT NULL, UNIQUE (name, digest))]],
[[CREATE TABLE sweep_rows (
  sweep INTEGER NOT NULL REFERENCES sweeps (id), row INTEGER NOT NULL, params TEXT, seed INTEGER,
  cost REAL, seconds REAL, error TEXT, packed BLOB NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (sweep, row))]],
[[CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, called TEXT, goal TEXT NOT NULL, method TEXT,
  step TEXT, options TEXT, seed INTEGER, cost REAL, best_cost REAL, best_epoch INTEGER,
  gradient_norm REAL, epochs INTEGER, updates INTEGER, evaluations INTEGER, elapsed REAL,
  converged INTEGER, reason TEXT, warnings INTEGER, began REAL, host TEXT, gdlua TEXT,
  script INTEGER REFERENCES scripts (id), ordinal INTEGER, sweep INTEGER REFERENCES sweeps (id),
  row INTEGER, packed BLOB NOT NULL, crc INTEGER NOT NULL)]],
[[CREATE TABLE history (
  run INTEGER NOT NULL REFERENCES runs (id), field TEXT NOT NULL, rows INTEGER NOT NULL,
  width INTEGER NOT NULL, doubles BLOB NOT NULL, crc INTEGER NOT NULL,
  PRIMARY KEY (run, field))]],
"CREATE INDEX runs_of_sweeps ON runs (sweep, row)",
}

-- 0 for a file without anything in it.
local function state_of(db)
  local mark = db:row "PRAGMA application_id".application_id
  local version = db:row "PRAGMA user_version".user_version
  if mark == 0 and version == 0 and
     db:row "SELECT count(*) AS n FROM sqlite_master".n == 0 then
    return 0
  end
  if mark ~= schema.mark then
    blame("store '%s': this is a database, but no store of gdlua; give another name", db.path)
  elseif version > schema.version then
    blame("store '%s': its format is version %d, this gdlua reads versions up to %d; use a newer " ..
          "gdlua", db.path, version, schema.version)
  end
  return version
end

local function create(db)
  if state_of(db) ~= 0 then return end            -- another process was faster
  for _, statement in ipairs(tables) do db:run(statement) end
  db:run(("PRAGMA application_id = %d"):format(schema.mark))
  db:run(("PRAGMA user_version = %d"):format(schema.version))
end

--- Sees to it that the database is a store; where it is new and may be written, it
--- becomes one.
function schema.check(db, mode)
  local version = db:look(state_of, db)
  if mode == "read" and version == 0 then blame("store '%s': there is nothing in it yet", db.path) end
  if mode == "read" then return end
  -- Where another process has it at the moment, that is done another time.
  db:try "PRAGMA journal_mode = WAL"
  if version == 0 then db:together(create, db) end
end

return schema
