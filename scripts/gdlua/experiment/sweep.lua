--- gd.sweep{run = ..., grid = ...}: many runs of one function, in several processes.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local keeper = require "gdlua.experiment.keeper"
local options = require "gdlua.options"
local outcome = require "gdlua.experiment.outcome"
local plan = require "gdlua.experiment.plan"
local pool = require "gdlua.experiment.pool"
local progress = require "gdlua.experiment.progress"
local result = require "gdlua.result"
local rows = require "gdlua.experiment.rows"

local declarations = options.publish("sweep", {
  {"run", nil, "function(p, seed, budget) -> what is kept of the run: a result, a number, a table " ..
   "of these; p: the parameters, budget: see `halving`", type = "function", required = true},
  {"grid", nil, "{name = list of values, ...}: every combination is a point", type = "table"},
  {"random", nil, "{name = {from, to}, ...}: random points; also {from, to, log = true}, " ..
   "{from, to, integer = true}, {one_of = list}, function(u) of a number in [0, 1)", type = "table"},
  {"points", nil, "list of tables of parameters", type = "table"},
  {"samples", 20, "how many points `random` makes", integer = true, min = 1},
  {"random_seed", 1, "what the points of `random` follow from", integer = true},
  {"seeds", 1, "list of whole numbers, or how many: every point runs with each of 1, 2, ...",
   type = {"table", "number"}},
  {"jobs", nil, "processes that share the runs; default: the machine's cores", type = "number",
   integer = true, min = 1, max = 1024},
  {"time", nil, "seconds that a run may take", type = "number", above = 0},
  {"memory", nil, "what a run may need besides what there is at the start: bytes, or a text " ..
   "such as \"500M\"", type = {"number", "string"}},
  {"keep", "result", "\"history\": results come with their histories", choices = {"result", "history"}},
  {"score", nil, "function(result) -> number that runs are compared by; default: the cost of a " ..
   "result, or the number that run answers", type = "function"},
  {"goal", nil, "is the best score the least or the largest? default: as the results say",
   choices = {"minimum", "maximum"}},
  {"halving", nil, "{factor = 3}: rounds, each with the best third of the points and three times " ..
   "the budget", type = "table"},
  {"store", nil, "a store that keeps the rows; a sweep that was not finished goes on where it was",
   type = {"table", "userdata"}},
  {"name", "sweep", "what the store calls it"},
  {"progress", "auto", "show how far it is, on the terminal", choices = {"auto", true, false}},
})

local units = {[""] = 1, K = 1 << 10, M = 1 << 20, G = 1 << 30, T = 1 << 40}

local function bytes_of(given)
  if given == nil then return nil end
  local size, unit = tostring(given):upper():match("^%s*([%d.]+)%s*([KMGT]?)I?B?%s*$")
  local bytes = tonumber(size) and tonumber(size)*units[unit]
  if not bytes or bytes < 1 then
    blame("bad option 'memory' to 'sweep' (bytes, or a text such as \"500M\", expected, got %s)",
          core.describe(given))
  end
  return bytes
end

-- A worker's side: run number `index`, as a text.
local function worker(o, p, limited)
  local gd = require "gdlua"
  return function(index)
    local point, seed, _, budget = p:run(index)
    local params = {}
    for name, value in pairs(point) do params[name] = value end
    if limited then collectgarbage() end       -- what other runs left is not this one's
    gd.seed(seed)
    math.randomseed(seed)
    return outcome.of(o.keep, o.run, params, seed, budget)
  end
end

-- The score of what a run answered, by the option or as it is.
local function score_of(o, value)
  if value == nil then return nil end
  local score = value
  if o.score then
    score = o.score(value)
    if type(score) ~= "number" then
      blame("bad option 'score' to 'sweep' (the function answered %s; a number expected)",
            core.describe(score))
    end
  elseif type(value) == "table" then
    score = value.cost
  end
  return type(score) == "number" and score or nil
end

-- The answer of the first run, in their order, that has one.
local function example_of(s)
  for place = 1, s.plan.count do
    local row = s.rows[place]
    if row and row.result ~= nil then return row.result end
  end
  return nil
end

-- Is the least or the largest score the best?
local function goal_of(s)
  local value = example_of(s)
  return s.o.goal or result.is(value) and result.goal(value) or "minimum"
end

local function title_of(s)
  return s.o.score and "score" or type(example_of(s)) == "table" and "cost" or "result"
end

-- A row is there: `entry` is {value =, error =, seconds =}.
local function put(s, index, entry)
  local point, seed, _, budget, place = s.plan:run(index)
  local row = rows.row{params = point, seed = seed, result = entry.value, error = entry.error,
                       seconds = entry.seconds or 0, budget = budget}
  row.score = score_of(s.o, row.result)
  s.rows[place], s.at[index] = row, row
  s.done = s.done + 1
  if row.error then s.failed = s.failed + 1 end
end

-- Runs the list `todo`; those that the store has need not be run. Answers whether
-- it was interrupted.
local function do_all(s, todo)
  local left = {}
  for _, index in ipairs(todo) do
    local entry = s.keeper:earlier(index)
    if entry then
      put(s, index, entry)
      s.before = s.before + 1
    else
      left[#left + 1] = index
    end
  end
  if #left == 0 then return false end
  local function tick()
    s.keeper:flush()
    s.progress:tick(s.done, s.done - s.before, s.failed)
  end
  return pool.run{
    todo = left, jobs = s.jobs, time = s.o.time, memory = s.memory, tick = tick,
    work = worker(s.o, s.plan, s.memory),
    done = function(index, text)
      local entry = outcome.read(text)
      s.keeper:keep(index, entry)
      put(s, index, entry)
    end,
    died = function(index, reason, seconds)
      local entry = {error = reason, seconds = seconds}
      s.keeper:keep(index, entry)
      put(s, index, entry)
    end,
  }
end

local function rows_of(s, missing)
  for place = 1, s.plan.count do
    if not s.rows[place] then
      local point, seed = s.plan:run(place)
      s.rows[place] = rows.row{params = point, seed = seed, seconds = 0,
                               error = "interrupted before it ran"}
    end
  end
  return rows.new(s.rows, {
    goal = goal_of(s), title = title_of(s), names = s.plan.names, jobs = s.jobs,
    failed = s.failed, interrupted = missing and true or nil, missing = missing,
    before = s.before > 0 and s.before or nil, halved = s.plan.budgets and true or nil,
  })
end

-- The points, by number, that go on to the next round: the best by the mean over the
-- seeds. Those that failed do not, unless nothing else is left.
local function survivors(s, round, list)
  local of = {}
  for _, i in ipairs(list) do
    local group = {}
    for k in ipairs(s.plan.seeds) do group[k] = s.at[s.plan:index(round, i, k)] end
    of[i] = group
  end
  local all = {}
  for _, i in ipairs(list) do
    for _, row in ipairs(of[i]) do all[#all + 1] = row end
  end
  local number = {}
  for i, point in ipairs(s.plan.points) do number[point] = i end
  local next_list = {}
  for _, group in ipairs(rows.new(all, {goal = goal_of(s)}):groups()) do
    if #next_list < s.plan:size(round + 1) and group.score and group.score - group.score == 0 then
      next_list[#next_list + 1] = number[group.params]
    end
  end
  table.sort(next_list)
  return next_list
end

-- All rounds; true where it was interrupted.
local function run_rounds(s)
  local list = {}
  for i = 1, #s.plan.points do list[i] = i end
  for round = 1, s.plan.rounds do
    if do_all(s, s.plan:todo(round, list)) then return true end
    if round < s.plan.rounds then list = survivors(s, round, list) end
  end
  return false
end

local function check_points(p)
  local seen = {}
  for i, point in ipairs(p.points) do
    if seen[point] then
      blame("bad option 'points' to 'sweep' (entries %d and %d are one table)", seen[point], i)
    end
    seen[point] = i
  end
end

--- gd.sweep(options) -> rows.
return function(given)
  core.untraceable("sweep")
  local o = options.check("sweep", declarations, given)
  local p = plan.new(o)
  check_points(p)
  local s = {
    o = o, plan = p, rows = {}, at = {}, done = 0, failed = 0, before = 0,
    jobs = o.jobs or (core.in_worker() and 1 or core.processors()), memory = bytes_of(o.memory),
  }
  s.keeper = keeper.new(o, p)
  s.progress = progress.new(o.progress, p:total())
  local began, random = core.now(), core.in_worker() and core.random_state()
  local good, interrupted = xpcall(run_rounds, function(e) return e end, s)
  s.progress:clear()
  if random then core.random_state(random) end
  s.keeper:flush(true)
  if not good then error(interrupted, 0) end
  local answer = rows_of(s, interrupted and p:total() - s.done)
  answer.seconds = core.now() - began
  return answer
end
