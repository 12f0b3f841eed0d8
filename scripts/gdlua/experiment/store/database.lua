--- The file of a store: statements, transactions, and what to say when they fail.
local blame = require "gdlua.blame"
local core = require "gdlua.core"

local database = {}
local methods = {}
local meta = {__name = "database", __index = methods}

-- What went wrong and what to do, for each kind of failure (engine/bind/sqlite.c).
local advice = {
  busy = "another process keeps writing to it; try again when it is done",
  memory = "not enough memory",
  readonly = "it cannot be written: the file or its folder is read-only. Change that, or copy " ..
             "the store to where you can write",
  io = "the system cannot read or write it (%s). Nothing of this was written; what was in it " ..
       "before is whole. See to the disk and try again",
  corrupt = "the file is damaged (%s). `sqlite3 FILE .recover | sqlite3 saved.db` saves what " ..
            "can still be read",
  full = "there is no room left on the disk. Nothing of this was written; what was in it before " ..
         "is whole. Make room and try again",
  cantopen = "it cannot be opened (%s)",
  toobig = "this is more than a database can hold in one place (1 GB)",
  notadb = "it is no store: the file is something else",
}

local function refuse(path, kind, message)
  local text = advice[kind] or "the database says: %s"
  if text:find("%s", 1, true) then text = text:format(message) end
  blame("store '%s': %s", path, (text:gsub("FILE", path)))
end

-- A name that SQLite takes for a file, whatever it begins with; ":memory:" is none.
local function plain_path(path)
  return (path:find("^/") or path == ":memory:") and path or "./" .. path
end

-- The same as a URI of a file that nobody writes.
local function immutable_uri(path)
  local escaped = plain_path(path):gsub("[%%?#]", function(c) return ("%%%02X"):format(c:byte()) end)
  return "file:" .. escaped .. "?immutable=1"
end

local function is_empty(path)
  local file = io.open(path, "rb")
  local size = file and file:seek("end") or 0
  if file then file:close() end
  return size == 0
end

local function open(path, mode)
  local db, kind, message = core.sqlite(mode == "immutable" and immutable_uri(path) or
                                        plain_path(path), mode)
  if db then
    local rows
    rows, kind, message = db:run "PRAGMA application_id"
    if rows then return db end
    db:close()
  end
  return nil, kind, message
end

-- Of a folder that cannot be written a database can only be read where nobody else
-- has it open, and nothing waits in its log.
local function open_as_can_be(path, mode)
  local db, kind, message = open(path, mode)
  local shut = kind == "cantopen" or kind == "readonly"
  if not db and shut and not is_empty(path) and is_empty(path .. "-wal") then
    db = open(path, "immutable")
  end
  return db, kind, message
end

--- Opens the file; mode "write" (which makes it) or "read".
function database.open(path, mode)
  local db, kind, message = open_as_can_be(path, mode)
  if not db then
    if kind == "cantopen" then
      message = core.folder_trouble(path) or mode == "read" and "there is no such file" or message
    end
    refuse(path, kind, message)
  end
  return setmetatable({db = db, path = path}, meta)
end

--- Runs a statement: its rows.
function methods.run(d, sql, ...)
  local rows, kind, message = d.db:run(sql, ...)
  if not rows then refuse(d.path, kind, message) end
  return rows
end

--- The same, but nil, the kind of failure and its message where it fails.
function methods.try(d, sql, ...) return d.db:run(sql, ...) end

--- The first row, or nil.
function methods.row(d, sql, ...) return d:run(sql, ...)[1] end

function methods.last(d) return d.db:last() end
function methods.changes(d) return d.db:changes() end
function methods.is_readonly(d) return d.db:is_readonly() end
function methods.close(d) d.db:close() end

-- Calls f(...) in a transaction that begins so.
local function within(d, begin, f, ...)
  d:run(begin)
  local results = table.pack(pcall(f, ...))
  if results[1] then
    results = table.pack(pcall(function(...)
      d:run "COMMIT"
      return ...
    end, table.unpack(results, 2, results.n)))
  end
  if not results[1] then
    if d.db:in_transaction() then d.db:run "ROLLBACK" end
    error(results[2], 0)
  end
  return table.unpack(results, 2, results.n)
end

--- Calls f(...), whose statements happen together or not at all.
function methods.together(d, f, ...) return within(d, "BEGIN IMMEDIATE", f, ...) end

--- Calls f(...), which reads only, and sees nothing that others write meanwhile.
function methods.look(d, f, ...) return within(d, "BEGIN", f, ...) end

return database
