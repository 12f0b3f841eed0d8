--- The layers of a figure as parts of gnuplot's plot command, one function a
--- kind of layer: drawers[kind](out, layer, panel) appends the data to the
--- commands `out` and answers a list of parts (none where there is nothing to
--- draw). `samples` says how a layer appears in the legend.
local commands = require "gdlua.plot.commands"
local palette = require "gdlua.plot.palette"
local ticks = require "gdlua.plot.ticks"

local colour = commands.colour

local drawers = {}

local function has_rows(rows)
  for _, row in ipairs(rows) do
    if row then return true end
  end
  return false
end

-- The style of points of that type and size, which terminals see differently.
local function point(out, kind, size, more)
  return ("pt %d ps %s %s"):format(kind, commands.number(size*out.point_scale), more)
end

function drawers.line(out, layer)
  return {("%s using 1:2 with lines lc %s lw %g dt %d"):format(
    out:block(layer.rows), colour(layer.colour), layer.width, layer.dash)}
end

-- What of an epoch is written behind its point: a value of the bar, or the
-- number of a colour.
local function colour_of_epoch(layer, bar)
  if not layer.colour then
    return function(epoch) return bar.early and math.log(1 + epoch) or epoch end
  end
  local function share(epoch) return layer.early and math.log(1 + epoch) or epoch end
  local last = share(layer.epochs)
  return function(epoch) return palette.tint(layer.colour, math.min(1, share(epoch)/last)) end
end

-- Blocks of a path's points, and of the line that joins them, which is the
-- same unless the layer has another; nil where there is nothing.
local function path_blocks(out, layer, panel)
  local n = panel.zrange and 3 or 2
  local coloured = colour_of_epoch(layer, panel.bar)
  local function cells(row)
    local list = table.move(row, 1, n, 1, {})
    list[n + 1] = coloured(row[n + 1])
    return list
  end
  local points = (layer.points or not layer.line) and out:block(layer.rows, cells)
  if not layer.line then return points, points end
  return points, has_rows(layer.line) and out:block(layer.line, cells)
end

-- Lines, on request with a white edge; points, with one where there are not too many.
function drawers.path(out, layer, panel)
  local place = panel.zrange and "1:2:3" or "1:2"
  local coloured = panel.zrange and "1:2:3:4" or "1:2:3"
  local lc = layer.colour and "rgb variable" or "palette"
  local points, line = path_blocks(out, layer, panel)
  local parts = {}
  local function add(...) parts[#parts + 1] = string.format(...) end
  if layer.edge and line then
    add("%s using %s with lines lc rgb '#FFFFFF' lw %g", line, place, layer.width + 1.2)
  end
  if layer.width and line then
    add("%s using %s with lines lc %s lw %g", line, coloured, lc, layer.width)
  end
  if layer.points then
    local count = #layer.rows
    local size = count > 200 and 0.3 or count > 60 and 0.6 or 0.9
    if count <= 100 then
      add("%s using %s with points %s", points, place,
          point(out, 7, size + 0.3, "lc rgb '#FFFFFF'"))
    end
    add("%s using %s with points %s", points, coloured, point(out, 7, size, "lc " .. lc))
  end
  return parts
end

-- Type, size and style of points drawn one upon the other; the last has the
-- colour of the layer.
local shapes = {
  start = {{7, 1.5, "lc rgb '#FFFFFF'"}, {6, 1.5, "lw 1.6 lc %s"}},
  ["end"] = {{7, 1.6, "lc rgb '#FFFFFF'"}, {7, 1.3, "lc %s"}},
  lost = {{2, 1.5, "lw 4.5 lc rgb '#FFFFFF'"}, {2, 1.4, "lw 2.2 lc %s"}},
  optimum = {{13, 2.6, "lc rgb '#333333'"}, {13, 1.9, "lc %s"}},
}

local function shape_styles(out, layer)
  local styles = {}
  for k, s in ipairs(shapes[layer.shape]) do
    styles[k] = point(out, s[1], s[2], s[3]:format(colour(layer.colour)))
  end
  return styles
end

function drawers.marks(out, layer, panel)
  local name, parts = out:block(layer.rows), {}
  for k, style in ipairs(shape_styles(out, layer)) do
    parts[k] = ("%s using %s with points %s"):format(name, panel.zrange and "1:2:3" or "1:2", style)
  end
  return parts
end

function drawers.isolines(out, layer)
  local name = out:block(layer.rows)
  if not layer.labels then
    return {name .. " using 1:2:3 with lines lc palette lw 1.6"}
  end
  local parts = {name .. " using 1:2 with lines lc rgb '#A8B4BE' lw 1"}
  if #layer.labels > 0 then
    local labels = out:block(layer.labels, function(p)
      return {p[1], p[2], ticks.text(p[3], 3)}
    end)
    parts[2] = labels .. " using 1:2:3 with labels boxed font ',9' tc rgb '#5A6872'"
  end
  return parts
end

function drawers.surface(out, layer)
  local g, rows = layer.grid, {}
  for j, y in ipairs(g.ys) do
    for i, x in ipairs(g.xs) do rows[#rows + 1] = {x, y, g.z[j][i]} end
    rows[#rows + 1] = false
  end
  return {out:block(rows) .. " using 1:2:3:3 with pm3d"}
end

--- The parts of the layer, or none.
function drawers.draw(out, layer, panel)
  if layer.rows and not has_rows(layer.rows) then return {} end
  return drawers[layer.kind](out, layer, panel)
end

--- How a layer looks in the legend: {line =, points =}, the style of a line (or
--- nil) and those of points.
function drawers.sample(out, layer)
  local c = colour(layer.colour)
  if layer.kind == "line" then
    return {line = ("lc %s lw %g dt %d"):format(c, layer.width, layer.dash), points = {}}
  elseif layer.kind == "path" then
    return {line = ("lc %s lw 1.8"):format(c), points = {point(out, 7, 0.9, "lc " .. c)}}
  end
  return {points = shape_styles(out, layer)}
end

return drawers
