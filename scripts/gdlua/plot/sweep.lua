--- gd.plot.sweep(rows [, opts]): what the runs of a sweep came to over one of their
--- parameters, a line for each choice of the others: the median of the runs that
--- differ in their seed only, and from the lowest to the highest of them.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local range = require "gdlua.plot.range"
local settings = require "gdlua.plot.settings"
local tree = require "gdlua.tree"

local declarations = settings.declare{name = "sweep",
  {"x", nil, "the parameter along the x axis, or \"seed\"; default: the one with most values",
   type = "string"},
  {"value", nil, "what of each result: the name of a field, or function(row) -> number; default: " ..
   "the result where it is a number, else its cost, else the score of the row",
   type = {"string", "function"}},
  settings.rows.log, settings.rows.xrange, settings.rows.yrange,
}

local function check_rows(rows)
  if type(rows) == "table" and #rows > 0 then
    for i = 1, #rows do
      local row = rows[i]
      if type(row) ~= "table" or type(row.params or {}) ~= "table" then
        blame("bad argument #1 to 'plot.sweep' (row %d is %s; rows of gd.sweep expected)", i,
              core.describe(row))
      end
    end
    return
  end
  blame("bad argument #1 to 'plot.sweep' (rows of gd.sweep expected, got %s)",
        type(rows) == "table" and "none" or core.describe(rows))
end

local function text(value)
  if type(value) == "number" then return ("%.4g"):format(value) end
  return figure.name(tostring(value))
end

local function param(row, name)
  if name == "seed" then return row.seed end
  return (row.params or {})[name]
end

-- The names of the parameters, in order; of each the different values, in the
-- order they come in, and are they all numbers?
local function params_of(rows)
  local all, names = {}, {}
  local function add(name, value)
    if not all[name] then
      all[name] = {list = {}, at = {}, is_number = true}
      names[#names + 1] = name
    end
    local p = all[name]
    if value ~= nil and not p.at[value] then
      p.list[#p.list + 1] = value
      p.at[value] = #p.list
      p.is_number = p.is_number and type(value) == "number"
    end
  end
  for _, row in ipairs(rows) do
    for _, name in ipairs(tree.keys(row.params or {})) do add(name, row.params[name]) end
  end
  table.sort(names, function(a, b) return tostring(a) < tostring(b) end)
  for _, row in ipairs(rows) do
    if row.seed ~= nil then add("seed", row.seed) end
  end
  if all.seed and names[#names] == "seed" then names[#names] = nil end
  return all, names
end

-- The parameter along the x axis.
local function choose(o, all, names)
  if o.x then
    if not all[o.x] then
      local known = table.move(names, 1, #names, 1, {})
      known[#known + 1] = "seed"
      blame("bad option 'x' to 'plot.sweep' (no parameter '%s'%s)", o.x,
            require "gdlua.options".hint(o.x, known))
    end
    return o.x
  end
  local best
  local function rank(p) return (p.is_number and 1e6 or 0) + #p.list end
  for _, name in ipairs(names) do
    local p = all[name]
    if #p.list > 1 and (not best or rank(p) > rank(all[best])) then best = name end
  end
  return best or names[1] or "seed"
end

local function value_of(row, value)
  if row.error ~= nil or row.result == nil then return nil end
  if type(value) == "function" then return value(row) end
  if not value and type(row.result) == "number" then return row.result end
  local v = type(row.result) == "table" and row.result[value or "cost"]
  if not value and type(v) ~= "number" then v = row.score end
  if type(v) ~= "number" then
    blame("bad option 'value' to 'plot.sweep' (the results have no number '%s'; the name of one, or " ..
          "function(row) -> number, expected)", value or "cost")
  end
  return v
end

-- Names and values of the parameters that are not along x, and differ.
local function series_name(row, all, names, x)
  local words = {}
  for _, name in ipairs(names) do
    local value = param(row, name)
    if name ~= x and #all[name].list > 1 then
      words[#words + 1] = ("%s %s"):format(name, value == nil and "none" or text(value))
    end
  end
  return table.concat(words, ", ")
end

-- List of {name =, points = list of {x, values}}; how many rows failed.
local function group(rows, o, all, names, x)
  local list, by_name, failed = {}, {}, 0
  for _, row in ipairs(rows) do
    local v, at = value_of(row, o.value), param(row, x)
    if v == nil then failed = failed + 1
    elseif at ~= nil then
      local name = series_name(row, all, names, x)
      local s = by_name[name]
      if not s then
        s = {name = name, points = {}, at = {}}
        by_name[name], list[#list + 1] = s, s
      end
      local place = all[x].is_number and at or all[x].at[at]
      local p = s.at[place]
      if not p then
        p = {place, {}}
        s.at[place], s.points[#s.points + 1] = p, p
      end
      p[2][#p[2] + 1] = v
    end
  end
  for _, s in ipairs(list) do
    table.sort(s.points, function(a, b) return a[1] < b[1] end)
  end
  return list, failed
end

local function median(values)
  local n = #values
  if n % 2 == 1 then return values[(n + 1)//2] end
  return values[n//2]/2 + values[n//2 + 1]/2
end

-- Where the i-th of n series is, beside a place that is no number.
local function beside(i, n) return n > 1 and 0.4*((i - 1)/(n - 1) - 0.5) or 0 end

-- Rows of the medians, of the spread (lines from lowest to highest), shifted along
-- x; adds to the count of values that are not finite.
local function summary(s, count, shift)
  local middle, spread = {}, {}
  for _, p in ipairs(s.points) do
    local finite = {}
    for _, v in ipairs(p[2]) do
      if range.drawable(v) then finite[#finite + 1] = v else count.lost = count.lost + 1 end
    end
    table.sort(finite)
    if #finite > 0 then middle[#middle + 1] = {p[1] + shift, median(finite)} end
    if #finite > 1 then
      spread[#spread + 1] = {p[1] + shift, finite[1]}
      spread[#spread + 1] = {p[1] + shift, finite[#finite]}
      spread[#spread + 1] = false
    end
  end
  return middle, spread
end

-- The rows, false where one cannot be drawn.
local function drawable(rows, log)
  local out = {}
  for i, row in ipairs(rows) do out[i] = row and range.drawable(row[2], log) and row end
  return out
end

local function x_axis(panel, o, p, x)
  panel.xlabel = o.xlabel or x
  if not p.is_number then
    panel.xticks = {}
    for i, value in ipairs(p.list) do panel.xticks[i] = {i, text(value)} end
    panel.xrange = o.xrange or {0.5, #p.list + 0.5}
    return
  end
  local lo, hi = math.huge, -math.huge
  for _, v in ipairs(p.list) do lo, hi = math.min(lo, v), math.max(hi, v) end
  panel.xlog = range.wants_log(lo, hi, 30)
  panel.xrange = o.xrange or range.padded(lo, hi, 0.04, panel.xlog)
end

return function(rows, opts)
  check_rows(rows)
  local o = settings.read("sweep", declarations, opts)
  local all, names = params_of(rows)
  local x = choose(o, all, names)
  if not all[x] then
    blame("bad argument #1 to 'plot.sweep' (its rows have neither params nor seeds)")
  end
  local list, failed = group(rows, o, all, names, x)
  local fig = figure.new(o, figure.count(#rows, "run"))
  local count, series, lo, hi, plo, phi = {lost = 0, low = 0}, {}, nil, nil, nil, nil
  for i, s in ipairs(list) do
    local middle, spread = summary(s, count, all[x].is_number and 0 or beside(i, #list))
    series[i] = {s.name, middle, spread}
    for _, part in ipairs{middle, spread} do
      lo, hi = range.of(part, 2, false, lo, hi)
      plo, phi = range.of(part, 2, true, plo, phi)
    end
  end
  local log = settings.log(o, range.wants_log(lo, hi, 30))
  if log then lo, hi = plo, phi end
  local panel = figure.panel(fig, o, {ylog = log, yrange = o.yrange or range.padded(lo, hi, 0.05, log),
                                      ylabel = type(o.value) == "string" and o.value or o.value and "value" or
                                               rows.title or "cost"})
  x_axis(panel, o, all[x], x)
  for i, s in ipairs(series) do
    local colour, dash = palette.series(i)
    local middle = range.split(s[2], log, count)
    figure.layer(panel, {kind = "line", colour = colour, dash = 1, width = 1, faint = true,
                         rows = drawable(s[3], log)})
    figure.layer(panel, {kind = "line", colour = colour, dash = dash, width = 2, rows = middle,
                         name = s[1] ~= "" and figure.name(s[1]) or nil})
    figure.layer(panel, {kind = "marks", shape = "end", colour = colour, rows = middle})
  end
  figure.note(fig, failed, "run", "failed, left out")
  figure.note_values(fig, count)
  return figure.show(fig, o.file)
end
