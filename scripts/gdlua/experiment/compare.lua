--- gd.compare(f, start, {name = options, ...} [, opts]): the same descent with
--- different options, as one table.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local declared = require "gdlua.descent.declarations"
local descent = require "gdlua.descent"
local options = require "gdlua.options"
local outcome = require "gdlua.experiment.outcome"
local plan = require "gdlua.experiment.plan"
local rows = require "gdlua.experiment.rows"
local sweep = require "gdlua.experiment.sweep"
local tree = require "gdlua.tree"

local declarations = options.publish("compare", {
  {"common", nil, "options of gd.minimize that all runs have, besides their own", type = "table"},
  {"seeds", 1, "list of whole numbers, or how many: every run is made with each of 1, 2, ...",
   type = {"table", "number"}},
  {"jobs", 1, "processes that share the runs", integer = true, min = 1, max = 1024},
  {"goal", "minimum", "what is looked for", choices = {"minimum", "maximum"}},
  {"progress", "auto", "show how far it is, on the terminal", choices = {"auto", true, false}},
})

-- {name = options} with those they have in common, all checked.
local function read_runs(given, common)
  if type(given) ~= "table" or getmetatable(given) then
    blame("bad argument #3 to 'compare' ({name = options, ...} expected, got %s)",
          core.describe(given))
  end
  local names, all = tree.keys(given), {}
  if #names == 0 then
    blame("bad argument #3 to 'compare' ({name = options, ...} expected, got an empty table)")
  end
  for _, name in ipairs(names) do
    local title = "compare." .. name
    if type(given[name]) ~= "table" then
      blame("bad argument #3 to 'compare' (the options of '%s' should be a table, they are %s)",
            name, core.describe(given[name]))
    end
    local o = {}
    for key, value in pairs(common or {}) do o[key] = value end
    for key, value in pairs(given[name]) do o[key] = value end
    options.check(title, declared, o)
    if o.checkpoint then
      blame("bad option 'checkpoint' to '%s' (several runs would write into one file)", title)
    end
    all[name] = o
  end
  return names, all
end

local function was_interrupted(r) return r.reason:find("^interrupt") ~= nil end

-- All runs in this process; true where they were interrupted.
local function run_here(list, points, seeds, run)
  local gd = require "gdlua"
  for _, point in ipairs(points) do
    for _, seed in ipairs(seeds) do
      gd.seed(seed)
      math.randomseed(seed)
      local since = core.now()
      local good, value = pcall(run, point, seed)
      local row = rows.row{params = point, seed = seed, seconds = core.now() - since}
      if good then row.result, row.score = value, value.cost else row.error = outcome.message(value) end
      list[#list + 1] = row
      if good and was_interrupted(value) then return #list < #points*#seeds end
    end
  end
end

local function here(points, o, run)
  local seeds = plan.seeds("compare", o.seeds)
  local random, began, list = core.random_state(), core.now(), {}
  local interrupted = run_here(list, points, seeds, run)
  core.random_state(random)
  local failed = 0
  for _, row in ipairs(list) do failed = failed + (row.error and 1 or 0) end
  return rows.new(list, {
    goal = o.goal, title = "cost", names = {"run"}, jobs = 1, failed = failed,
    seconds = core.now() - began, interrupted = interrupted,
    missing = interrupted and #points*#seeds - #list or nil,
  })
end

-- The result with the first seed of each run.
local function results_of(list)
  local results = {}
  for _, row in ipairs(list) do
    local name = row.params.run
    if row.result and not results[name] then results[name] = row.result end
  end
  return results
end

local function plot(list, opts)
  return require "gdlua".plot.compare(list.results, opts)
end

return function(f, start, given, opts)
  core.untraceable("compare")
  local o = options.check("compare", declarations, opts)
  local names, all = read_runs(given, o.common)
  local search, points = o.goal == "maximum" and descent.maximize or descent.minimize, {}
  for i, name in ipairs(names) do points[i] = {run = name} end
  local function run(point) return search(f, start, all[point.run]) end
  local list
  if o.jobs == 1 then
    list = here(points, o, run)
  else
    list = sweep{run = run, points = points, seeds = plan.seeds("compare", o.seeds), jobs = o.jobs,
                 keep = "history", goal = o.goal, progress = o.progress}
  end
  if list.failed == #list then error(list[1].error, 0) end
  list.results, list.plot = results_of(list), plot
  return list
end
