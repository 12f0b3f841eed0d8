--- gd.multistart(f, sampler [, opts]): runs from many starts, and the distinct
--- minima they end at.
local core = require "gdlua.core"
local descent = require "gdlua.descent"
local each = require "gdlua.experiment.each"
local minima = require "gdlua.experiment.minima"
local options = require "gdlua.options"
local picked = require "gdlua.descent.picked"
local sampler = require "gdlua.experiment.sampler"
local tree = require "gdlua.tree"

local declarations = options.publish("multistart", picked.declare{
  misplaced = {checkpoint = "all its runs would write into one file"},
  {"starts", 20, "how many runs", integer = true, min = 1},
  {"seed", nil, "whole number that all random numbers follow from; default: drawn from gd's " ..
   "generator", type = "number", integer = true},
  {"apart", 1e-3, "ends are the same minimum when no parameter differs by more than this " ..
   "(times its size, where that is above 1)", min = 0},
  {"goal", "minimum", "what is looked for", choices = {"minimum", "maximum"}},
  {"jobs", 1, "processes that share the runs", integer = true, min = 1},
})

-- A whole number for gd.seed.
local function draw(gd) return math.floor(gd.uniform(1, 0, 1)[1]*0x1p53) end

local function seeds_of(gd, o)
  local seed = o.seed or draw(gd)
  local before = core.random_state()
  gd.seed(seed)
  local list = {}
  for i = 1, o.starts do list[i] = draw(gd) end
  return seed, list, before
end

-- What of a result is kept of every run.
local function row_of(start, r)
  return {
    start = start, x = r.x, cost = r.cost, converged = r.converged, reason = r.reason,
    epochs = r.epochs, evaluations = r.evaluations, interrupted = r.reason:find("^interrupt") ~= nil,
  }
end

-- The runs as rows, and what makes the i-th of them as a result.
local function runner(f, sample, o, seeds)
  local gd = require "gdlua"
  local search = o.goal == "maximum" and descent.maximize or descent.minimize
  local given = picked.given(o)
  local function run(i, history)
    gd.seed(seeds[i])
    local start = sample(i)
    local all = {}
    for key, value in pairs(given) do all[key] = value end
    -- The best one is repeated for its history; it has been recorded.
    if history then all.record = nil else all.history, all.progress = false, false end
    return search(f, start, all), start
  end
  return function(i)
    local r, start = run(i)
    return row_of(tree.copy(start), r)
  end, run
end

local function flatten(rows)
  for _, row in ipairs(rows) do
    local good = row.cost and row.cost - row.cost == 0
    if good then row.flat = core.flatten(row.x) end
  end
end

-- The rows of what each run came to.
local function read(list)
  local rows, failed = {}, 0
  for i, entry in ipairs(list) do
    rows[i] = entry.result or {error = tostring(entry.error), converged = false}
    if not entry.result then failed = failed + 1 end
  end
  return rows, failed
end

local meta = {__name = "multistart", gdlua = "multistart"}
meta.__concat = function(a, b) return tostring(a) .. tostring(b) end
meta.__tostring = function(m) return require "gdlua.experiment.multistart_text"(m) end

local function multistart(f, given_sampler, opts)
  core.untraceable("multistart")
  local gd = require "gdlua"
  local o = options.check("multistart", declarations, opts)
  local sample = sampler("multistart", given_sampler)
  local seed, seeds, random = seeds_of(gd, o)
  local run, again = runner(f, sample, o, seeds)
  local rows, failed = read(each(o.starts, run, o.jobs))
  if failed == #rows then error(rows[1].error, 0) end
  flatten(rows)
  local sense = o.goal == "maximum" and -1 or 1
  local m = setmetatable({runs = rows, minima = minima.group(rows, sense, o.apart), seed = seed,
                          goal = o.goal, starts = o.starts}, meta)
  for _, group in ipairs(m.minima) do group.x, group.flat = rows[group.run].x, nil end
  for _, row in ipairs(rows) do row.flat, row.interrupted = nil, nil end
  if m.minima[1] then m.best = again(m.minima[1].run, true) end
  core.random_state(random)
  return m
end

return {multistart = multistart, meta = meta}
