--- One field of the histories of runs as a panel: gd.plot.history and
--- gd.plot.compare.
local blame = require "gdlua.blame"
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local range = require "gdlua.plot.range"
local runs = require "gdlua.plot.runs"
local settings = require "gdlua.plot.settings"
local thin = require "gdlua.plot.thin"

local record = {}

local labels = {
  step = "step size", gradient_norm = "gradient, largest component", change = "length of the move",
  elapsed = "seconds",
}

--- What an axis calls a field.
function record.label(field) return labels[field] or field end

-- The values of a field as rows {epoch, value}.
local function read(fname, run, field)
  local values = runs.column(fname, run, field, field == "cost" and "true" or
                             ("{\"cost\", \"%s\"}"):format(field))
  local epochs, rows = runs.epochs(run), {}
  for i = 1, #values do
    if type(values[i]) ~= "number" then
      blame("bad option 'field' to 'plot.%s' ('%s' has several numbers an epoch; one is expected)",
            fname, field)
    end
    rows[i] = {epochs[i], values[i]}
  end
  return rows
end

-- "auto": positive and over more than a factor of ten, or with a zero or two
-- (an exact minimum, a gradient of nothing) among them.
local function wants_log(all)
  local lo, hi = range.of(all, 2, true)
  local positive, other = 0, 0
  for _, row in ipairs(all) do
    if range.drawable(row[2], true) then
      positive = positive + 1
    elseif row[2] < 0 then
      return false
    elseif row[2] == 0 then
      other = other + 1
    end
  end
  return range.wants_log(lo, hi, 10) and other <= positive
end

-- What there is not before the first update.
local from_updates = {step = true, change = true}

local function last_of(rows)
  for i = #rows, 1, -1 do
    if rows[i] then return rows[i] end
  end
end

-- Single points cannot be seen as a line.
local function is_lonely(rows)
  for i, row in ipairs(rows) do
    if row and (rows[i - 1] or rows[i + 1]) then return false end
  end
  return true
end

-- The line of one run, and a mark where it ends.
local function draw(panel, i, run, rows, ends)
  local colour, dash = palette.series(i)
  figure.layer(panel, {
    kind = "line", name = run.label or run.name and figure.name(run.name), colour = colour,
    dash = dash, width = 2, rows = thin.rows(rows, panel.xrange, panel.yrange, panel.ylog),
  })
  local last = last_of(rows)
  if last and (ends or is_lonely(rows)) then
    local lost = ends and not run.result.converged
    figure.layer(panel, {kind = "marks", shape = lost and "lost" or "end", colour = colour,
                         rows = {last}})
  end
end

--- Adds a panel with the field of every run in the list; `label` of a run, or
--- its name, is what the legend calls it. `ends`: marks how each run ended.
function record.panel(fname, fig, o, list, field, ends)
  local all, series = {}, {}
  for i, run in ipairs(list) do
    series[i] = read(fname, run, field)
    table.move(series[i], 1, #series[i], #all + 1, all)
  end
  local log = settings.log(o, wants_log(all))
  local _, last = range.of(all, 1)
  local lo, hi = range.of(all, 2, log)
  local panel = figure.panel(fig, o, {
    xlabel = "epoch", ylabel = record.label(field), ylog = log, xinteger = true,
    xrange = o.xrange or {0, math.max(1, last or 1)},
    yrange = o.yrange or range.padded(lo, hi, 0.05, log),
  })
  local function excused(row) return row[1] == 0 and from_updates[field] end
  local count
  for i, run in ipairs(list) do
    local rows
    rows, count = range.split(series[i], log, count, excused)
    draw(panel, i, run, rows, ends)
  end
  figure.note_values(fig, count)
  return panel
end

return record
