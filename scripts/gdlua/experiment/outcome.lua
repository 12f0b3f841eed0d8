--- What a run of a sweep answered, as bytes: made by the worker, read by the
--- parent. Results of gdlua in it, at any depth, are results again there.
local core = require "gdlua.core"
local result = require "gdlua.result"
local sink = require "gdlua.experiment.sink"
local values = require "gdlua.experiment.values"

local outcome = {}

local function write(entry)
  return core.pack(entry, "hand over this run", "what it answered")
end

--- An error of a user's as a text.
function outcome.message(value)
  if type(value) == "string" or type(value) == "number" then return tostring(value) end
  local meta = getmetatable(value)
  if type(meta) == "table" and meta.__tostring then return tostring(value) end
  return ("an error that is %s"):format(core.describe(value))
end

local function packed(good, value, seconds, keep)
  local records = sink.take()
  if not good then
    return write{error = outcome.message(value), seconds = seconds, records = records}
  end
  local t, found = values.plain(value, keep == "history")
  return write{value = t, results = found, seconds = seconds, records = records}
end

--- Calls run(...) and answers what came of it: a text, whatever happens.
function outcome.of(keep, run, ...)
  local since = core.now()
  local good, value = pcall(run, ...)
  local seconds = core.now() - since
  local done, text = pcall(packed, good, value, seconds, keep)
  if done then return text end
  value = nil                                            -- it may be large
  return write{error = outcome.message(text), seconds = seconds}
end

--- What outcome.of wrote: {value =, error =, seconds =, records =}.
function outcome.read(text)
  local good, entry = core.unpack(text)
  if not good then error("an answer of a run cannot be read", 0) end
  for _, t in ipairs(entry.results or {}) do result.revive(t) end
  return entry
end

return outcome
