--- Where the records of runs go: into their store, or, in a worker process, with
--- the answer to the parent, for only the parent writes.
local core = require "gdlua.core"

local sink = {}

-- In a worker: {path of the store, record}, not sent yet.
local pending = {}

--- A record for a store.
function sink.put(store, record)
  if core.in_worker() then
    pending[#pending + 1] = {store = store, record = record}
  else
    store:add(record)
  end
end

--- In a worker: the records since the last call, for `sink.give`; nil for none.
--- Stores are known by their paths.
function sink.take()
  if #pending == 0 then return nil end
  local list = {}
  for i, entry in ipairs(pending) do
    list[i] = {path = entry.store.path, record = entry.record}
  end
  pending = {}
  return list
end

-- Stores that are open, by path; they register themselves.
local open = setmetatable({}, {__mode = "v"})

--- A store that records may come for.
function sink.register(store) open[store.path] = store end

--- What `sink.take` answered: in the parent, to the stores; in a worker, back to what
--- it will answer.
function sink.give(list)
  for _, entry in ipairs(list or {}) do
    local store = open[entry.path]
    if core.in_worker() then
      pending[#pending + 1] = {store = entry, record = entry.record}
    elseif store then
      store:add(entry.record)
    end
  end
end

return sink
