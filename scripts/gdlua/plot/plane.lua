--- What the pictures of a cost of two parameters share: contour, surface, and
--- the path of two parameters.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local is_callable = require "gdlua.callable"
local figure = require "gdlua.plot.figure"
local grid = require "gdlua.plot.grid"
local isolines = require "gdlua.plot.isolines"
local levels = require "gdlua.plot.levels"
local palette = require "gdlua.plot.palette"
local range = require "gdlua.plot.range"
local runs = require "gdlua.plot.runs"

local plane = {}

--- Argument number 1, which must be a cost.
function plane.check_cost(fname, f)
  if not is_callable(f) then
    blame("bad argument #1 to 'plot.%s' (the cost, a function, expected, got %s)", fname,
          core.describe(f))
  end
  return f
end

-- Two parameters there must be; `whose` they are, for messages.
local function check_two(fname, names, whose)
  if #names ~= 2 then
    blame("'plot.%s' shows costs of two parameters; %s %s %d", fname, whose,
          whose:find("^the run") and "has" or "is of", #names)
  end
end

--- The cost of a picture as a function of two numbers, and their names. The
--- argument of the cost has the shape of the option `like`, else of the first
--- run's start, else it is a vector.
function plane.cost(fname, f, o, list)
  local like, whose = o.like, "the option 'like'"
  if like == nil and list then like, whose = list[1].result.x, runs.who(list[1]) end
  if like == nil then like = {0, 0} end
  local shape = core.shape(like, "like")
  local names = runs.names(like)
  check_two(fname, names, whose)
  for _, run in ipairs(list or {}) do
    check_two(fname, runs.names(run.result.x), runs.who(run))
  end
  return runs.shaped(f, shape), names
end

--- The cost on a grid: numbers that cannot be drawn become NaN, and a note of
--- the figure counts them. The second answer: the sorted values.
function plane.sample(fig, f, x, y, n)
  local g = grid.plane(f, x, y, n)
  local values, lost = {}, 0
  for _, row in ipairs(g.z) do
    for i, v in ipairs(row) do
      if range.drawable(v) then
        values[#values + 1] = v
      else
        row[i], lost = 0/0, lost + 1
      end
    end
  end
  table.sort(values)
  figure.note(fig, lost, "cost", ("of %d not finite, left out"):format(n*n))
  return g, values
end

-- The longest of the lines.
local function longest(lines)
  local best
  for _, line in ipairs(lines) do
    if not best or #line > #best then best = line end
  end
  return best
end

-- Where the number of a level is written: on its longest line, where that
-- comes nearest to the ray from the lowest point of the grid to the corner
-- furthest from it; not at the edge, nor near the places given.
local function label_place(line, g, lowest, others, avoid)
  local x, y = g.xs, g.ys
  local function at(p)
    return (p[1] - x[1])/(x[#x] - x[1]), (p[2] - y[1])/(y[#y] - y[1])
  end
  local function is_near(u, v, list, du, dv)
    for _, q in ipairs(list) do
      local c, d = at(q)
      if math.abs(u - c) < du and math.abs(v - d) < dv then return true end
    end
  end
  local a, b = at(lowest)
  local s, t = a > 0.5 and -1 or 1, b > 0.5 and -1 or 1
  local place, nearest
  for _, p in ipairs(line) do
    local u, v = at(p)
    local off = math.abs((u - a)*t - (v - b)*s) + ((u - a)*s + (v - b)*t < 0 and 1 or 0)
    if (not nearest or off < nearest) and u > 0.05 and u < 0.95 and v > 0.04 and v < 0.96 and
       not is_near(u, v, others, 0.1, 0.06) and not is_near(u, v, avoid, 0.045, 0.035) then
      place, nearest = p, off
    end
  end
  return place
end

--- The points of paths, some hundreds of them, and the best one: where numbers
--- would not be readable.
function plane.places(paths, best)
  local list = {best}
  for _, path in ipairs(paths) do
    for i = 1, #path.rows, math.max(1, #path.rows//200) do
      list[#list + 1] = path.rows[i] or nil
    end
  end
  return list
end

-- The point of a grid with the lowest cost (the highest, for sense -1).
local function lowest_point(g, sense)
  local lowest, best = nil, math.huge
  for j, row in ipairs(g.z) do
    for i, v in ipairs(row) do
      if sense*v < best then lowest, best = {g.xs[i], g.ys[j]}, sense*v end
    end
  end
  return lowest
end

-- The lines of the levels as rows, and places for their numbers: with `among`.
local function trace(g, list, among)
  local rows, labels = {}, {}
  local centre = among and lowest_point(g, among.sense or 1)
  for _, level in ipairs(list) do
    local lines = isolines.at(g, level)
    for _, line in ipairs(lines) do
      table.move(line, 1, #line, #rows + 1, rows)
      rows[#rows + 1] = false
    end
    if among and #lines > 0 then
      labels[#labels + 1] = label_place(longest(lines), g, centre, labels, among.avoid)
    end
  end
  return rows, labels
end

--- Adds the isolines of a grid to a panel: coloured, with a bar that explains;
--- or, where there are paths, grey, with their costs written on them. `among`:
--- avoid (places without numbers), lowest (cost known), sense.
function plane.isolines(panel, g, values, o, among)
  local list, log
  if type(o.levels) == "table" then
    list, log = o.levels, o.log == true
  else
    list, log = levels.choose(values, o.levels, o.log, among and among.lowest)
  end
  if not among and #list > 1 then
    panel.bar = {label = "cost", from = list[1], to = list[#list], map = palette.map.level,
                 log = log and list[1] > 0}
  elseif not among and #list == 1 then
    among = {avoid = {}}
  end
  local rows, labels = trace(g, list, among)
  figure.layer(panel, {kind = "isolines", rows = rows, labels = among and labels, grid = g,
                       levels = list})
end

--- Checks an option `levels`: how many, or a list of costs.
function plane.check_levels(value)
  if type(value) == "number" then
    if not (math.tointeger(value) and value >= 1 and value <= 200) then
      return ("a whole number in [1, 200] or a list of costs expected, got %s"):format(
        core.describe(value))
    end
    return
  end
  if type(value) ~= "table" or #value == 0 then return "a number, or a list of costs, expected" end
  for i, v in ipairs(value) do
    if type(v) ~= "number" or not range.drawable(v) or i > 1 and not (v > value[i - 1]) then
      return ("numbers, each above the one before, expected; number %d is %s"):format(
        i, core.describe(v))
    end
  end
end

--- Counts, as a note of the figure, the points of paths outside the picture;
--- with `remove` they are taken out.
function plane.note_outside(fig, paths, xrange, yrange, remove)
  local outside = 0
  for _, path in ipairs(paths) do
    for i, row in ipairs(path.rows) do
      if row and (row[1] < xrange[1] or row[1] > xrange[2] or
                  row[2] < yrange[1] or row[2] > yrange[2]) then
        outside = outside + 1
        if remove then path.rows[i] = false end
      end
    end
  end
  figure.note(fig, outside, "point", "of the paths outside the picture")
end

--- Takes the costs that are not positive out of a grid; answers how many.
function plane.drop_low(g)
  local low = 0
  for _, row in ipairs(g.z) do
    for i, v in ipairs(row) do
      if v == v and not range.drawable(v, true) then row[i], low = 0/0, low + 1 end
    end
  end
  return low
end

return plane
