--- What gd.report is given, as a list of runs: results, a comparison, rows of a
--- sweep, records, a store.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local result = require "gdlua.result"
local tree = require "gdlua.tree"

local runs = {}

local function text_of_step(config)
  if config.schedule then return tostring(config.schedule) end
  return config.step or config.step_at and "a function" or nil
end

-- Of a result of this process: its cost can be asked again.
local function of_result(name, r)
  local origin = result.origin(r)
  local run = {name = name, result = r, history = r.history}
  if origin then
    local config = origin.config
    run.goal = origin.sense < 0 and "maximum" or "minimum"
    run.method = config.method and tostring(config.method)
    run.step = text_of_step(config)
    if not origin.partial then run.cost, run.shape, run.data = origin.cost, origin.shape, origin.data end
  end
  return run
end

-- Of a record (experiment/record.lua), or what a worker sent.
local function of_record(name, record)
  return {
    name = name or record.name or record.id and ("run %d"):format(record.id), id = record.id,
    method = record.method, step = record.step, goal = record.goal or "minimum",
    seed = record.seed, result = record.result or record, history = record.history,
  }
end

local function is_record(value)
  return type(value) == "table" and type(value.result) == "table" and
         (value.method ~= nil or value.history ~= nil) and value.params == nil
end

-- Of a row of a sweep; what failed has its error as its reason.
local function of_row(row)
  local words = {}
  for _, key in ipairs(tree.keys(row.params)) do
    local v = row.params[key]
    words[#words + 1] = ("%s = %s"):format(key, type(v) == "number" and ("%.6g"):format(v) or tostring(v))
  end
  local name = table.concat(words, ", ") .. (row.seed and (" #%s"):format(row.seed) or "")
  local value = row.result
  local run
  if type(value) == "table" and value.record then
    run = of_record(name, value.record)
    run.name = name
  elseif result.is(value) then
    run = of_result(name, value)
  else
    local cost = type(value) == "table" and value.cost or value
    run = {name = name, result = {cost = type(cost) == "number" and cost or 0/0, reason = row.error or "",
                                  elapsed = row.seconds, converged = false}}
  end
  run.params, run.seed = row.params, row.seed
  return run
end

local function is_row(value)
  return type(value) == "table" and type(value.params) == "table" and not result.is(value)
end

-- The rows of a sweep, which has fields besides.
local function is_rows(value)
  local meta = getmetatable(value)
  return type(meta) == "table" and meta.gdlua == "sweep"
end

local function one(name, value, position)
  if result.is(value) then return of_result(name, value) end
  if is_row(value) then return of_row(value) end
  if is_record(value) then return of_record(name, value) end
  blame("bad argument #1 to 'report' (a result, {name = result, ...}, a comparison, the rows of a sweep " ..
        "or a store expected; %s is %s)", position, core.describe(value))
end

local function of_store(store)
  local list = {}
  for _, row in ipairs(store:runs()) do list[#list + 1] = of_record(nil, store:run(row.id)) end
  return list
end

local function is_store(value)
  local meta = getmetatable(value)
  return type(meta) == "table" and meta.gdlua == "store"
end

-- Runs of one name get their numbers.
local function tell_apart(list)
  local count = {}
  for _, run in ipairs(list) do count[run.name] = (count[run.name] or 0) + 1 end
  for i, run in ipairs(list) do
    if count[run.name] > 1 then run.name = ("%s (%d)"):format(run.name, run.id or i) end
  end
  return list
end

--- The runs in what gd.report was given, each {name, id, method, step, goal, seed,
--- params, result, history, cost, shape, data}: what is not known is nil.
function runs.read(source)
  if source == nil then
    blame("bad argument #1 to 'report' (a result, {name = result, ...}, a comparison, the rows of a sweep " ..
          "or a store expected, got nothing)")
  end
  if is_store(source) then return tell_apart(of_store(source)) end
  if result.is(source) or is_record(source) then return {one("run", source, "it")} end
  if type(source) == "table" and type(source.results) == "table" then source = source.results end
  if type(source) ~= "table" then one(nil, source, "it") end
  local list = {}
  if is_rows(source) then
    for i, row in ipairs(source) do list[i] = of_row(row) end
    return list
  end
  for _, key in ipairs(tree.keys(source)) do
    local value = source[key]
    local name = type(key) == "string" and key or ("run %d"):format(key)
    list[#list + 1] = one(name, value, ("entry '%s'"):format(key))
  end
  return list
end

return runs
