--- gd.plot.schedule(s, epochs [, opts]): the step sizes of a schedule (or plain
--- function of the epoch), of several as {name = s, ...}.
local blame = require "gdlua.blame"
local constructor = require "gdlua.constructor"
local core = require "gdlua.core"
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local range = require "gdlua.plot.range"
local schedule = require "gdlua.schedule"
local settings = require "gdlua.plot.settings"
local thin = require "gdlua.plot.thin"
local tree = require "gdlua.tree"

local declarations = settings.declare{name = "schedule",
  {"log", "auto", "logarithmic y axis: true, false, or \"auto\": for positive steps over more " ..
   "than two powers of ten", choices = {"auto", true, false}},
  settings.rows.yrange,
}

local function check(value, name)
  local where = name and (" under the name '%s'"):format(name) or ""
  if constructor.is(value, "schedule") then
    blame("bad argument #1 to 'plot.schedule' (call it: gd.schedule.%s(...)%s)", value.name, where)
  elseif schedule.is(value) then
    if value.init then
      blame("bad argument #1 to 'plot.schedule' (the schedule %s%s follows the cost of a run: " ..
            "gd.plot.history(result, {field = \"step\"}) shows what it did)", tostring(value),
            where)
    end
  elseif type(value) ~= "function" then
    blame("bad argument #1 to 'plot.schedule' (a schedule, a function, or {name = schedule, " ..
          "...} expected, got %s%s)", core.describe(value), where)
  end
  return {name = name, s = value}
end

local function read(value)
  if type(value) ~= "table" or getmetatable(value) then return {check(value)} end
  local list = {}
  for _, key in ipairs(tree.keys(value)) do
    list[#list + 1] = check(value[key], tostring(key))
  end
  if #list == 0 then check({}) end
  return list
end

local function unit_of(list)
  local unit
  for _, entry in ipairs(list) do
    local own = schedule.is(entry.s) and entry.s.unit or nil
    if unit and own and unit ~= own then
      blame("bad argument #1 to 'plot.schedule' (some schedules count epochs, others updates: " ..
            "one axis cannot show both)")
    end
    unit = unit or own
  end
  return unit or "epoch"
end

-- The rows with a corner put in where the steps jump: a slope between two
-- epochs would show what is not there.
local function cornered(rows)
  local lo, hi = range.of(rows, 2)
  local function change(i)
    if i < 1 or i >= #rows then return 0 end
    return rows[i] and rows[i + 1] and math.abs(rows[i + 1][2] - rows[i][2]) or math.huge
  end
  local out = {}
  for i, row in ipairs(rows) do
    out[#out + 1] = row
    local c = row and change(i) or math.huge
    if c < math.huge and c > 0.01*(hi - lo) and c > 4*change(i - 1) and c > 4*change(i + 1) then
      out[#out + 1] = {rows[i + 1][1], row[2]}
    end
  end
  return out
end

local function number(v, t)
  if type(v) ~= "number" then
    blame("the schedule returned %s for t = %d (a number expected)", core.describe(v), t)
  end
  return v
end

return function(value, epochs, opts)
  local list = read(value)
  if type(epochs) ~= "number" or not math.tointeger(epochs) or epochs < 1 or epochs > 1e7 then
    blame("bad argument #2 to 'plot.schedule' (how many epochs to show, a whole number from 1 " ..
          "to 10000000, expected, got %s)", core.describe(epochs))
  end
  local o = settings.read("schedule", declarations, opts)
  local unit = unit_of(list)
  local fig = figure.new(o, list[1].name and "step size per " .. unit or
                         schedule.is(list[1].s) and tostring(list[1].s) or "step size per " .. unit)
  local lo, hi, plo, phi
  for _, entry in ipairs(list) do
    entry.rows = {}
    for t = 0, epochs do entry.rows[t + 1] = {t, number(entry.s(t), t)} end
    lo, hi = range.of(entry.rows, 2, false, lo, hi)
    plo, phi = range.of(entry.rows, 2, true, plo, phi)
  end
  local log = settings.log(o, range.wants_log(lo, hi, 100))
  if log then lo, hi = plo, phi elseif lo and lo > 0 then lo = 0 end
  local panel = figure.panel(fig, o, {
    xlabel = unit, ylabel = "step size", ylog = log, xinteger = true, xrange = {0, epochs},
    yrange = o.yrange or range.padded(lo, hi, 0.05, log),
  })
  local count
  for i, entry in ipairs(list) do
    local colour, dash = palette.series(i)
    local rows
    rows, count = range.split(entry.rows, log, count)
    figure.layer(panel, {
      kind = "line", name = entry.name and figure.name(entry.name), colour = colour, dash = dash,
      width = 2, rows = thin.rows(cornered(rows), panel.xrange, panel.yrange, log),
    })
  end
  figure.note_values(fig, count)
  return figure.show(fig, o.file)
end
