--- gd.profile(problems, methods [, opts]): performance profiles of methods over
--- problems, by Dolan and More (2002, "Benchmarking optimization software with
--- performance profiles").
---
--- A run has solved its problem when it has come within `accuracy` of the whole
--- fall: cost <= least + accuracy*(cost of the start - least), least being the known
--- minimum, or, where none is known, the lowest cost that any of the methods found
--- (More and Wild 2009). What it took until then, over what the best method took, is
--- its ratio; a profile is the share of problems with a ratio of at most t.
local core = require "gdlua.core"
local contest = require "gdlua.experiment.contest"
local descent = require "gdlua.descent"
local each = require "gdlua.experiment.each"
local options = require "gdlua.options"

local declarations = options.publish("profile", {
  {"measure", "evaluations", "what a method takes, of the history",
   choices = {"evaluations", "epochs", "elapsed"}},
  {"accuracy", 1e-5, "share of the fall that may be missing", above = 0, below = 1},
  {"epochs", 1000, "limit of each run, unless its own options have one", integer = true, min = 1},
  {"jobs", 1, "processes that share the runs", integer = true, min = 1},
})

local function options_of(method, o)
  local all = {epochs = o.epochs, progress = false}
  for key, value in pairs(method.options) do all[key] = value end
  all.history = {"cost"}
  if o.measure ~= "epochs" then all.history[2] = o.measure end
  return all
end

-- What a run recorded, as plain values.
local function record(problem, method, o)
  local r = descent.minimize(problem.cost, problem.start, options_of(method, o))
  local h = r.history
  return {cost = h.cost, work = o.measure == "epochs" and h.epoch or h[o.measure], reason = r.reason,
          interrupted = r.reason:find("^interrupt") ~= nil}
end

local function lowest(cost, least)
  for i = 1, #cost do
    if cost[i] - cost[i] == 0 and (not least or cost[i] < least) then least = cost[i] end
  end
  return least
end

-- The cost a problem counts as solved at; nil where no run of it has recorded any.
local function target_of(problem, runs, accuracy)
  local least, first = problem.least, nil
  for _, run in ipairs(runs) do
    if run then
      if not problem.least then least = lowest(run.cost, least) end
      first = first or run.cost[1]
    end
  end
  if not first or not least then return nil end
  return least + accuracy*math.max(first - least, 0)
end

-- What the run took to the target, and, if it did not get there, why.
local function work_to(run, target)
  for i = 1, #run.cost do
    if run.cost[i] <= target then return run.work[i] end
  end
  return nil, run.reason
end

local meta = {__name = "profile", gdlua = "profile"}
local methods = {}
meta.__index = methods
meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

--- The share of problems that the method has solved with at most `factor` times
--- what the best one took; without a factor, that it has solved at all.
function methods.share(p, name, factor)
  local ratios, n = p.ratios[name], 0
  if not ratios then
    require "gdlua.blame"("bad argument #1 to 'share' (no method '%s'%s)", tostring(name),
                          options.hint(tostring(name), p.methods))
  end
  for _, ratio in ipairs(ratios) do
    if ratio <= (factor or math.huge) then n = n + 1 end
  end
  return n/#p.problems
end

--- Draws the profiles: gd.plot.profile.
function methods.plot(p, opts) return require "gdlua.plot.profile"(p, opts) end

local function percent(v) return ("%.0f %%"):format(100*v) end

function meta.__tostring(p)
  local width = 6
  for _, name in ipairs(p.methods) do width = math.max(width, utf8.len(name) or #name) end
  local function line(name, ...)
    local pad = (" "):rep(width - (utf8.len(name) or #name))
    return ("  %s%s  %8s  %8s  %8s  %8s"):format(name, pad, ...)
  end
  local lines = {
    ("%d methods, %d problems, %s to within %g of the fall"):format(
      #p.methods, #p.problems, p.measure, p.accuracy),
    (line("method", "solved", "best", "in 2 x", "in 10 x")),
  }
  for _, name in ipairs(p.methods) do
    lines[#lines + 1] = line(name, percent(p:share(name)), percent(p:share(name, 1)),
                             percent(p:share(name, 2)), percent(p:share(name, 10)))
  end
  for _, f in ipairs(p.failures) do
    if f.error then
      lines[#lines + 1] = ("  failed: %s on %s (%s)"):format(f.method, f.problem, f.reason:match("^[^\n]*"))
      break
    end
  end
  if #p.unsolved > 0 then
    lines[#lines + 1] = "  solved by none: " .. table.concat(p.unsolved, ", ")
  end
  return table.concat(lines, "\n")
end

-- Ratios of the methods on one problem, added to the lists of `ratios`; false
-- where none has solved it.
local function add_ratios(ratios, names, work)
  local best = math.huge
  for _, name in ipairs(names) do best = math.min(best, work[name] or math.huge) end
  for _, name in ipairs(names) do
    local list = ratios[name]
    if work[name] then list[#list + 1] = work[name] == best and 1 or work[name]/best end
  end
  return best < math.huge
end

local function names_of(list)
  local names = {}
  for i, entry in ipairs(list) do names[i] = entry.name end
  return names
end

local function evaluate(p, problems, contenders, list, accuracy)
  for i, problem in ipairs(problems) do
    local runs, work = {}, {}
    for k in ipairs(contenders) do
      local entry = list[(i - 1)*#contenders + k]
      runs[k] = entry and entry.result or false
    end
    local target = target_of(problem, runs, accuracy)
    for k, method in ipairs(contenders) do
      local entry, why = list[(i - 1)*#contenders + k], nil
      if runs[k] and target then work[method.name], why = work_to(runs[k], target)
      else why = entry and tostring(entry.error) or "interrupted" end
      if why then
        p.failures[#p.failures + 1] = {problem = problem.name, method = method.name, reason = why,
                                       error = entry ~= nil and entry.error ~= nil}
      end
    end
    p.work[problem.name], p.targets[problem.name] = work, target
    if not add_ratios(p.ratios, p.methods, work) then p.unsolved[#p.unsolved + 1] = problem.name end
  end
end

local function profile(given_problems, given_methods, opts)
  core.untraceable("profile")
  local problems, contenders = contest.problems(given_problems), contest.methods(given_methods)
  local o = options.check("profile", declarations, opts)
  local n = #contenders
  local list = each(#problems*n, function(number)
    return record(problems[(number - 1)//n + 1], contenders[(number - 1) % n + 1], o)
  end, o.jobs)
  local p = setmetatable({
    problems = names_of(problems), methods = names_of(contenders), measure = o.measure,
    accuracy = o.accuracy, work = {}, targets = {}, ratios = {}, unsolved = {}, failures = {},
  }, meta)
  for _, name in ipairs(p.methods) do p.ratios[name] = {} end
  evaluate(p, problems, contenders, list, o.accuracy)
  for _, ratios in pairs(p.ratios) do table.sort(ratios) end
  return p
end

return {profile = profile, meta = meta}
