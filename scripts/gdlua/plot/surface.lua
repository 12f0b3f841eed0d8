--- gd.plot.surface(f, {x1, x2}, {y1, y2} [, opts]): the cost as a surface in
--- space, with the paths of runs upon it on request; arguments as of
--- gd.plot.contour. As text, it is seen from above.
local clip = require "gdlua.plot.clip"
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local plane = require "gdlua.plot.plane"
local range = require "gdlua.plot.range"
local route = require "gdlua.plot.route"
local runs = require "gdlua.plot.runs"
local settings = require "gdlua.plot.settings"

local declarations = settings.declare{name = "surface",
  {"paths", nil, "a result, or {name = result, ...}, each with history = {\"cost\", \"x\"}"},
  {"like", nil, "a value of the shape that the cost gets: {x = 0, y = 0}"},
  {"log", "auto", "logarithmic height: true, false, or \"auto\": for positive costs over more " ..
   "than four powers of ten", choices = {"auto", true, false}},
  {"points", 61, "at how many points a side the cost is asked", integer = true, min = 2,
   max = 500},
  {"zlabel", nil, "of the upward axis", type = "string"},
}

local pieces = 24      -- of a long move, which follows the surface

-- Appends the way from row p to row q that lies within the picture, on the
-- surface.
local function drape(line, p, q, f, panel)
  local u, v = clip(p, q, panel.xrange, panel.yrange)
  if not u then
    line[#line + 1] = false
    return
  end
  if u > 0 then line[#line + 1] = false end
  for k = 0, pieces do
    local t = u + (v - u)*k/pieces
    local x, y = p[1] + t*(q[1] - p[1]), p[2] + t*(q[2] - p[2])
    local z = t == 0 and p[3] or t == 1 and q[3] or f(x, y)
    line[#line + 1] = range.drawable(z, panel.zlog) and {x, y, z, p[4] + t*(q[4] - p[4])}
  end
end

-- The lowest and highest cost shown: of the grid and of the paths upon it.
local function height(panel, values, paths)
  local lo, hi
  for _, v in ipairs(values) do
    if range.drawable(v, panel.zlog) then lo = v break end
  end
  if lo then hi = values[#values] end
  for _, path in ipairs(paths) do
    for _, row in ipairs(path.rows) do
      if row and clip(row, row, panel.xrange, panel.yrange) then
        lo, hi = math.min(lo or row[3], row[3]), math.max(hi or row[3], row[3])
      end
    end
  end
  return range.padded(lo, hi, 0, panel.zlog)
end

-- The line that joins the points of a path.
local function draped(rows, f, panel)
  local line = {}
  for i, row in ipairs(rows) do
    local before = rows[i - 1]
    if row and before then
      drape(line, before, row, f, panel)
    else
      line[#line + 1] = false
    end
  end
  return line
end

local function read_paths(fig, panel, list, f)
  return route.read("surface", list, fig, function(p, cost, epoch)
    local z = cost or f(p[1], p[2])
    return range.drawable(z, panel.zlog) and {p[1], p[2], z, epoch} or nil
  end)
end

local function draw_paths(fig, panel, list, paths, f)
  for _, path in ipairs(paths) do path.line = draped(path.rows, f, panel) end
  plane.note_outside(fig, paths, panel.xrange, panel.yrange, true)
  route.draw(panel, paths)
  local best = runs.best(list)
  local x, y, z = best[1][1], best[1][2], best[2]
  if z >= panel.zrange[1] and z <= panel.zrange[2] and
     clip({x, y}, {x, y}, panel.xrange, panel.yrange) then
    route.optimum(panel, {x, y, z}, z)
  end
end

return function(f, x, y, opts)
  plane.check_cost("surface", f)
  local xrange, yrange = {settings.range("surface", 2, x)}, {settings.range("surface", 3, y)}
  local o = settings.read("surface", declarations, opts)
  local list = o.paths and runs.read("surface", 4, o.paths)
  local call, names = plane.cost("surface", f, o, list)
  local fig = figure.new(o, "cost")
  local g, values = plane.sample(fig, call, xrange, yrange, o.points)
  local log = settings.log(o, range.wants_log(values[1], values[#values], 1e4))
  if log then
    figure.note(fig, plane.drop_low(g), "cost", "<= 0, not on the logarithmic axis")
  end
  local panel = figure.panel(fig, o, {
    xlabel = names[1], ylabel = names[2], zlabel = o.zlabel or "cost", zlog = log,
    xrange = xrange, yrange = yrange,
  })
  figure.layer(panel, {kind = "surface", grid = g, map = palette.map.level})
  local paths = list and read_paths(fig, panel, list, call) or {}
  panel.zrange = height(panel, values, paths)
  if list then draw_paths(fig, panel, list, paths, call) end
  return figure.show(fig, o.file)
end
