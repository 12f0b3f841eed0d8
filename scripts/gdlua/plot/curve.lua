--- gd.plot.curve(f, {from, to} [, opts]): a cost of one variable, or several
--- as {name = f, ...}.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local figure = require "gdlua.plot.figure"
local grid = require "gdlua.plot.grid"
local palette = require "gdlua.plot.palette"
local plane = require "gdlua.plot.plane"
local range = require "gdlua.plot.range"
local settings = require "gdlua.plot.settings"
local tree = require "gdlua.tree"

local declarations = settings.declare{name = "curve",
  {"log", false, "logarithmic y axis: true, false, or \"auto\": for positive costs over more " ..
   "than three powers of ten", choices = {false, true, "auto"}},
  settings.rows.yrange,
  {"points", 501, "at how many points each is asked", integer = true, min = 2, max = 100000},
}

-- List of {name =, f =}.
local function read(costs)
  if type(costs) ~= "table" or getmetatable(costs) then
    return {{f = plane.check_cost("curve", costs)}}
  end
  local list = {}
  for _, key in ipairs(tree.keys(costs)) do
    if type(costs[key]) ~= "function" then
      blame("bad argument #1 to 'plot.curve' (a function, or {name = function, ...}, expected, " ..
            "got %s under the name '%s')", core.describe(costs[key]), key)
    end
    list[#list + 1] = {name = tostring(key), f = costs[key]}
  end
  if #list == 0 then
    blame("bad argument #1 to 'plot.curve' (a function, or {name = function, ...}, expected, " ..
          "got an empty table)")
  end
  return list
end

return function(f, limits, opts)
  local list = read(f)
  local from, to = settings.range("curve", 2, limits)
  local o = settings.read("curve", declarations, opts)
  local fig = figure.new(o, #list == 1 and "cost" or #list .. " costs")
  local lo, hi
  for _, cost in ipairs(list) do
    cost.rows = grid.line(cost.f, from, to, o.points)
    lo, hi = range.of(cost.rows, 2, false, lo, hi)
  end
  local log = settings.log(o, range.wants_log(lo, hi, 1e3))
  if log then
    lo, hi = nil, nil
    for _, cost in ipairs(list) do lo, hi = range.of(cost.rows, 2, true, lo, hi) end
  end
  local panel = figure.panel(fig, o, {
    xlabel = "x", ylabel = "cost", ylog = log, xrange = {from, to},
    yrange = o.yrange or range.padded(lo, hi, 0.06, log),
  })
  local count
  for i, cost in ipairs(list) do
    local colour, dash = palette.series(i)
    local rows
    rows, count = range.split(cost.rows, log, count)
    figure.layer(panel, {kind = "line", name = cost.name and figure.name(cost.name), rows = rows,
                         colour = colour, dash = dash, width = 2})
  end
  figure.note_values(fig, count, #list*o.points)
  return figure.show(fig, o.file)
end
