--- Where in a picture its title, panels, legend and notes are, in pixels from
--- the lower left corner. Widths of texts are estimated: gnuplot does not tell.
local ticks = require "gdlua.plot.ticks"
local words = require "gdlua.plot.words"

local layout = {}

local character, line_height = 8.4, 20      -- of a usual text
local bar_width = 18

--- Degrees from which a panel in space is seen: down, and around.
layout.tilt, layout.turn = 58, 34

-- Characters of the longest label.
local function widest(list)
  local n = 0
  for _, tick in ipairs(list) do n = math.max(n, utf8.len(tick[2])) end
  return n
end

local function breaks(text)
  local _, n = text:gsub("\n", "")
  return n
end

--- The text of an axis, in up to two lines, for an axis `length` pixels long.
function layout.label(text, length)
  return words.wrapped(text or "", math.floor(math.max(16, length//9)), 2)
end

--- About n ticks of an axis: the list, those without labels.
function layout.ticks(limits, log, n, integer)
  n = math.max(2, n)
  if log then return ticks.log(limits[1], limits[2], n) end
  return ticks.linear(limits[1], limits[2], n, integer), nil
end

--- The same of an upright axis `length` pixels long.
function layout.y_ticks(panel, length)
  return layout.ticks(panel.yrange, panel.ylog, length//50)
end

--- The same of a level axis, where long numbers need more room.
function layout.x_ticks(panel, length)
  if panel.xticks then return panel.xticks end
  local list, minor
  for _, apart in ipairs{90, 140, 220, 400} do
    list, minor = layout.ticks(panel.xrange, panel.xlog, length//apart, panel.xinteger)
    if (widest(list)*character + 16)*#list < length then break end
  end
  return list, minor
end

--- Ticks of a bar: the list, those without labels, and where a value lies on it.
function layout.bar_ticks(bar)
  if bar.early then
    return ticks.counts(bar.to, 8), nil, function(v) return math.log(1 + v) end
  end
  local list, minor = layout.ticks({bar.from, bar.to}, bar.log, 8, bar.integer)
  return list, minor, function(v) return v end
end

local function bar_room(bar)
  return 16 + bar_width + 12 + widest((layout.bar_ticks(bar)))*character + 30
end

--- Where the bar on the right of a box and the middle of its label are.
function layout.bar(bar, box)
  local x = box.right + 16
  return {x = x, y = box.bottom, w = bar_width, h = box.top - box.bottom,
          label = x + bar_width + 12 + widest((layout.bar_ticks(bar)))*character + 12}
end

-- Room on the left of a panel of height h for its tick labels and its label.
local function left_of(panel, h)
  local list = layout.y_ticks(panel, h)
  local label = layout.label(panel.ylabel, h)
  return 20 + widest(list)*character + (label ~= "" and 22 + breaks(label)*18 or 0)
end

-- The legend: its entries with their places, below the panels in columns.
local function legend(fig, w)
  local entries, longest = {}, 1
  for _, panel in ipairs(fig.legend and fig.panels or {}) do
    for _, layer in ipairs(panel.layers) do
      if layer.name then
        entries[#entries + 1] = {layer = layer}
        longest = math.max(longest, utf8.len(words.clean(layer.name)))
      end
    end
  end
  local width = longest*character*0.95 + 58
  local columns = math.max(1, math.min(#entries, (w - 30)//width))
  local lines = math.ceil(#entries/columns)
  if lines > 0 then columns = math.ceil(#entries/lines) end
  return entries, lines, columns, width
end

local function place_legend(entries, lines, columns, width, w, bottom)
  local left = (w - columns*width + 24)/2
  for i, entry in ipairs(entries) do
    entry.x = math.max(6, left) + (i - 1)//lines*width
    entry.y = bottom + (lines - 1 - (i - 1) % lines)*line_height + line_height/2
  end
end

-- Makes a box narrower (or lower) until both axes have one scale, where it does
-- not lose more than 6/10 of it.
local function make_equal(box, panel)
  local w, h = box.right - box.left, box.top - box.bottom
  local ratio = (panel.xrange[2] - panel.xrange[1])/(panel.yrange[2] - panel.yrange[1])
  local want_w, want_h = h*ratio, w/ratio
  if want_w <= w and want_w >= 0.4*w then
    box.left = box.left + (w - want_w)/2
    box.right = box.left + want_w
  elseif want_h <= h and want_h >= 0.4*h then
    box.bottom = box.bottom + (h - want_h)/2
    box.top = box.bottom + want_h
  end
end

-- Margins gnuplot is told for a panel in space are those of the front of a
-- cube before it is turned; here they are chosen so that the turned one, with
-- its labels, stands in the room between the title and y.
local function make_cube(box, y, panel)
  local turn, tilt = math.rad(layout.turn), math.rad(layout.tilt)
  local across = math.cos(turn) + math.sin(turn)
  local up = across*math.cos(tilt) + math.sin(tilt)
  local numbers = widest((layout.ticks(panel.zrange, panel.zlog, 5)))
  local left, right, bottom, top = 24 + math.max(0, numbers - 4)*character, box.right, y, box.top
  local w, h = math.max(20, right - left - 130)/across/2, math.max(20, top - bottom - 44)/up/2
  local cx, cy = (left + right)/2, (bottom + top)/2 + 10
  box.left, box.right, box.bottom, box.top = cx - w, cx + w, cy - h, cy + h
end

-- The boxes of the panels, from the top; their left ends are aligned.
local function boxes(fig, at)
  local gap, total, list = 18, 0, {}
  for _, panel in ipairs(fig.panels) do total = total + (panel.height or 1) end
  local room = math.max(30*#fig.panels, at.top - at.bottom - gap*(#fig.panels - 1))
  local top, left = at.top, 0
  for k, panel in ipairs(fig.panels) do
    local height = room*(panel.height or 1)/total
    list[k] = {top = top, bottom = top - height, right = at.right,
               silent = k < #fig.panels and (panel.xlabel or "") == ""}
    left = math.max(left, left_of(panel, height))
    top = top - height - gap
  end
  for k, box in ipairs(list) do
    box.left = math.min(left, 0.4*at.w)
    if fig.panels[k].equal then make_equal(box, fig.panels[k]) end
    if fig.panels[k].zrange then make_cube(box, at.legend_top, fig.panels[k]) end
  end
  return list
end

--- All of it: w, h (of a picture so small that usual texts would fill it, in
--- pixels that are larger: `scale` is what texts are to be scaled by), title
--- {text, x, y}, note {text, x, y}, entries of the legend {layer, x, y}, boxes
--- {left, right, bottom, top}.
function layout.of(fig)
  local scale = math.max(0.4, math.min(1, fig.size[1]/600, fig.size[2]/420))
  local w, h = fig.size[1]/scale, fig.size[2]/scale
  local at = {w = w, h = h, scale = scale}
  local title = words.wrapped(fig.title, math.floor(math.max(16, w//10)), 4)
  local note = words.wrapped(table.concat(fig.notes, "; "), math.floor(math.max(20, w//7)), 4)
  local foot = note == "" and 6 or 12 + 14*(breaks(note) + 1)
  at.note = {text = note, x = w - 10, y = foot - 10}
  local entries, lines, columns, width = legend(fig, w)
  place_legend(entries, lines, columns, width, w, foot)
  at.entries = entries
  at.legend_top = foot + lines*line_height
  at.top = h - (title == "" and 18 or 46 + 21*breaks(title))
  local xlabel = layout.label(fig.panels[#fig.panels].xlabel, w)
  at.bottom = at.legend_top + 36 + (xlabel == "" and 0 or 24 + 18*breaks(xlabel))
  at.right = w - 26
  for _, panel in ipairs(fig.panels) do
    at.right = math.min(at.right, w - 6 - widest((layout.x_ticks(panel, w)))*character/2)
    if panel.bar then at.right = math.min(at.right, w - bar_room(panel.bar)) end
  end
  at.boxes = boxes(fig, at)
  local x = fig.panels[1].zrange and w/2 or (at.boxes[1].left + at.boxes[1].right)/2
  at.title = {text = title, x = x, y = h - 22}
  return at
end

return layout
