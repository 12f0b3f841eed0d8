--- The rows of a sweep: which is best, and what they look like.
local blame = require "gdlua.blame"
local columns = require "gdlua.experiment.columns"
local core = require "gdlua.core"
local points = require "gdlua.experiment.points"
local result = require "gdlua.result"

local rows = {}

local meta = {__name = "sweep", gdlua = "sweep"}
local methods = {}
meta.__index = methods

-- Lines of a text that are shown without being asked for.
local SHOWN = 20

local function is_finite(v) return v ~= nil and v - v == 0 end

-- Is a a better score than b? What is not finite is worse than what is.
local function is_better(sense, a, b)
  if is_finite(a) and is_finite(b) then return sense*a < sense*b end
  return is_finite(a) and not is_finite(b)
end

-- The list, best first: those of the last round of halving, by their score; those
-- that are as good keep their order.
local function ordered(list, sense)
  local place, sorted = {}, table.move(list, 1, #list, 1, {})
  for i, entry in ipairs(list) do place[entry] = i end
  table.sort(sorted, function(a, b)
    local p, q = a.budget or 0, b.budget or 0
    if p ~= q and is_finite(a.score) and is_finite(b.score) then return p > q end
    if is_better(sense, a.score, b.score) then return true end
    if is_better(sense, b.score, a.score) then return false end
    return place[a] < place[b]
  end)
  return sorted
end

local function sense_of(list) return list.goal == "maximum" and -1 or 1 end

local function number(v)
  if v == nil then return "" end
  return v ~= v and "nan" or ("%.6g"):format(v)
end

local function first_line(text) return text:match("^[^\n]*") end

-- Why a run ended, in a line.
local function ending_of(row)
  local why = row.error or type(row.result) == "table" and row.result.reason
  return type(why) == "string" and first_line(why) or ""
end

local row_meta = {__name = "row of a sweep"}

-- "step = 0.1, seed 2: cost 0.5, epochs: 100 of 100 done"
function row_meta.__tostring(row)
  local words = {}
  for _, name in ipairs(points.names{row.params}) do
    words[#words + 1] = name .. " = " .. points.text(row.params[name])
  end
  words[#words + 1] = "seed " .. row.seed
  local ending = ending_of(row)
  return ("%s: %s%s%s"):format(table.concat(words, ", "), row.score and number(row.score) or "",
                               row.score and ending ~= "" and ", " or "", ending)
end

--- A table {params =, seed =, result =, error =, seconds =, score =} as a row.
function rows.row(t) return setmetatable(t, row_meta) end

--- A list of rows as a value of its own; `fields`: what is known of all of them.
function rows.new(list, fields)
  for key, value in pairs(fields) do list[key] = value end
  return setmetatable(list, meta)
end

--- Is the value the rows of a sweep?
function rows.is(value) return getmetatable(value) == meta end

local function check_self(list, name)
  if not rows.is(list) then
    blame("bad self in a call of '%s' (the rows of a sweep expected, got %s; methods are " ..
          "called with a colon: rows:%s())", name, core.describe(list), name)
  end
end

-- Some of the rows.
local function part(list, some)
  return rows.new(some, {goal = list.goal, title = list.title, names = list.names,
                         jobs = list.jobs, halved = list.halved, part = true})
end

--- The n best rows, best first; without n the best one.
function methods.best(list, n)
  check_self(list, "best")
  if n ~= nil and not (math.type(n) == "integer" and n >= 0) then
    blame("bad argument #1 to 'best' (how many rows, a whole number, expected, got %s)",
          core.describe(n))
  end
  local sorted = ordered(list, sense_of(list))
  if n == nil then return sorted[1] end
  return part(list, table.move(sorted, 1, math.min(n, #sorted), 1, {}))
end

local function mean_of(values)
  local sum = 0
  for _, v in ipairs(values) do sum = sum + v end
  return sum / #values
end

local function deviation(values, mean)
  if #values < 2 then return nil end
  local sum = 0
  for _, v in ipairs(values) do sum = sum + (v - mean)^2 end
  return math.sqrt(sum / (#values - 1))
end

local function median_of(values)
  local n = #values
  local middle = values[n // 2 + 1]
  return n % 2 == 1 and middle or (values[n // 2] + middle) / 2
end

-- What is known of a point: of rows that differ in their seeds only.
local function summarize(group, sense)
  local values, failed, converged = {}, 0, 0
  for _, row in ipairs(group.rows) do
    if row.error then failed = failed + 1 end
    if result.is(row.result) and row.result.converged then converged = converged + 1 end
    if is_finite(row.score) then values[#values + 1] = row.score end
  end
  table.sort(values)
  group.failed, group.converged, group.budget = failed, converged, group.rows[1].budget
  if #values > 0 then
    group.mean, group.median = mean_of(values), median_of(values)
    group.sd = deviation(values, group.mean)
    group.best = sense > 0 and values[1] or values[#values]
    group.worst = sense > 0 and values[#values] or values[1]
  end
  -- A point of which some runs failed is behind one of which none did.
  group.lost = #group.rows - #values
  group.score = group.lost == 0 and group.mean or nil
  return group
end

--- The rows by their parameters: a list, best first by the mean over the seeds, of
--- {params, rows, failed, converged, mean, median, sd, best, worst}.
function methods.groups(list)
  check_self(list, "groups")
  local groups, of = {}, {}
  for _, row in ipairs(list) do
    local group = of[row.params]
    if not group then
      group = {params = row.params, rows = {}}
      of[row.params], groups[#groups + 1] = group, group
    end
    table.insert(group.rows, row)
  end
  for _, group in ipairs(groups) do summarize(group, sense_of(list)) end
  return ordered(groups, sense_of(list))
end

-- Are there results of gdlua among what the runs answered?
local function has_results(list)
  for _, row in ipairs(list) do
    if row.result ~= nil then return result.is(row.result) end
  end
end

-- The heads of the columns of parameters, and which of all stand at the left.
local function head_of(list, more)
  local head, left = {}, {}
  for i, name in ipairs(list.names) do
    head[i] = name
    for _, row in ipairs(list) do
      if row.params[name] ~= nil and type(row.params[name]) ~= "number" then left[i] = true end
    end
  end
  for _, title in ipairs(more) do head[#head + 1] = title end
  return head, left
end

local function texts_of(list, params)
  local texts = {}
  for i, name in ipairs(list.names) do
    texts[i] = params[name] == nil and "" or points.text(params[name])
  end
  return texts
end

local function add(texts, ...)
  for i = 1, select("#", ...) do texts[#texts + 1] = (select(i, ...)) end
end

-- The lines of a table of rows.
local function lines_of(list, shown)
  local more, of_results = {"seed"}, has_results(list)
  if list.halved then more[#more + 1] = "budget" end
  local head, left = head_of(list, more)
  add(head, list.title)
  if of_results then add(head, "epochs", "evaluations") end
  add(head, "seconds", "")
  left[#head] = true
  local out = {head}
  for i, row in ipairs(list) do
    if i > shown then break end
    local texts = texts_of(list, row.params)
    add(texts, tostring(row.seed))
    if list.halved then add(texts, number(row.budget)) end
    add(texts, row.score and number(row.score) or "-")
    if of_results then
      local r = row.result or {}
      add(texts, number(r.epochs), number(r.evaluations))
    end
    add(texts, ("%.3g"):format(row.seconds), ending_of(row))
    out[#out + 1] = texts
  end
  return columns(out, left)
end

-- The same of points.
local function lines_of_groups(list, groups, shown)
  local head, left = head_of(list, list.halved and {"budget"} or {})
  local of_results = has_results(list)
  add(head, list.title .. ": mean", "sd", "best", "worst", "runs")
  if of_results then add(head, "converged") end
  add(head, "failed")
  local out = {head}
  for i, group in ipairs(groups) do
    if i > shown then break end
    local texts = texts_of(list, group.params)
    if list.halved then add(texts, number(group.budget)) end
    add(texts, group.mean and number(group.mean) or "-", number(group.sd), number(group.best),
        number(group.worst), tostring(#group.rows))
    if of_results then add(texts, tostring(group.converged)) end
    add(texts, tostring(group.failed))
    out[#out + 1] = texts
  end
  return columns(out, left)
end

--- A row a line, in the order of the sweep; at most n of them.
function methods.table(list, n)
  check_self(list, "table")
  local lines = lines_of(list, n or math.huge)
  if n and #list > n then lines[#lines + 1] = ("  and %d more"):format(#list - n) end
  return table.concat(lines, "\n")
end

local function count(n, noun)
  return ("%d %s%s"):format(n, noun, n == 1 and "" or "s")
end

-- Are there several rows of a point?
local function has_seeds(list, groups)
  for _, group in ipairs(groups) do
    if #group.rows > 1 then return #list > 0 end
  end
end

-- "12 runs: 4 points, 3 seeds; 2 jobs, 0.53 s; 1 failed"
local function title_of(list, groups)
  local words = {("%s: %s"):format(count(#list, "run"), count(#groups, "point"))}
  if has_seeds(list, groups) then words[1] = words[1] .. ", " .. count(#groups[1].rows, "seed") end
  if list.seconds then
    words[#words + 1] = ("%s, %.3g s"):format(count(list.jobs, "job"), list.seconds)
  end
  if (list.failed or 0) > 0 then words[#words + 1] = list.failed .. " failed" end
  if (list.before or 0) > 0 then words[#words + 1] = list.before .. " of them done before" end
  if list.interrupted then words[#words + 1] = list.missing .. " not done: interrupted" end
  return table.concat(words, "; ")
end

function meta.__tostring(list)
  local groups = methods.groups(list)
  local lines
  if list.part or not has_seeds(list, groups) then
    local sorted = ordered(list, sense_of(list))
    lines = lines_of(part(list, sorted), list.part and math.huge or SHOWN)
  else
    lines = lines_of_groups(list, groups, SHOWN)
  end
  if not list.part then
    table.insert(lines, 1, title_of(list, groups))
    local all = has_seeds(list, groups) and #groups or #list
    if all > SHOWN then lines[#lines + 1] = ("  and %d more"):format(all - SHOWN) end
  end
  return table.concat(lines, "\n")
end

meta.__concat = function(a, b) return tostring(a) .. tostring(b) end

--- What lists of rows can do.
rows.methods = methods

return rows
