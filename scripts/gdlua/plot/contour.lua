--- gd.plot.contour(f, {x1, x2}, {y1, y2} [, opts]): lines of equal cost, with
--- the paths of runs on request. The cost gets a vector of two, or what the
--- option `like` or the first run's start shows.
local figure = require "gdlua.plot.figure"
local plane = require "gdlua.plot.plane"
local result = require "gdlua.result"
local route = require "gdlua.plot.route"
local runs = require "gdlua.plot.runs"
local settings = require "gdlua.plot.settings"
local thin = require "gdlua.plot.thin"

local declarations = settings.declare{name = "contour",
  {"paths", nil, "a result, or {name = result, ...}, each with history = {\"cost\", \"x\"}"},
  {"like", nil, "a value of the shape that the cost gets: {x = 0, y = 0}"},
  {"log", "auto", "lines at even ratios: true, false, or \"auto\": where most of the picture " ..
   "is low", choices = {"auto", true, false}},
  {"levels", 12, "about how many lines, or a list of costs", type = {"number", "table"},
   check = plane.check_levels},
  {"points", 151, "at how many points a side the cost is asked", integer = true, min = 2,
   max = 2000},
}

return function(f, x, y, opts)
  plane.check_cost("contour", f)
  local xrange, yrange = {settings.range("contour", 2, x)}, {settings.range("contour", 3, y)}
  local o = settings.read("contour", declarations, opts)
  local list = o.paths and runs.read("contour", 4, o.paths)
  local call, names = plane.cost("contour", f, o, list)
  local fig = figure.new(o, "cost")
  local panel = figure.panel(fig, o, {
    xlabel = names[1], ylabel = names[2], xrange = xrange, yrange = yrange, equal = true,
  })
  local g, values = plane.sample(fig, call, xrange, yrange, o.points)
  if list then
    local paths = route.read("contour", list, fig, function(p, _, epoch)
      return {p[1], p[2], epoch}
    end)
    local best, origin = runs.best(list), result.origin(list[1].result)
    plane.isolines(panel, g, values, o, {
      avoid = plane.places(paths, best[1]), lowest = best[2], sense = origin and origin.sense,
    })
    plane.note_outside(fig, paths, xrange, yrange)
    for _, path in ipairs(paths) do path.rows = thin.rows(path.rows, xrange, yrange) end
    route.draw(panel, paths)
    route.optimum(panel, best[1], best[2])
  else
    plane.isolines(panel, g, values, o)
  end
  return figure.show(fig, o.file)
end
