--- Paths of runs as layers: coloured from the first epoch to the last, their
--- start, their end and the best point marked.
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local range = require "gdlua.plot.range"
local runs = require "gdlua.plot.runs"
local ticks = require "gdlua.plot.ticks"

local route = {}

--- Paths of the runs: list of {run =, rows =}, where place(x, cost, epoch) of
--- every entry of a history makes the row, or nil for a point that cannot be
--- drawn. Those are counted in the notes of the figure.
function route.read(fname, list, fig, place)
  local paths, lost = {}, 0
  for k, run in ipairs(list) do
    local rows = {}
    for i, entry in ipairs(runs.path(fname, run)) do
      local row = place(entry[1], entry[2], entry[3])
      for _, v in ipairs(row or {}) do row = range.drawable(v) and row end
      rows[i] = row or false
      if not row then lost = lost + 1 end
    end
    paths[k] = {run = run, rows = rows}
  end
  figure.note(fig, lost, "point", "not finite, left out")
  return paths
end

-- The first and last point of a path that can be drawn.
local function ends(rows)
  local first, last
  for _, row in ipairs(rows) do
    if row then
      first = first or row
      last = row
    end
  end
  return first, last
end

-- Has a path made most of its way early? Then equal steps of colour go with
-- equal ratios of epochs.
local function is_early(path, last)
  local total, done, before = 0, {}, nil
  for _, row in ipairs(path.rows) do
    if row and before then
      for k = 1, 2 do total = total + math.abs(row[k] - before[k]) end
    end
    if row then done[#done + 1], before = {total, row[#row]}, row end
  end
  for _, point in ipairs(done) do
    if point[1] >= 0.8*total then return #done > 8 and point[2] < 0.35*last end
  end
  return false
end

local width = 1.8        -- of a line

-- A layer with the path, to which `more` is added.
local function layer_of(path, more)
  local epochs = runs.epochs(path.run)
  more.kind, more.rows, more.line = "path", path.rows, path.line
  more.epochs, more.early = math.max(1, epochs[#epochs]), is_early(path, epochs[#epochs])
  return more
end

-- One path: the colours mean epochs, which a bar explains; in space, where
-- colours are heights, they go from pale to full.
local function single(panel, path)
  local layer = figure.layer(panel, layer_of(path, {width = width, points = true, edge = true}))
  if panel.zrange then
    layer.name = ("path of %s, pale to full"):format(figure.count(path.run.result.epochs, "epoch"))
    layer.colour = palette.series(2)
  else
    panel.bar = {label = "epoch", from = 0, to = layer.epochs, map = palette.map.epoch,
                 integer = true, early = layer.early}
  end
end

local function same_start(a, b)
  local p, q = ends(a.rows), ends(b.rows)
  return p and q and p[1] == q[1] and p[2] == q[2]
end

-- Paths that begin where the i-th does may share its way, and hide it: how many
-- of them are drawn after it (at most three), and is there any.
local function companions(paths, i)
  local later, any = 0, false
  for k, path in ipairs(paths) do
    if k ~= i and same_start(paths[i], path) then
      any = true
      if k > i then later = math.min(later + 1, 3) end
    end
  end
  return later, any
end

-- Several: each has a colour, pale first and full at last. All points are above
-- all lines, and lines that others may hide are wider than those.
local function several(panel, paths)
  for i, path in ipairs(paths) do
    local later, any = companions(paths, i)
    figure.layer(panel, layer_of(path, {
      name = figure.name(path.run.name), colour = (palette.series(i)),
      width = width + 1.6*later, edge = not any,
    }))
  end
  for i, path in ipairs(paths) do
    local colour = palette.series(i)
    figure.layer(panel, layer_of(path, {colour = colour, points = true}))
    local _, last = ends(path.rows)
    if last then
      figure.layer(panel, {kind = "marks", shape = "end", colour = colour, rows = {last}})
    end
  end
end

--- Draws the paths onto a panel.
function route.draw(panel, paths)
  if not paths[1].run.name then single(panel, paths[1]) else several(panel, paths) end
  local starts = {}
  for _, path in ipairs(paths) do starts[#starts + 1] = ends(path.rows) end
  if #starts > 0 then
    figure.layer(panel, {kind = "marks", shape = "start", name = "start", rows = starts,
                         colour = palette.ink})
  end
end

--- Marks the best point: the row where it is, and its cost.
function route.optimum(panel, row, cost)
  for _, v in ipairs(row) do
    if not range.drawable(v) then return end
  end
  figure.layer(panel, {kind = "marks", shape = "optimum", rows = {row}, colour = palette.optimum,
                       name = "best point, cost " .. ticks.text(cost)})
end

return route
