--- Costs of one or two parameters as a page shows them: lines of equal cost, or
--- the curve, and the ways of the runs.
local core = require "gdlua.core"
local grid = require "gdlua.plot.grid"
local isolines = require "gdlua.plot.isolines"
local json = require "gdlua.report.json"
local levels = require "gdlua.plot.levels"
local plot_runs = require "gdlua.plot.runs"
local range = require "gdlua.plot.range"
local thinned = require "gdlua.report.thinned"

local landscape = {}

-- At how many points a side the cost is asked.
local POINTS = 101

-- Values that points of all ways may have together.
local BUDGET = 110000

--- The names of the parameters of a run that recorded its way and has one or two;
--- else nil.
function landscape.names(run)
  local x = run.history and run.history.x
  if not x or #x == 0 then return nil end
  local names = plot_runs.names(run.result.x)
  return #names <= 2 and names or nil
end

-- The ways as lists xs, ys; of one parameter ys are the costs.
local function way(run)
  local x, cost, xs, ys = run.history.x, run.history.cost, {}, {}
  for i = 1, #x do
    local p = core.flatten(x[i])
    xs[i] = p[1]
    ys[i] = #p == 2 and p[2] or cost and cost[i] or 0/0
  end
  return xs, ys
end

-- The highest cost that a run began with (the lowest, of runs for the maximum): what
-- is worse is a way to nowhere, which the picture need not show.
local function worst_start(group)
  local worst, sense
  for _, run in ipairs(group) do
    local first = run.history.cost and run.history.cost[1]
    sense = run.goal == "maximum" and -1 or 1
    if not first or first - first ~= 0 then return nil end
    if not worst or sense*first > sense*worst then worst = first end
  end
  return worst, sense
end

-- From the lowest to the highest, and a margin of that share.
local function extent(group, ways, which, margin)
  local worst, sense = worst_start(group)
  local lo, hi
  for k, w in ipairs(ways) do
    local cost = worst and group[k].history.cost
    for i, v in ipairs(w[which]) do
      if range.drawable(v) and not (cost and not (sense*cost[i] <= sense*worst)) then
        lo, hi = math.min(lo or v, v), math.max(hi or v, v)
      end
    end
  end
  if not lo then return {-1, 1} end
  return range.padded(lo, hi, margin)
end

-- How many points of the ways the picture does not show.
local function count_outside(l, ways)
  local count = 0
  for _, w in ipairs(ways) do
    for i = 1, #w[1] do
      local x, y = w[1][i], w[2][i]
      if not (x >= l.x[1] and x <= l.x[2] and y >= l.y[1] and y <= l.y[2]) then count = count + 1 end
    end
  end
  return count
end

-- Lines of equal cost as {level, points}: x, y, x, y, ..., NaN between two.
local function contours(f, x, y)
  local g = grid.plane(f, x, y, POINTS)
  local values = {}
  for _, row in ipairs(g.z) do
    for i, v in ipairs(row) do
      if range.drawable(v) then values[#values + 1] = v else row[i] = 0/0 end
    end
  end
  table.sort(values)
  local lines = {}
  for _, level in ipairs(levels.choose(values, 14, "auto")) do
    local points = {}
    for _, line in ipairs(isolines.at(g, level)) do
      for _, p in ipairs(line) do points[#points + 1], points[#points + 2] = p[1], p[2] end
      points[#points + 1], points[#points + 2] = 0/0, 0/0
    end
    lines[#lines + 1] = {level = level, points = json.column(points)}
  end
  return lines
end

local function curve(f, x)
  local points, rows = {}, grid.line(f, x[1], x[2], 400)
  for _, row in ipairs(rows) do points[#points + 1], points[#points + 2] = row[1], row[2] end
  return {{level = 0/0, points = json.column(points)}}, rows
end

local function cost_of(run)
  if not run.cost then return nil end
  local shape = run.shape or core.shape(run.result.x, "x")
  return plot_runs.shaped(run.cost, shape, run.data)
end

-- The lines of a landscape, and a note where there are none.
local function lines_of(l, f, count)
  if not f then
    return json.array{}, "Only the ways of the runs are drawn: their cost is not known here. " ..
           "gd.report(runs, path, {cost = f}) draws it."
  end
  local lines, rows
  local good, message = pcall(function()
    if count == 2 then lines = contours(f, l.x, l.y) else lines, rows = curve(f, l.x) end
  end)
  if not good then return json.array{}, ("The cost could not be drawn: %s"):format(message) end
  if rows then
    local lo, hi = range.of(rows, 2, false, l.y[1], l.y[2])
    l.y = range.padded(lo, hi, 0.02)
  end
  return json.array(lines)
end

-- The runs by what they belong to: the same cost, or parameters of the same names.
local function groups(list)
  local order, by = {}, {}
  for _, run in ipairs(list) do
    local names = landscape.names(run)
    local key = names and (run.cost or table.concat(names, "\0"))
    if key then
      if not by[key] then
        by[key] = {names = names, runs = {}}
        order[#order + 1] = by[key]
      end
      table.insert(by[key].runs, run)
    end
  end
  return order
end

--- The landscapes of the runs, for the page; run.page, what is shown of a run, gets
--- `landscape`, which it is in, counted from 0, and `path`.
function landscape.all(list)
  local found, count = groups(list), 0
  for _, group in ipairs(found) do count = count + #group.runs end
  local most = math.max(8, BUDGET//(3*math.max(count, 1)))
  local out = json.array{}
  for k, group in ipairs(found) do
    local ways, epochs = {}, 0
    for i, run in ipairs(group.runs) do
      local xs, ys = way(run)
      ways[i] = {xs, ys}
      epochs = math.max(epochs, run.history.epoch[#run.history.epoch])
    end
    local two = #group.names == 2
    local l = {
      title = #found == 1 and "The way through the cost" or ("The way through the cost, %d"):format(k),
      names = {group.names[1], two and group.names[2] or "cost"}, one = not two,
      x = extent(group.runs, ways, 1, two and 0.12 or 0.4), y = extent(group.runs, ways, 2, 0.12),
      epochs = epochs,
    }
    l.lines, l.note = lines_of(l, cost_of(group.runs[1]), #group.names)
    local outside = count_outside(l, ways)
    if outside > 0 then
      l.note = ("%s%d of the points are outside the picture."):format(l.note and l.note .. " " or "", outside)
    end
    for i, run in ipairs(group.runs) do
      local xs, ys = ways[i][1], ways[i][2]
      local at = thinned.way(xs, ys, most, l.x[2] - l.x[1], l.y[2] - l.y[1])
      run.page.landscape = k - 1
      run.page.path = {epoch = json.column(run.history.epoch, at), x = json.column(xs, at), y = json.column(ys, at)}
    end
    out[k] = l
  end
  return out
end

return landscape
