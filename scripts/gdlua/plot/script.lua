--- A figure as commands for gnuplot.
---
--- Texts of users stand in single quotes, within which gnuplot expands nothing,
--- and terminals are set to `noenhanced`, so that they show every character as
--- it is. All data are numbers.
local palette = require "gdlua.plot.palette"
local ticks = require "gdlua.plot.ticks"
local words = require "gdlua.plot.words"

local script = {}

-- A text as one of gnuplot's, literally.
local function quote(s)
  return "'" .. words.clean(s):gsub("'", "''"):gsub("\n", "'.\"\\n\".'") .. "'"
end

-- A number; with a point whatever the locale.
local function number(v)
  if v ~= v then return "NaN" end
  return (("%.17g"):format(v):gsub(",", "."))
end

local function colour(c) return ("rgb '#%06X'"):format(c) end

local function range(r) return ("[%s:%s]"):format(number(r[1]), number(r[2])) end

-- The name of a file, byte by byte: gnuplot runs a name that begins with "|"
-- and replaces "~", so a relative one gets a "./".
local function file_name(path)
  if not path:find("^/") then path = "./" .. path end
  return "'" .. path:gsub("'", "''"):gsub("[\1-\31\127]", function(c)
    return ("'.\"\\%03o\".'"):format(c:byte())
  end) .. "'"
end

-- Terminals: pixels are 1/96 of an inch, fonts 11 points.
local terminals = {
  png = function(w, h) return ("pngcairo size %d,%d font 'Sans,11'"):format(w, h) end,
  svg = function(w, h) return ("svg size %d,%d font 'Sans,14'"):format(w, h) end,
  pdf = function(w, h)
    return ("pdfcairo size %.6fin,%.6fin font 'Sans,11' fontscale 1"):format(w/96, h/96)
  end,
}

-- Commands are collected in a list.
local function adder(out)
  return function(format, ...)
    out[#out + 1] = select("#", ...) > 0 and format:format(...) or format
  end
end

-- Datablocks --------------------------------------------------------------

-- Adds a datablock; answers its name. A blank line is a gap.
local function block(out, rows)
  out.blocks = out.blocks + 1
  local name = ("$data%d"):format(out.blocks)
  out[#out + 1] = name .. " << END"
  local gap = true
  for _, row in ipairs(rows) do
    if row then
      local cells = {}
      for k, v in ipairs(row) do cells[k] = number(v) end
      out[#out + 1] = table.concat(cells, " ")
    elseif not gap then
      out[#out + 1] = ""
    end
    gap = not row
  end
  out[#out + 1] = "END"
  return name
end

local function has_rows(rows)
  for _, row in ipairs(rows) do
    if row then return true end
  end
  return false
end

-- Layers --------------------------------------------------------------------

local drawers = {}

local function title(layer)
  return layer.name and "title " .. quote(layer.name) or "notitle"
end

-- `plot`: the list of what the plot command draws; `space`: the panel has z.
function drawers.line(out, plot, layer)
  if not has_rows(layer.rows) then return end
  plot[#plot + 1] = ("%s using 1:2 with lines lc %s lw %g dt %d %s"):format(
    block(out, layer.rows), colour(layer.colour), layer.width, layer.dash, title(layer))
end

-- The rows with the colour of their epoch behind.
local function tinted(layer, rows)
  local out = {}
  for i, row in ipairs(rows) do
    if row then
      local n = #row
      out[i] = table.move(row, 1, n, 1, {})
      out[i][n + 1] = palette.tint(layer.colour, math.min(1, row[n]/layer.epochs))
    else
      out[i] = false
    end
  end
  return out
end

function drawers.path(out, plot, layer, panel)
  if not has_rows(layer.rows) then return end
  local columns, lc = panel.zrange and "1:2:3" or "1:2", "palette"
  local rows, line = layer.rows, layer.line
  local width = panel.zrange and 4 or 3
  if layer.colour then
    rows, line = tinted(layer, rows), line and tinted(layer, line)
    lc, width = "rgb variable", width + 1
  end
  local points = block(out, rows)
  local joined = line and (has_rows(line) and block(out, line)) or not line and points
  local using = ("using %s:%d"):format(columns, width)
  local size = #rows > 200 and 0.4 or #rows > 60 and 0.6 or 0.8
  if joined then
    plot[#plot + 1] = ("%s using %s with lines lc rgb '#FFFFFF' lw 3.5 notitle"):format(joined, columns)
    plot[#plot + 1] = ("%s %s with lines lc %s lw 1.8 notitle"):format(joined, using, lc)
  end
  plot[#plot + 1] = ("%s using %s with points pt 7 ps %g lc rgb '#FFFFFF' notitle"):format(
    points, columns, size + 0.3)
  plot[#plot + 1] = ("%s %s with points pt 7 ps %g lc %s notitle"):format(points, using, size, lc)
  if layer.name then
    plot[#plot + 1] = ("keyentry with linespoints pt 7 ps 0.8 lw 1.8 lc %s %s"):format(
      colour(layer.colour), title(layer))
  end
end

-- Marks: drawn one upon the other, the last is in the legend.
local shapes = {
  start = {"pt 7 ps 1.5 lc rgb '#FFFFFF'", "pt 6 ps 1.5 lw 1.6 lc %s"},
  ["end"] = {"pt 7 ps 1.6 lc rgb '#FFFFFF'", "pt 7 ps 1.3 lc %s"},
  lost = {"pt 2 ps 1.5 lw 4.5 lc rgb '#FFFFFF'", "pt 2 ps 1.4 lw 2.2 lc %s"},
  optimum = {"pt 13 ps 2.6 lc rgb '#333333'", "pt 13 ps 1.9 lc %s"},
}

function drawers.marks(out, plot, layer, panel)
  if not has_rows(layer.rows) then return end
  local name = block(out, layer.rows)
  local columns = panel.zrange and "1:2:3" or "1:2"
  local shape = shapes[layer.shape]
  for k, style in ipairs(shape) do
    plot[#plot + 1] = ("%s using %s with points %s %s"):format(
      name, columns, style:format(colour(layer.colour)),
      k == #shape and title(layer) or "notitle")
  end
end

function drawers.isolines(out, plot, layer, panel)
  if not has_rows(layer.rows) then return end
  local name = block(out, layer.rows)
  if not layer.labels then
    plot[#plot + 1] = ("%s using 1:2:3 with lines lc palette lw 1.6 notitle"):format(name)
    return
  end
  plot[#plot + 1] = ("%s using 1:2 with lines lc rgb '#A8B4BE' lw 1 notitle"):format(name)
  if #layer.labels > 0 then
    local rows = {}
    for i, p in ipairs(layer.labels) do rows[i] = {p[1], p[2], ticks.text(p[3], 3)} end
    plot[#plot + 1] = ("%s using 1:2:3 with labels boxed font ',9' tc rgb '#5A6872' notitle")
                      :format(script.labels(out, rows))
  end
end

-- A datablock of places and short texts of ours.
function script.labels(out, rows)
  out.blocks = out.blocks + 1
  local name = ("$data%d"):format(out.blocks)
  out[#out + 1] = name .. " << END"
  for _, row in ipairs(rows) do
    out[#out + 1] = ("%s %s %s"):format(number(row[1]), number(row[2]), row[3])
  end
  out[#out + 1] = "END"
  return name
end

function drawers.surface(out, plot, layer)
  local g, rows = layer.grid, {}
  for j, y in ipairs(g.ys) do
    for i, x in ipairs(g.xs) do rows[#rows + 1] = {x, y, g.z[j][i]} end
    rows[#rows + 1] = false
  end
  plot[#plot + 1] = block(out, rows) .. " using 1:2:3:3 with pm3d notitle"
end

-- Axes ----------------------------------------------------------------------

local function set_ticks(add, axis, list, minor)
  local words_of = {}
  for _, tick in ipairs(list) do
    words_of[#words_of + 1] = ("'%s' %s"):format(tick[2], number(tick[1]))
  end
  for _, v in ipairs(minor or {}) do words_of[#words_of + 1] = ("'' %s 1"):format(number(v)) end
  add("set %stics (%s)", axis, table.concat(words_of, ", "))
end

local function set_axis(add, axis, limits, log, n, integer, silent)
  add("set %srange %s", axis, range(limits))
  if log then
    add("set logscale %s", axis)
    set_ticks(add, axis, ticks.log(limits[1], limits[2], n))
  else
    local list = ticks.linear(limits[1], limits[2], n, integer)
    for _, tick in ipairs(silent and list or {}) do tick[2] = "" end
    set_ticks(add, axis, list)
  end
end

local function set_palette(add, map)
  local stops = {}
  for i, c in ipairs(map) do stops[i] = ("%d '#%06X'"):format(i - 1, c) end
  add("set palette defined (%s)", table.concat(stops, ", "))
end

local function set_bar(add, bar)
  set_palette(add, bar.map)
  add("set cblabel %s", quote(bar.label))
  set_axis(add, "cb", {bar.from, bar.to}, bar.log, 8, bar.integer)
  add("set colorbox")
end

local function set_panel(add, panel, size)
  add("unset logscale")
  add("unset colorbox")
  set_axis(add, "x", panel.xrange, false, panel.zrange and 5 or math.max(3, size[1]//90),
           panel.xinteger, panel.xlabel == "" and not panel.last)
  set_axis(add, "y", panel.yrange, panel.ylog, panel.zrange and 5 or
           math.max(3, math.floor(size[2]*panel.share/55)))
  add("set xlabel %s", quote(words.wrapped(panel.xlabel or "", math.max(20, size[1]//10), 2)))
  add("set ylabel %s", quote(words.wrapped(panel.ylabel or "", math.max(20, size[2]//10), 2)))
  if panel.bar then set_bar(add, panel.bar) end
end

local function set_space(add, panel)
  set_axis(add, "z", panel.zrange, panel.zlog, 6)
  add("set zlabel %s rotate by 90", quote(words.line(panel.zlabel or "", 40)))
  add("set view 56, 36")
  add("set xyplane at %s", number(panel.zrange[1]))
  add("set pm3d depthorder border lc rgb '#7F7F7F' lw 0.25")
  add("set style fill transparent solid 0.88")
  set_palette(add, panel.layers[1].map)
  add("set cbrange %s", range(panel.zrange))
  if panel.zlog then add("set logscale cb") end
end

-- Several panels: one above the other, their left ends aligned, the legend of
-- the first below all of them.
local function set_place(add, fig, top, bottom)
  local w, h = fig.size[1], fig.size[2]
  add("set lmargin at screen %s", number(math.min(0.3, 84/w)))
  add("set rmargin at screen %s", number(1 - math.min(0.1, 24/w)))
  add("set tmargin at screen %s", number(top/h))
  add("set bmargin at screen %s", number(bottom/h))
end

-- Columns and lines of the legend, estimated from its longest name.
local function key_grid(fig)
  local n, longest = 0, 1
  for _, layer in ipairs(fig.panels[1].layers) do
    if layer.name then
      n, longest = n + 1, math.max(longest, utf8.len(words.clean(layer.name)))
    end
  end
  if n == 0 or not fig.legend then return 1, 0 end
  local columns = math.max(1, math.min(n, (fig.size[1] - 60)//(longest*8 + 60)))
  return columns, math.ceil(n/columns)
end

-- Whole figures ---------------------------------------------------------------

local function begin(add, fig, format, file)
  add("set encoding utf8")
  add("set terminal %s noenhanced background rgb '#FFFFFF'", terminals[format](fig.size[1], fig.size[2]))
  add("set output %s", file_name(file))
  add("set border 3 lc %s lw 1", colour(palette.faint))
  add("set tics out nomirror scale 0.7, 0.35 tc %s", colour(palette.ink))
  add("set grid back lt 1 lc %s lw 0.8", colour(palette.grid))
  add("set style textbox opaque margins 0.4, 0.4 fc rgb '#FFFFFF' noborder")
  add("set clip two")
  for _, axis in ipairs{"x", "y", "z", "cb"} do
    add("set %slabel tc %s", axis, colour(palette.ink))
  end
end

local function set_key(add, fig)
  if fig.legend then
    add("set key bmargin center horizontal Left reverse samplen 2.2 spacing 1.15 width 1 tc %s",
        colour(palette.ink))
  else
    add("unset key")
  end
end

-- The notes, small in the lower right corner.
local function set_notes(add, fig)
  if #fig.notes == 0 then return end
  local text = words.wrapped(table.concat(fig.notes, "; "), fig.size[1]//8, 3)
  local _, lines = text:gsub("\n", "")
  add("set label 1 %s at screen 0.99, %s right font ',9' tc %s", quote(text),
      number((8 + 14*lines)/fig.size[2]), colour(palette.faint))
end

local function draw_panel(out, add, fig, panel)
  set_panel(add, panel, fig.size)
  if panel.zrange then set_space(add, panel) end
  local plot = {}
  for _, layer in ipairs(panel.layers) do drawers[layer.kind](out, plot, layer, panel) end
  -- An empty picture still has its axes.
  if #plot == 0 then plot[1] = panel.zrange and "NaN with lines notitle" or "NaN notitle" end
  add("%s %s", panel.zrange and "splot" or "plot", table.concat(plot, ", \\\n  "))
end

local function title_of(fig)
  return words.wrapped(fig.title, math.max(20, fig.size[1]//9), 4)
end

local function draw_stack(out, add, fig)
  local columns, lines = key_grid(fig)
  local title = title_of(fig)
  local _, breaks = title:gsub("\n", "")
  local h = fig.size[2]
  local bottom = 56 + 22*lines + (#fig.notes > 0 and 14 or 0)
  local top = h - (title == "" and 16 or 40 + 18*breaks)
  local gap = 16
  local room = math.max(40, top - bottom - gap*(#fig.panels - 1))
  add("set multiplot")
  for k, panel in ipairs(fig.panels) do
    local height = room*panel.share
    set_place(add, fig, top, top - height)
    add("set title %s font ',13' tc %s", quote(k == 1 and title or ""), colour(palette.ink))
    if fig.legend and k == 1 then
      add("set key at screen 0.5, %s center bottom horizontal Left reverse samplen 2.2 " ..
          "spacing 1.15 width 1 maxcols %d tc %s", number((#fig.notes > 0 and 20 or 6)/h), columns,
          colour(palette.ink))
    else
      add("unset key")
      add("unset label 1")
    end
    draw_panel(out, add, fig, panel)
    top = top - height - gap
  end
  add("unset multiplot")
end

--- The commands that draw a figure into a file; format is "png", "svg" or "pdf".
function script.of(fig, format, file)
  local out = {blocks = 0}
  local add = adder(out)
  begin(add, fig, format, file)
  set_key(add, fig)
  set_notes(add, fig)
  local total = 0
  for _, panel in ipairs(fig.panels) do total = total + (panel.height or 1) end
  for k, panel in ipairs(fig.panels) do
    panel.share, panel.last = (panel.height or 1)/total, k == #fig.panels
  end
  if #fig.panels == 1 then
    add("set title %s font ',13' tc %s", quote(title_of(fig)), colour(palette.ink))
    draw_panel(out, add, fig, fig.panels[1])
  else
    draw_stack(out, add, fig)
  end
  add("unset output")
  return table.concat(out, "\n") .. "\n"
end

return script
