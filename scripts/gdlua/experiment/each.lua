--- run(1), run(2), ... run(n), in this process or in several: a list of
--- {result =} or {error = text}, in order. Results are plain values; `interrupted`
--- in one tells that Ctrl-C ended it, and nothing more is begun.
local core = require "gdlua.core"

local function in_turn(list, n, run)
  for i = 1, n do
    local good, value = pcall(run, i)
    list[i] = good and {result = value} or {error = tostring(value)}
    if good and value.interrupted then return end
  end
end

local function in_parallel(list, n, run, jobs)
  local sink = require "gdlua.experiment.sink"
  local todo = {}
  for i = 1, n do todo[i] = i end
  require "gdlua.experiment.pool".run{
    todo = todo, jobs = jobs,
    work = function(i)
      local good, value = pcall(run, i)
      local entry = good and {result = value} or {error = tostring(value)}
      entry.records = sink.take()
      return core.pack(entry, "send the result of a run", "the result")
    end,
    done = function(i, text)
      local _, entry = core.unpack(text)
      sink.give(entry.records)
      entry.records = nil
      list[i] = entry
    end,
    died = function(i, reason) list[i] = {error = reason} end,
  }
end

return function(n, run, jobs)
  local list = {}
  if jobs > 1 and n > 1 then in_parallel(list, n, run, jobs) else in_turn(list, n, run) end
  for i = 1, n do list[i] = list[i] or {error = "interrupted before it was made"} end
  return list
end
