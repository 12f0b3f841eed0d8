--- gd.plot.path(result [, opts]): the way of a run, on the curve of its cost (one
--- parameter) or among its contour lines (two); of several runs of one cost as
--- {name = result, ...}. The runs need history = {"cost", "x"}.
local blame = require "gdlua.blame"
local figure = require "gdlua.plot.figure"
local grid = require "gdlua.plot.grid"
local palette = require "gdlua.plot.palette"
local plane = require "gdlua.plot.plane"
local range = require "gdlua.plot.range"
local result = require "gdlua.result"
local route = require "gdlua.plot.route"
local runs = require "gdlua.plot.runs"
local settings = require "gdlua.plot.settings"
local thin = require "gdlua.plot.thin"

local declarations = settings.declare{name = "path",
  {"cost", nil, "the function whose curve is drawn; default: the cost of the runs",
   type = "function"},
  {"log", "auto", "of one parameter: logarithmic y axis, \"auto\" is false; of two: contour " ..
   "lines at even ratios, \"auto\": where most of the picture is low",
   choices = {"auto", true, false}},
  {"levels", 12, "contour lines: about how many, or a list of costs", type = {"number", "table"},
   check = plane.check_levels},
  {"points", nil, "at how many points (of two parameters: a side) the cost is asked; default " ..
   "501, of two 151", type = "number", integer = true, min = 2, max = 100000},
  settings.rows.xrange, settings.rows.yrange,
}

local function title(list)
  if list[1].name then return ("paths of %d runs"):format(#list) end
  return "path of " .. figure.count(list[1].result.epochs, "epoch")
end

-- The cost of the runs as a function of numbers: it must be one.
local function cost_of(list, o)
  if o.cost then
    local origin = result.origin(list[1].result)
    return runs.shaped(o.cost, origin and origin.shape or
                       require "gdlua.core".shape(list[1].result.x, "x"))
  end
  local f, first = runs.cost("path", list[1])
  for k = 2, #list do
    local _, other = runs.cost("path", list[k])
    if not rawequal(first, other) then
      blame("'plot.path' draws the paths of one cost, %s and %s are of different functions: " ..
            "the option cost = f tells which curve to draw", runs.who(list[1]), runs.who(list[k]))
    end
  end
  return f
end

-- The smallest and largest of column k in all paths and the best point.
local function extent(paths, best, k, log)
  local lo, hi = range.of({best}, k, log)
  for _, path in ipairs(paths) do lo, hi = range.of(path.rows, k, log, lo, hi) end
  return lo, hi
end

-- The range and its margin; where the best point is at the end of the range,
-- more is shown of what lies behind it.
local function beyond(best, lo, hi)
  local margin = 0.1
  if lo and range.drawable(best) then
    local more = 0.35*(hi - lo)
    if best - lo < 0.15*(hi - lo) then lo = best - more end
    if hi - best < 0.15*(hi - lo) then hi = best + more end
  end
  return lo, hi, margin
end

local function thin_all(paths, panel)
  for _, path in ipairs(paths) do
    path.rows = thin.rows(path.rows, panel.xrange, panel.yrange, panel.ylog)
  end
end

-- Where the paths have been, as far as it can be told apart: there the curve
-- goes through their points.
local function visited(paths)
  local list = {}
  for _, path in ipairs(paths) do
    for i = 1, math.min(#path.rows, 2000) do
      local row = path.rows[i]
      if row then list[#list + 1] = row[1] end
    end
  end
  return list
end

-- One parameter: costs above x.
local function on_curve(fig, o, list, f, name)
  local paths = route.read("path", list, fig, function(x, cost, epoch)
    return {x[1], cost or f(x[1]), epoch}
  end)
  local best = runs.best(list)
  local spot, log = {best[1][1], best[2]}, o.log == true
  local xrange = o.xrange
  if not xrange then
    xrange = range.padded(beyond(spot[1], extent(paths, spot, 1)))
  end
  local curve = grid.line(f, xrange[1], xrange[2], o.points or 501, visited(paths))
  local lo, hi = range.of(curve, 2, log, extent(paths, spot, 2, log))
  local rows, count = range.split(curve, log)
  figure.note_values(fig, count, "the curve")
  local panel = figure.panel(fig, o, {
    xlabel = name, ylabel = "cost", ylog = log, xrange = xrange,
    yrange = o.yrange or range.padded(lo, hi, 0.06, log),
  })
  figure.layer(panel, {kind = "line", name = "cost", rows = rows, colour = palette.faint, dash = 1,
                       width = 2})
  thin_all(paths, panel)
  route.draw(panel, paths)
  route.optimum(panel, spot, best[2])
end

local shape = 1.5          -- width by height of the axes

-- The ranges of two parameters, as far as they are not given: paths and best
-- point with a margin, of one scale where they are of comparable width.
local function plane_ranges(o, paths, best)
  local function padded(k)
    local lo, hi = extent(paths, best, k)
    return range.padded(lo, hi, 0.15)
  end
  local x, y = o.xrange or padded(1), o.yrange or padded(2)
  local function widen(r, width)
    local more = (width - (r[2] - r[1]))/2
    return {r[1] - more, r[2] + more}
  end
  local w, h = x[2] - x[1], y[2] - y[1]
  if w < h*shape and w > h*shape/12 and not o.xrange then
    x = widen(x, h*shape)
  elseif h < w/shape and h > w/shape/12 and not o.yrange then
    y = widen(y, w/shape)
  end
  return x, y
end

-- Two parameters: among contour lines.
local function on_plane(fig, o, list, f, names)
  local paths = route.read("path", list, fig, function(x, _, epoch) return {x[1], x[2], epoch} end)
  local best, origin = runs.best(list), result.origin(list[1].result)
  local xrange, yrange = plane_ranges(o, paths, best[1])
  local panel = figure.panel(fig, o, {
    xlabel = names[1], ylabel = names[2], xrange = xrange, yrange = yrange, equal = true,
  })
  local g, values = plane.sample(fig, f, xrange, yrange, o.points or 151)
  plane.isolines(panel, g, values, o, {
    avoid = plane.places(paths, best[1]), lowest = best[2], sense = origin and origin.sense,
  })
  thin_all(paths, panel)
  route.draw(panel, paths)
  route.optimum(panel, best[1], best[2])
end

return function(results, opts)
  local list = runs.read("path", 1, results)
  local o = settings.read("path", declarations, opts)
  local names = runs.names(list[1].result.x)
  for _, run in ipairs(list) do
    local n = #runs.names(run.result.x)
    if n > 2 or n ~= #names then
      blame("'plot.path' shows one parameter or two%s; %s has %d (gd.plot.history shows the " ..
            "cost of any run)", n <= 2 and ", as many for every run" or "", runs.who(run), n)
    end
    runs.column("path", run, "x", "{\"cost\", \"x\"}")
  end
  local fig = figure.new(o, title(list))
  local f = cost_of(list, o)
  if #names == 1 then
    on_curve(fig, o, list, f, names[1])
  else
    on_plane(fig, o, list, f, names)
  end
  return figure.show(fig, o.file)
end
