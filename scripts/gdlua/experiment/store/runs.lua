--- Runs in a store: putting records in, getting them out.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local columns = require "gdlua.experiment.store.columns"
local result = require "gdlua.result"

local runs = {}

local function copy_without(t, names)
  local copy = {}
  for key, value in pairs(t) do copy[key] = value end
  for name in names:gmatch("%S+") do copy[name] = nil end
  return copy
end

local escapes = {['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\t"] = "\\t"}

local function json_text(text)
  return '"' .. text:gsub('[%c"\\]', function(c)
    return escapes[c] or ("\\u%04x"):format(c:byte())
  end) .. '"'
end

--- Texts by name, for SQLite's json_extract.
function runs.json(texts)
  local words = {}
  for _, name in ipairs(require "gdlua.tree".keys(texts or {})) do
    words[#words + 1] = json_text(name) .. ":" .. json_text(tostring(texts[name]))
  end
  return "{" .. table.concat(words, ",") .. "}"
end

-- The number of the script in the store, which keeps each text once.
local function script_id(db, script)
  if type(script) == "string" then script = require "gdlua.experiment.script".current() end
  if not script then return nil end
  local function find()
    local row = db:row("SELECT id FROM scripts WHERE digest = ? AND path = ?", script.digest,
                       script.path)
    return row and row.id
  end
  local id = find()
  if id then return id end
  db:run("INSERT INTO scripts (digest, path, text) VALUES (?, ?, ?)", script.digest, script.path,
         {script.text})
  return db:last()
end

local insert = [[
INSERT INTO runs (name, called, goal, method, step, options, seed, cost, best_cost, best_epoch,
                  gradient_norm, epochs, updates, evaluations, elapsed, converged, reason, warnings,
                  began, host, gdlua, script, ordinal, sweep, row, packed, crc)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)]]

-- Booleans and numbers only.
local function number(v) return type(v) == "number" and v or nil end

--- Puts a record into the database, as part of a sweep where its number and that of
--- the row are given. Answers the number of the run.
function runs.put(db, record, sweep, row)
  local r = record.result
  local best = r.best or {}
  local packed = core.pack(copy_without(record, "history script"), "store this run", "its record")
  db:run(insert, record.name, record.by, record.goal, record.method,
         record.step ~= nil and tostring(record.step) or nil, runs.json(record.options), record.seed,
         number(r.cost), number(best.cost), number(best.epoch), number(r.gradient_norm), r.epochs,
         r.updates, r.evaluations, r.elapsed, r.converged, r.reason, #(r.warnings or {}),
         record.began, record.host, record.versions and record.versions.gdlua,
         script_id(db, record.script), record.ordinal, sweep, row, {packed},
         core.crc(packed))
  local id = db:last()
  columns.put(db, id, record.history)
  return id
end

local meta = {__name = "recorded run", gdlua = "recorded run"}

function meta.__tostring(run)
  local when = os.date("%Y-%m-%d %H:%M", math.floor(run.began))
  local lines = {("run %d%s, %s on %s"):format(run.id, run.name and " '" .. run.name .. "'" or "",
                                               when, run.host)}
  lines[2] = ("  %s by %s, step %s%s"):format(run.goal, run.method, tostring(run.step),
                                             run.seed and ", seed " .. run.seed or "")
  if run.script then lines[3] = "  script    " .. run.script.path end
  return table.concat(lines, "\n") .. "\n" .. tostring(run.result)
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

local function script_of(db, id)
  if not id then return nil end
  return db:row("SELECT path, text, digest FROM scripts WHERE id = ?", id)
end

--- The record of run `id` with its number and a result that can be shown and drawn,
--- or nil where there is no such run.
function runs.get(db, id)
  local row = db:row("SELECT packed, crc, script, sweep, row FROM runs WHERE id = ?", id)
  if not row then return nil end
  local good, run = core.unpack(row.packed)
  if not good or core.crc(row.packed) ~= row.crc then blame("store '%s': the record of run %d is damaged", db.path, id) end
  run.id, run.sweep, run.row = id, row.sweep, row.row
  run.script = script_of(db, row.script)
  run.history = columns.get(db, id, run.start)
  run.result.history, run.result.goal = run.history, run.goal
  result.revive(run.result)
  return setmetatable(run, meta)
end

--- Is the value a run of a store?
function runs.is(value) return getmetatable(value) == meta end

--- Takes the run out of the database; false where there is none.
function runs.delete(db, id)
  db:run("DELETE FROM history WHERE run = ?", id)
  db:run("DELETE FROM runs WHERE id = ?", id)
  local found = db:changes() > 0
  db:run "DELETE FROM scripts WHERE id NOT IN (SELECT script FROM runs WHERE script IS NOT NULL)"
  return found
end

return runs
