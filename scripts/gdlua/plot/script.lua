--- A figure as commands for gnuplot. Everything but the panels themselves -
--- title, legend, notes, the label of the bar - is placed by plot/layout.lua.
local commands = require "gdlua.plot.commands"
local drawers = require "gdlua.plot.drawers"
local layout = require "gdlua.plot.layout"
local palette = require "gdlua.plot.palette"
local words = require "gdlua.plot.words"

local quote, number = commands.quote, commands.number
local colour, range = commands.colour, commands.range

local script = {}

-- Terminals: pixels are 1/96 of an inch. Fonts and points have a factor each, so
-- that they are equally large in all.
local terminals = {
  png = {"pngcairo size %s,%s", 1, fonts = 1, points = 1},
  svg = {"svg size %s,%s", 1, fonts = 4/3, points = 0.62},
  pdf = {"pdfcairo size %sin,%sin", 96, fonts = 0.75, points = 0.75},
}

local function set_terminal(out, fig, scale, format)
  local t = terminals[format]
  out.point_scale = t.points*scale
  out:add("set terminal " .. t[1] .. " font 'sans-serif,11' fontscale %s linewidth %s " ..
          "noenhanced background rgb '#FFFFFF'", number(fig.size[1]/t[2]), number(fig.size[2]/t[2]),
          number(t.fonts*scale), number(scale))
end

local function set_ticks(out, axis, list, minor, silent)
  local texts = {}
  for _, tick in ipairs(list) do
    texts[#texts + 1] = ("'%s' %s"):format(silent and "" or tick[2], number(tick[1]))
  end
  for _, v in ipairs(minor or {}) do texts[#texts + 1] = ("'' %s 1"):format(number(v)) end
  out:add("set %stics (%s)", axis, table.concat(texts, ", "))
end

local function set_palette(out, map)
  local stops = {}
  for i, c in ipairs(map) do stops[i] = ("%d '#%06X'"):format(i - 1, c) end
  out:add("set palette defined (%s)", table.concat(stops, ", "))
end

-- A place in the whole picture.
local function screen(at, x, y)
  return ("screen %s, screen %s"):format(number(x/at.w), number(y/at.h))
end

local function set_bar(out, bar, box, at)
  local list, minor, place = layout.bar_ticks(bar)
  local b = layout.bar(bar, box)
  for _, tick in ipairs(list) do tick[1] = place(tick[1]) end
  set_palette(out, bar.map)
  out:add("set cbrange %s", range{place(bar.from), place(bar.to)})
  if bar.log then out:add("set logscale cb") end
  set_ticks(out, "cb", list, minor)
  out:add("set colorbox user origin %s, %s size %s, %s noborder", number(b.x/at.w),
          number(b.y/at.h), number(b.w/at.w), number(b.h/at.h))
  out:add("set label %s at %s center rotate by 90 tc %s", quote(bar.label),
          screen(at, b.label, b.y + b.h/2), colour(palette.ink))
end

local function set_axis(out, axis, limits, log, list, minor, silent)
  if log then out:add("set logscale %s", axis) end
  out:add("set %srange %s", axis, range(limits))
  set_ticks(out, axis, list, minor, silent)
end

local function set_plane(out, panel, box, at)
  local w, h = box.right - box.left, box.top - box.bottom
  local list, minor = layout.x_ticks(panel, w)
  set_axis(out, "x", panel.xrange, panel.xlog, list, minor, box.silent)
  set_axis(out, "y", panel.yrange, panel.ylog, layout.y_ticks(panel, h))
  out:add("set xlabel %s", quote(layout.label(panel.xlabel, w)))
  out:add("set ylabel %s", quote(layout.label(panel.ylabel, h)))
  if panel.bar then set_bar(out, panel.bar, box, at) end
end

local function set_space(out, panel)
  for _, axis in ipairs{"x", "y", "z"} do
    local limits, log = panel[axis .. "range"], panel[axis .. "log"]
    set_axis(out, axis, limits, log, layout.ticks(limits, log, 5))
    out:add("set %slabel %s %s", axis, quote(words.line(panel[axis .. "label"] or "", 24)),
            axis == "z" and "rotate by 90" or "")
  end
  out:add("set view %d, %d", layout.tilt, layout.turn)
  out:add("set xyplane at %s", number(panel.zrange[1]))
  out:add("set pm3d scansautomatic border lc rgb '#7F7F7F' lw 0.25")
  set_palette(out, panel.layers[1].map)
  out:add("set cbrange %s", range(panel.zrange))
  if panel.zlog then out:add("set logscale cb") end
end

local function set_box(out, at, box)
  for _, side in ipairs{{"l", box.left/at.w}, {"r", box.right/at.w}, {"b", box.bottom/at.h},
                        {"t", box.top/at.h}} do
    out:add("set %smargin at screen %s", side[1], number(math.max(0, math.min(side[2], 1))))
  end
end

local function draw_panel(out, panel, box, at)
  out:add("unset logscale")
  out:add("unset colorbox")
  set_box(out, at, box);
  (panel.zrange and set_space or set_plane)(out, panel, box, at)
  local parts = {}
  for _, layer in ipairs(panel.layers) do
    local list = drawers.draw(out, layer, panel)
    table.move(list, 1, #list, #parts + 1, parts)
  end
  -- An empty picture still has its axes.
  if #parts == 0 then parts[1] = "NaN" end
  out:add("%s %s", panel.zrange and "splot" or "plot", table.concat(parts, ", \\\n  "))
end

local sample_length = 28

local function set_entry(out, entry, at)
  local sample = drawers.sample(out, entry.layer)
  local middle = screen(at, entry.x + sample_length/2, entry.y)
  if sample.line then
    out:add("set arrow from %s to %s nohead %s", screen(at, entry.x, entry.y),
            screen(at, entry.x + sample_length, entry.y), sample.line)
  end
  for _, style in ipairs(sample.points) do
    out:add("set label '' at %s point %s", middle, style)
  end
  out:add("set label %s at %s left tc %s", quote(entry.layer.name),
          screen(at, entry.x + sample_length + 8, entry.y), colour(palette.ink))
end

-- What stands around the panels; drawn with the first.
local function set_frame(out, at)
  if at.title.text ~= "" then
    out:add("set label %s at %s center font ',13' tc %s", quote(at.title.text),
            screen(at, at.title.x, at.title.y), colour(palette.ink))
  end
  if at.note.text ~= "" then
    out:add("set label %s at %s right font ',9' tc %s", quote(at.note.text),
            screen(at, at.note.x, at.note.y), colour(palette.faint))
  end
  for _, entry in ipairs(at.entries) do set_entry(out, entry, at) end
end

local function begin(out, fig, at, format, file)
  out:add("set encoding utf8")
  set_terminal(out, fig, at.scale, format)
  out:add("set output %s", commands.file_name(file))
  out:add("unset key")
  out:add("set border 3 lc %s lw 1", colour(palette.faint))
  out:add("set tics out nomirror scale 0.7, 0.35 tc %s", colour(palette.ink))
  out:add("set grid back lt 1 lc %s lw 0.8", colour(palette.grid))
  out:add("set style textbox opaque margins 0.4, 0.4 fc rgb '#FFFFFF' noborder")
  out:add("set clip two")
  for _, axis in ipairs{"x", "y", "z"} do
    out:add("set %slabel tc %s", axis, colour(palette.ink))
  end
end

--- The commands that draw a figure into a file; format is "png", "svg" or "pdf".
function script.of(fig, format, file)
  local out, at = commands.list(), layout.of(fig)
  begin(out, fig, at, format, file)
  set_frame(out, at)
  if #fig.panels > 1 then out:add("set multiplot") end
  for k, panel in ipairs(fig.panels) do
    draw_panel(out, panel, at.boxes[k], at)
    out:add("unset label")
    out:add("unset arrow")
  end
  if #fig.panels > 1 then out:add("unset multiplot") end
  out:add("unset output")
  return table.concat(out, "\n") .. "\n"
end

return script
