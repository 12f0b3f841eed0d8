--- The store's side of a sweep: which runs it has already, and rows put into it,
--- many at a time.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local points = require "gdlua.experiment.points"
local sink = require "gdlua.experiment.sink"

local keeper = {}
local meta = {__index = keeper}

-- Seconds between writing.
local EVERY = 0.25

-- A sweep without a store: records of the runs go where they belong.
local nowhere = {}
local nowhere_meta = {__index = nowhere}

function nowhere:earlier() return nil end
function nowhere:flush() end
function nowhere:keep(_, entry) sink.give(entry.records) end

-- Parameters as bytes can hold them.
local function plain(params)
  local t = {}
  for name, value in pairs(params) do
    local good = pcall(core.pack, value, "keep", "a parameter")
    t[name] = good and value or points.text(value)
  end
  return t
end

--- For the checked options of gd.sweep and its plan.
function keeper.new(o, p)
  if not o.store then return setmetatable({}, nowhere_meta) end
  if type(o.store.begin_sweep) ~= "function" then
    blame("bad option 'store' to 'sweep' (a store, as gd.store(path) answers, expected, got %s)",
          core.describe(o.store))
  end
  local digest = require "gdlua.experiment.fingerprint"(o.run, p.points, p.seeds, p.budgets or false,
                                                        o.keep)
  local k = setmetatable({store = o.store, plan = p, waiting = {}, written = core.now()}, meta)
  k.id, k.done = o.store:begin_sweep{name = o.name, digest = digest, count = p:total()}
  return k
end

--- What is known of a run from an earlier, unfinished sweep, or nil.
function keeper:earlier(index)
  local row = self.done[index]
  if not row then return nil end
  return {value = row.result, error = row.error, seconds = row.seconds}
end

-- Records for this store as a list, or nil; those for others go there.
local function own_records(store, list)
  local own, others = nil, {}
  for _, sent in ipairs(list or {}) do
    if sent.path == store.path then
      own = own or {}
      own[#own + 1] = sent.record
    else
      others[#others + 1] = sent
    end
  end
  sink.give(others)
  return own
end

--- A run is over.
function keeper:keep(index, entry)
  local params, seed = self.plan:run(index)
  self.waiting[#self.waiting + 1] = {
    index = index, params = plain(params), seed = seed, result = entry.value,
    error = entry.error, seconds = entry.seconds,
    records = own_records(self.store, entry.records),
  }
end

--- Writes what waits, now or when it is time.
function keeper:flush(now)
  if #self.waiting == 0 or not now and core.now() - self.written < EVERY then return end
  local list = self.waiting
  self.waiting, self.written = {}, core.now()
  self.store:put_rows(self.id, list)
end

return keeper
