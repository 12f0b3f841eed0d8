--- gd.plot.lr_find(found [, opts]): the range test of gd.lr_find, its cost over the
--- step size, and the trials: a dot is a step that was kept for some updates, an
--- upright line the one suggested.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local range = require "gdlua.plot.range"
local settings = require "gdlua.plot.settings"

local declarations = settings.declare{name = "lr_find",
  settings.rows.log, settings.rows.xrange, settings.rows.yrange,
}

local function is_found(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "lr_find"
end

-- Costs far above the first say no more than that it rises.
local function rows_of(steps, costs, top)
  local rows = {}
  for i = 1, #costs do rows[i] = {steps[i], costs[i]} end
  while #rows > 1 and not (rows[#rows - 1][2] <= top) do rows[#rows] = nil end
  return rows
end

local function trials_of(found)
  local rows = {}
  for _, t in ipairs(found.trials) do
    if range.drawable(t.cost) then rows[#rows + 1] = {t.step, t.cost} end
  end
  return rows
end

-- What lies further above the first cost is of no interest.
local function top_of(found)
  local least = found.start_cost
  for _, cost in ipairs(found.smooth) do
    if cost < least then least = cost end
  end
  return found.start_cost + 0.5*math.max(found.start_cost - least, 0.1*math.abs(found.start_cost), 1e-290)
end

local function differ(a, b)
  for i = 1, #a do
    if a[i] ~= b[i] and a[i] == a[i] then return true end
  end
  return false
end

local function y_range(o, series, log, top)
  local lo, hi
  for _, rows in ipairs(series) do lo, hi = range.of(rows, 2, log, lo, hi) end
  if hi then hi = math.max(lo, math.min(hi, top)) end
  return o.yrange or range.padded(lo, hi, 0.05, log), lo, hi
end

return function(found, opts)
  if not is_found(found) then
    blame("bad argument #1 to 'plot.lr_find' (what gd.lr_find answers expected, got %s)",
          core.describe(found))
  end
  local o = settings.read("lr_find", declarations, opts)
  local fig = figure.new(o, found.step and ("step %g for %s"):format(found.step, found.method) or
                         "no step for " .. found.method)
  local top = top_of(found)
  local raw = rows_of(found.steps, found.costs, top)
  local trials = trials_of(found)
  local _, lo, hi = y_range(o, {raw, trials}, false, top)
  local log = settings.log(o, range.wants_log(lo, hi, 100))
  local yrange = y_range(o, {raw, trials}, log, top)
  local from, to = found.steps[1], found.steps[#found.steps]
  local panel = figure.panel(fig, o, {
    xlabel = "step size", ylabel = "cost", xlog = true, ylog = log, yrange = yrange,
    xrange = o.xrange or range.padded(from, to, 0.02, true),
  })
  local is_smooth = differ(found.costs, found.smooth)
  local rows, count = range.split(raw, log)
  figure.layer(panel, {kind = "line", name = "cost in the range test",
                       colour = is_smooth and palette.faint or palette.series(1), dash = 1,
                       width = is_smooth and 1 or 2, rows = rows})
  figure.note_values(fig, count)
  if is_smooth then
    figure.layer(panel, {kind = "line", name = "the same, smoothed", colour = palette.series(1), dash = 1,
                         width = 2, rows = (range.split(rows_of(found.steps, found.smooth, top), log))})
  end
  if found.step then
    figure.layer(panel, {kind = "line", name = ("suggested: %g"):format(found.step),
                         colour = palette.series(2), dash = 2, width = 2,
                         rows = {{found.step, yrange[1]}, {found.step, yrange[2]}}})
  end
  figure.layer(panel, {kind = "marks", shape = "end", name = "after some updates with one step",
                       colour = palette.series(3), rows = (range.split(trials, log))})
  local lost = #found.trials - #trials
  figure.note(fig, lost, "trial", "came to no number")
  return figure.show(fig, o.file)
end
