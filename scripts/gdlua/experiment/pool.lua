--- Pieces of work done by child processes, several at a time: a piece that
--- crashes or takes too long costs itself only.
local core = require "gdlua.core"

local pool = {}

-- Pieces are handed out in handfuls of so many seconds.
local HANDFUL = 0.02

-- Seconds between looks at the clock, where nothing happens.
local LOOK = 0.1

-- Answers wait in a worker for so many seconds, to go together. Those that are lost
-- with it are made again.
local WAIT = 0.001

-- What a worker does: `work` on each piece it is told, in their order.
local function server(work)
  return function(text, mine)
    local answers, sent = {}, core.now()
    for word in text:gmatch("%d+") do
      local index = math.tointeger(word)
      mine:at(index)
      local answer = work(index)
      mine:at()
      answers[#answers + 1] = ("<I8s8"):pack(index, answer)
      if core.now() - sent > WAIT then
        mine:put(table.concat(answers))
        answers, sent = {}, core.now()
      end
    end
    if #answers > 0 then mine:put(table.concat(answers)) end
    mine:put("")
  end
end

local function run_here(o)
  for _, index in ipairs(o.todo) do o.done(index, o.work(index)) end
  return false
end

-- The pieces for a worker that waits: more of them where they are short.
local function handful(s)
  local list, left = {}, s.last - s.first + 1
  local most = s.finished > 0 and HANDFUL*s.finished // (s.jobs*s.spent) or 1
  most = math.max(1, math.min(most, left // (4*s.jobs)))
  while #list < most and s.first <= s.last do
    list[#list + 1] = s.queue[s.first]
    s.queue[s.first], s.first = nil, s.first + 1
  end
  return list
end

local function give(s, p, place)
  local list = handful(s)
  if #list == 0 then return end
  if not s.alive[place] then
    p:start(place, s.serve, s.o.memory or 0)
    s.alive[place] = true
  end
  s.has[place] = {}
  for _, index in ipairs(list) do s.has[place][index] = true end
  s.busy = s.busy + 1
  p:send(place, table.concat(list, " "))
end

-- What a worker had and has not done goes to others.
local function take_back(s, place)
  local list = {}
  for index in pairs(s.has[place] or {}) do list[#list + 1] = index end
  table.sort(list)
  for i = #list, 1, -1 do
    s.first = s.first - 1
    s.queue[s.first] = list[i]
  end
  if s.has[place] then s.busy = s.busy - 1 end
  s.has[place], s.alive[place] = nil, nil
end

-- A worker has gone, or has to go: what it was at is lost, and the reason known.
local function bury(s, p, place, reason)
  local how, index, seconds = p:bury(place, reason ~= nil)
  if index and s.has[place] and s.has[place][index] then
    s.has[place][index] = nil
    s.vain, s.finished = 0, s.finished + 1
    s.o.died(index, reason or "the process ended: " .. (how == "" and "exit status 0" or how),
             seconds)
  else
    s.vain = s.vain + 1
  end
  take_back(s, place)
  if s.vain > 3*s.jobs then
    error(("processes end before they begin their work (%s)"):format(how == "" and "exit status 0" or how), 0)
  end
end

local function take_answers(s, place, text)
  local at, index, answer = 1, nil, nil
  while at <= #text do
    index, answer, at = ("<I8s8"):unpack(text, at)
    if s.has[place] and s.has[place][index] then
      s.has[place][index] = nil
      s.vain, s.finished = 0, s.finished + 1
      s.o.done(index, answer)
    end
  end
end

local function hear(s, p, place, text)
  if text == "" then
    s.busy = s.busy - 1
    s.has[place] = nil
  elseif text then
    take_answers(s, place, text)
  elseif s.alive[place] then
    bury(s, p, place)
  end
end

local function check_time(s, p)
  for place in pairs(s.has) do
    local index, seconds = p:item(place)
    if index and seconds > s.o.time then
      bury(s, p, place, ("time limit of %.4g s for a run"):format(s.o.time))
    end
  end
end

--- Does the pieces of work o.todo, a list of whole numbers >= 0, with o.jobs
--- processes:
---   work(index)          in a worker: answers a text, never raises
---   done(index, text)    here: it has been done, in any order
---   died(index, reason, seconds)   here: the process that was at it ended
---   tick(finished)       here: now and then
---   time                 seconds that a piece may take, or nil
---   memory               bytes that a worker may need besides what there is, or nil
--- Workers are forked once and know all that is known now. Answers true where
--- Ctrl-C ended it: what was not done yet is not done.
--- In a worker itself everything is done here, one after the other.
function pool.run(o)
  if core.in_worker() then return run_here(o) end
  local s = {
    o = o, jobs = math.min(o.jobs, math.max(#o.todo, 1)), serve = server(o.work),
    queue = table.move(o.todo, 1, #o.todo, 1, {}), first = 1, last = #o.todo,
    has = {}, alive = {}, busy = 0, finished = 0, vain = 0, spent = 0,
  }
  local began = core.now()
  local p <close> = core.pool(s.jobs)
  while s.first <= s.last or s.busy > 0 do
    for place = 1, s.jobs do
      if not s.has[place] then give(s, p, place) end
    end
    local heard, interrupted = p:poll(LOOK)
    s.spent = math.max(core.now() - began, 1e-9)
    for i = 1, #heard, 2 do hear(s, p, heard[i], heard[i + 1]) end
    if interrupted then return true end
    if o.time then check_time(s, p) end
    if o.tick then o.tick() end
  end
  return false
end

return pool
