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

-- The rows with their last number, the epoch, turned into colour(epoch).
local function coloured(rows, colour_of)
  local out = {}
  for i, row in ipairs(rows) do
    if row then
      local n = #row
      out[i] = table.move(row, 1, n, 1, {})
      out[i][n] = colour_of(row[n])
    else
      out[i] = false
    end
  end
  return out
end

-- What a path's colours are: values of the bar, or numbers of colours.
local function colour_of_epoch(layer, bar)
  if not layer.colour then
    return function(epoch) return bar.early and math.log(1 + epoch) or epoch end
  end
  local function share(epoch) return layer.early and math.log(1 + epoch) or epoch end
  local last = share(layer.epochs)
  return function(epoch) return palette.tint(layer.colour, math.min(1, share(epoch)/last)) end
end

function drawers.path(out, plot, layer, panel)
  if not has_rows(layer.rows) then return end
  local columns = panel.zrange and "1:2:3" or "1:2"
  local using = columns .. (panel.zrange and ":4" or ":3")
  local lc = layer.colour and "rgb variable" or "palette"
  local colour_of = colour_of_epoch(layer, panel.bar)
  local points = block(out, coloured(layer.rows, colour_of))
  local line = points
  if layer.line then
    line = has_rows(layer.line) and block(out, coloured(layer.line, colour_of))
  end
  if line then
    plot[#plot + 1] = ("%s using %s with lines lc rgb '#FFFFFF' lw 3 notitle"):format(line, columns)
    plot[#plot + 1] = ("%s using %s with lines lc %s lw 1.8 notitle"):format(line, using, lc)
  end
  local n = #layer.rows
  local size = n > 200 and 0.3 or n > 60 and 0.5 or 0.8
  if n <= 60 then
    plot[#plot + 1] = ("%s using %s with points pt 7 ps %g lc rgb '#FFFFFF' notitle"):format(
      points, columns, size + 0.3)
  end
  plot[#plot + 1] = ("%s using %s with points pt 7 ps %g lc %s notitle"):format(points, using, size, lc)
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

-- Characters of the longest label.
local function widest(list)
  local n = 0
  for _, tick in ipairs(list) do n = math.max(n, utf8.len(tick[2])) end
  return n
end

-- Answers the characters of the longest label.
local function set_axis(add, axis, limits, log, n, integer)
  local list, minor
  if log then
    list, minor = ticks.log(limits[1], limits[2], n)
    add("set logscale %s", axis)
  else
    list = ticks.linear(limits[1], limits[2], n, integer)
  end
  add("set %srange %s", axis, range(limits))
  set_ticks(add, axis, list, minor)
  return widest(list)
end

local function set_palette(add, map)
  local stops = {}
  for i, c in ipairs(map) do stops[i] = ("%d '#%06X'"):format(i - 1, c) end
  add("set palette defined (%s)", table.concat(stops, ", "))
end

local function set_bar(add, bar)
  local list, minor
  if bar.early then
    list = ticks.counts(bar.to, 8)
  elseif bar.log then
    list, minor = ticks.log(bar.from, bar.to, 8)
  else
    list = ticks.linear(bar.from, bar.to, 8, bar.integer)
  end
  local width = widest(list)
  local function at(v) return bar.early and math.log(1 + v) or v end
  for _, tick in ipairs(list) do tick[1] = at(tick[1]) end
  set_palette(add, bar.map)
  add("set cbrange %s", range{at(bar.from), at(bar.to)})
  if bar.log then add("set logscale cb") end
  set_ticks(add, "cb", list, minor)
  add("set cblabel %s offset %g,0", quote(bar.label), math.max(0, width - 2))
  add("set colorbox")
end

local function set_label(add, axis, text, room)
  add("set %slabel %s", axis, quote(words.wrapped(text or "", math.max(16, room//9), 2)))
end

-- `box`: the place of the axes in pixels: left, right, bottom, top.
local function set_panel(add, panel, box)
  local w, h = box.right - box.left, box.top - box.bottom
  add("unset logscale")
  add("unset colorbox")
  set_axis(add, "x", panel.xrange, false, panel.zrange and 5 or math.max(2, w//90), panel.xinteger)
  set_axis(add, "y", panel.yrange, panel.ylog, panel.zrange and 5 or math.max(2, h//50))
  set_label(add, "x", panel.xlabel, w)
  set_label(add, "y", panel.ylabel, panel.zrange and w or h)
  if panel.bar then set_bar(add, panel.bar) end
end

local function set_space(add, panel)
  local width = set_axis(add, "z", panel.zrange, panel.zlog, 6)
  add("set zlabel %s rotate by 90 offset %g,0", quote(words.line(panel.zlabel or "", 40)),
      -math.max(0, width - 3))
  add("set view 56, 36, 1.16, 1.1")
  add("set xyplane at %s", number(panel.zrange[1]))
  add("set pm3d scansautomatic border lc rgb '#7F7F7F' lw 0.25")
  set_palette(add, panel.layers[1].map)
  add("set cbrange %s", range(panel.zrange))
  if panel.zlog then add("set logscale cb") end
end

-- Places, in pixels ----------------------------------------------------------

local character, line_height = 8.4, 20

-- Room on the left of a panel for its tick labels and its label.
local function left_of(panel, h)
  local n = math.max(2, h//50)
  local list = panel.ylog and ticks.log(panel.yrange[1], panel.yrange[2], n) or
               ticks.linear(panel.yrange[1], panel.yrange[2], n)
  local _, breaks = words.wrapped(panel.ylabel or "", math.max(16, h//9), 2):gsub("\n", "")
  return 20 + widest(list)*character + ((panel.ylabel or "") ~= "" and 22 + breaks*18 or 0)
end

-- Columns and lines of the legend, which lies below, from its longest name.
local function key_grid(fig)
  local n, longest = 0, 1
  for _, panel in ipairs(fig.panels) do
    for _, layer in ipairs(panel.layers) do
      if layer.name then
        n, longest = n + 1, math.max(longest, utf8.len(words.clean(layer.name)))
      end
    end
  end
  if n == 0 or not fig.legend then return 0, 0 end
  local columns = math.max(1, math.min(n, (fig.size[1] - 40)//(longest*character + 50)))
  local lines = math.ceil(n/columns)
  return math.ceil(n/lines), lines
end

-- Where title, panels, legend and notes are.
local function layout(fig)
  local w, h = fig.size[1], fig.size[2]
  local at = {w = w, h = h, title = words.wrapped(fig.title, math.max(16, w//10), 4)}
  at.note = words.wrapped(table.concat(fig.notes, "; "), math.max(20, w//7), 4)
  local _, title_breaks = at.title:gsub("\n", "")
  local _, note_breaks = at.note:gsub("\n", "")
  at.notes = at.note == "" and 4 or 10 + 14*(note_breaks + 1)
  at.columns, at.lines = key_grid(fig)
  at.top = h - (at.title == "" and 18 or 46 + 21*title_breaks)
  local xlabel = fig.panels[#fig.panels].xlabel or ""
  local _, x_breaks = words.wrapped(xlabel, math.max(16, w//9), 2):gsub("\n", "")
  at.bottom = at.notes + at.lines*line_height + 8 + 26 + (xlabel == "" and 0 or 24 + 18*x_breaks)
  at.right = w - 26
  for _, panel in ipairs(fig.panels) do
    if panel.bar then at.right = math.min(at.right, w - 46 - w*0.07 - 9*5) end
  end
  return at
end

-- The boxes of the panels, from the top; their left ends are aligned.
local function boxes(fig, at)
  local gap, total, list = 18, 0, {}
  for _, panel in ipairs(fig.panels) do total = total + (panel.height or 1) end
  local room = math.max(30*#fig.panels, at.top - at.bottom - gap*(#fig.panels - 1))
  local top, left = at.top, 0
  for k, panel in ipairs(fig.panels) do
    local height = room*(panel.height or 1)/total
    list[k] = {top = top, bottom = top - height, right = at.right}
    left = math.max(left, left_of(panel, height))
    top = top - height - gap
  end
  left = math.min(left, 0.4*at.w)
  for _, box in ipairs(list) do box.left = left end
  return list
end

local function set_box(add, at, box)
  add("set lmargin at screen %s", number(box.left/at.w))
  add("set rmargin at screen %s", number(box.right/at.w))
  add("set bmargin at screen %s", number(math.max(0, box.bottom)/at.h))
  add("set tmargin at screen %s", number(math.min(at.h, box.top)/at.h))
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

local function set_key(add, at)
  if at.lines == 0 then
    add("unset key")
    return
  end
  add("set key at screen 0.5, %s center bottom horizontal Left reverse samplen 2.2 spacing 1.15 " ..
      "width 1 maxcols %d tc %s", number(at.notes/at.h), at.columns, colour(palette.ink))
end

-- The notes, small in the lower right corner.
local function set_notes(add, at)
  if at.note == "" then return end
  add("set label 1 %s at screen %s, %s right font ',9' tc %s", quote(at.note),
      number(1 - 10/at.w), number((at.notes - 8)/at.h), colour(palette.faint))
end

local function draw_panel(out, add, panel, box)
  set_panel(add, panel, box)
  if panel.zrange then set_space(add, panel) end
  local plot = {}
  for _, layer in ipairs(panel.layers) do drawers[layer.kind](out, plot, layer, panel) end
  -- An empty picture still has its axes.
  if #plot == 0 then plot[1] = "NaN notitle" end
  add("%s %s", panel.zrange and "splot" or "plot", table.concat(plot, ", \\\n  "))
end

--- The commands that draw a figure into a file; format is "png", "svg" or "pdf".
function script.of(fig, format, file)
  local out = {blocks = 0}
  local add = adder(out)
  local at = layout(fig)
  begin(add, fig, format, file)
  set_key(add, at)
  set_notes(add, at)
  add("set title %s font ',13' tc %s", quote(at.title), colour(palette.ink))
  if #fig.panels > 1 then add("set multiplot") end
  for k, box in ipairs(boxes(fig, at)) do
    set_box(add, at, box)
    draw_panel(out, add, fig.panels[k], box)
    add("unset title")
    add("unset label 1")
    add("unset key")
  end
  if #fig.panels > 1 then add("unset multiplot") end
  add("unset output")
  return table.concat(out, "\n") .. "\n"
end

return script
