--- Histories as bytes: of each field its doubles, one row after the other.
local core = require "gdlua.core"
local blame = require "gdlua.blame"

local columns = {}

--- Puts the history of a run, if it has one, into the database.
function columns.put(db, run, history)
  for _, field in ipairs(require "gdlua.tree".keys(history or {})) do
    local array = history[field]
    db:run("INSERT INTO history (run, field, rows, width, doubles, crc) VALUES (?, ?, ?, ?, ?, ?)",
           run, field, array.rows, array.cols, array, core.crc(array))
  end
end

-- Of these fields a row has a number for each parameter.
local wide = {x = true, gradient = true}

--- The history of a run that began at `start`, or nil where it has none.
function columns.get(db, run, start)
  local history
  for _, row in ipairs(db:run("SELECT * FROM history WHERE run = ?", run)) do
    local is_matrix = wide[row.field] and type(start) ~= "number"
    local values = core.doubles(row.doubles, is_matrix and row.width or nil)
    if not values or values.rows ~= row.rows or core.crc(row.doubles) ~= row.crc then
      blame("store '%s': the history of run %d is damaged (its '%s')", db.path, run, row.field)
    end
    history = history or {}
    history[row.field] = values
  end
  return history
end

return columns
