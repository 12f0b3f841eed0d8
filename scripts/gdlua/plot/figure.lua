--- Figures: plain data that say what a picture shows.
---
---   title, size {w, h}, legend (true, false), notes (list of texts), panels
---
--- A panel, one system of axes:
---   xlabel ylabel zlabel   texts
---   xrange yrange zrange   {from, to}; a panel with zrange is seen in space
---   equal                  both axes of one scale, where their ranges allow it
---   xinteger               whole numbers along x
---   xticks                 list of {value, label}: nothing else along x
---   xlog ylog zlog         logarithmic; xlog in the plane only
---   bar                    {label =, from =, to =, map =, log =, integer =, early =}:
---                          the bar that says what colours mean; early: they go with
---                          log(1 + value)
---   height                 share of the whole, where there are several
---   layers                 list, drawn one after the other
---
--- A layer has `kind`, `name` (nil: not in the legend), `rows` (points in order,
--- false where a line is broken) and `colour`:
---   line      rows {x, y}; dash; width; faint: dots in a text
---   path      rows {x, y, epoch} or {x, y, z, epoch}, drawn as `points` (true)
---             and joined by a line of `width` (nil: none), with a white `edge`,
---             through the rows `line` where it is not straight; coloured by
---             the bar, or, with `colour`, from pale to full; `epochs`: the last
---             of them; `early`: colours go with log(1 + epoch)
---   marks     rows {x, y} or {x, y, z}; shape = "start", "end", "optimum", "lost"
---   isolines  rows {x, y, level}; coloured by the bar, or, with `labels` (rows
---             {x, y, level}), grey; grid: see plot/grid.lua
---   surface   grid
local words = require "gdlua.plot.words"

local figure = {}

--- "1 value" or "n values"
function figure.count(n, noun)
  return ("%d %s%s"):format(n, noun, n == 1 and "" or "s")
end

--- Adds what has been left out to the notes of a figure, where there is some.
function figure.note(fig, n, noun, why)
  if n > 0 then fig.notes[#fig.notes + 1] = figure.count(n, noun) .. " " .. why end
end

--- The same for the counts of range.split; `of` how many there were, or nil.
function figure.note_values(fig, count, of)
  figure.note(fig, count.lost, "value", (of and "of " .. of .. " " or "") .. "not finite, left out")
  figure.note(fig, count.low, "value", "<= 0, not on the logarithmic axis")
end

--- A figure with what the options say and no panels yet; `title` is the
--- default one.
function figure.new(o, title)
  return {title = o.title or title or "", size = o.size, legend = o.legend, notes = {},
          panels = {}}
end

--- Appends a panel and answers it. Labels the options give come before.
function figure.panel(fig, o, panel)
  panel.xlabel = o.xlabel or panel.xlabel
  panel.ylabel = o.ylabel or panel.ylabel
  panel.layers = panel.layers or {}
  fig.panels[#fig.panels + 1] = panel
  return panel
end

--- Appends a layer to a panel and answers it.
function figure.layer(panel, layer)
  panel.layers[#panel.layers + 1] = layer
  return layer
end

--- Names in a legend: on one line, not too long.
function figure.name(name)
  return words.line(tostring(name), 60)
end

--- Draws it: into the file, whose name is the answer, or, without, as text to
--- standard output.
function figure.show(fig, file)
  if not file then
    io.write(require "gdlua.plot.text"(fig))
    return
  end
  return require "gdlua.plot.gnuplot"(fig, file)
end

return figure
