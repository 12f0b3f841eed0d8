--- Figures as text for a terminal: plain characters, as wide as COLUMNS says
--- (80 where it says nothing).
local clip = require "gdlua.plot.clip"
local levels = require "gdlua.plot.levels"
local isolines = require "gdlua.plot.isolines"
local ticks = require "gdlua.plot.ticks"
local words = require "gdlua.plot.words"

local height = 18                -- lines of a panel
local marks = "*+ox#%@&"         -- one a series
local optimum = "O"

local function terminal_width()
  local columns = tonumber(os.getenv("COLUMNS") or "")
  if not columns or columns ~= columns then return 80 end
  return math.floor(math.max(40, math.min(columns, 200)))
end

-- A canvas: cells of characters, and where numbers are on it.
local function canvas(panel, w, h)
  local rows = {}
  for r = 1, h do
    rows[r] = {}
    for c = 1, w do rows[r][c] = " " end
  end
  local function scale(range, log)
    local a, b = range[1], range[2]
    if not log then return function(v) return (v - a)/(b - a) end end
    a, b = math.log(a), math.log(b)
    return function(v) return (math.log(v) - a)/(b - a) end
  end
  return {rows = rows, w = w, h = h, sx = scale(panel.xrange, panel.xlog), sy = scale(panel.yrange, panel.ylog)}
end

-- Place of a point in cells, from 0, with fractions.
local function place(c, row)
  return {c.sx(row[1])*(c.w - 1), (1 - c.sy(row[2]))*(c.h - 1)}
end

local function put(c, p, mark)
  local column, row = math.floor(p[1] + 1.5), math.floor(p[2] + 1.5)
  if c.rows[row] and c.rows[row][column] then c.rows[row][column] = mark end
end

-- A straight line between two points in cells.
local function segment(c, p, q, mark)
  local u, v = clip(p, q, {-0.5, c.w - 0.5}, {-0.5, c.h - 0.5})
  if not u then return end
  local n = math.ceil((v - u)*math.max(math.abs(q[1] - p[1]), math.abs(q[2] - p[2]))*2)
  for k = 0, n do
    local t = u + (v - u)*k/math.max(1, n)
    put(c, {p[1] + t*(q[1] - p[1]), p[2] + t*(q[2] - p[2])}, mark)
  end
end

local function polyline(c, rows, mark)
  local before
  for _, row in ipairs(rows) do
    local p = row and place(c, row)
    if p and before then segment(c, before, p, mark) elseif p then put(c, p, mark) end
    before = p
  end
end

local function points(c, rows, mark)
  for _, row in ipairs(rows) do
    if row then put(c, place(c, row), mark) end
  end
end

-- Levels of a surface, which is shown from above.
local function surface_lines(g)
  local values, rows = {}, {}
  for _, row in ipairs(g.z) do
    for _, v in ipairs(row) do
      if v == v then values[#values + 1] = v end
    end
  end
  table.sort(values)
  for _, level in ipairs((levels.choose(values, 7, "auto"))) do
    for _, line in ipairs(isolines.at(g, level)) do
      table.move(line, 1, #line, #rows + 1, rows)
      rows[#rows + 1] = false
    end
  end
  return rows
end

-- The lines of a contour layer, at most about seven of its levels.
local function fewer(layer)
  local every = math.max(1, math.ceil(#layer.levels/7))
  local wanted, rows = {}, {}
  for i = 1, #layer.levels, every do wanted[layer.levels[i]] = true end
  for _, row in ipairs(layer.rows) do rows[#rows + 1] = row and wanted[row[3]] and row end
  return rows
end

-- Draws the layers; answers the lines of the legend.
local function draw(c, panel)
  local legend, series, mark_of = {}, 0, {}
  local behind = panel.layers[2] and panel.layers[2].kind == "path"
  -- The mark of a series; layers with the same rows are one.
  local function mark(layer)
    if not mark_of[layer.rows] then
      series = series + 1
      local k = (series - 1) % #marks + 1
      mark_of[layer.rows] = marks:sub(k, k)
      if layer.name then legend[#legend + 1] = {mark_of[layer.rows], layer.name} end
    end
    return mark_of[layer.rows]
  end
  for i, layer in ipairs(panel.layers) do
    if layer.kind == "isolines" then
      polyline(c, fewer(layer), ".")
    elseif layer.kind == "surface" then
      polyline(c, surface_lines(layer.grid), ".")
    elseif layer.kind == "line" and i == 1 and behind then
      polyline(c, layer.rows, ".")
      legend[1] = {".", layer.name}
    elseif layer.kind == "line" and layer.faint then
      polyline(c, layer.rows, ".")
    elseif layer.kind == "line" then
      polyline(c, layer.rows, mark(layer))
    elseif layer.kind == "path" then
      points(c, layer.rows, mark(layer))
    elseif layer.shape == "optimum" then
      points(c, layer.rows, optimum)
      legend[#legend + 1] = {optimum, layer.name}
    end
  end
  return legend
end

-- Left of the canvas: for each of its lines the label of a tick, or "".
local function left_labels(c, panel)
  local range, list = panel.yrange, nil
  if panel.ylog then
    list = ticks.log(range[1], range[2], 6, true)
  else
    list = ticks.linear(range[1], range[2], 6)
  end
  local labels, width = {}, 0
  for _, tick in ipairs(list) do
    local row = math.floor((1 - c.sy(tick[1]))*(c.h - 1) + 1.5)
    if not labels[row] and row >= 1 and row <= c.h then
      labels[row] = tick[2]
      width = math.max(width, #tick[2])
    end
  end
  return labels, width
end

local function centred(text, width)
  local free = width - utf8.len(text)
  return (" "):rep(math.max(0, free//2)) .. text
end

local function bottom_ticks(panel, n)
  if panel.xticks then return panel.xticks end
  if panel.xlog then return (ticks.log(panel.xrange[1], panel.xrange[2], n, true)) end
  return ticks.linear(panel.xrange[1], panel.xrange[2], n, panel.xinteger)
end

-- Below: the axis with its ticks, and their labels.
local function bottom(c, panel)
  local axis, labels, last = ("-"):rep(c.w), {}, -1
  for _, tick in ipairs(bottom_ticks(panel, math.max(2, c.w//12))) do
    local column = math.floor(c.sx(tick[1])*(c.w - 1) + 1.5)
    local from = math.max(1, column - #tick[2]//2)
    if column >= 1 and column <= c.w and from > last + 1 then
      axis = axis:sub(1, column - 1) .. "+" .. axis:sub(column + 1)
      labels[#labels + 1] = (" "):rep(from - math.max(last, 0) - 1) .. tick[2]
      last = from + #tick[2] - 1
    end
  end
  return axis, table.concat(labels)
end

local function draw_panel(out, panel, width, legend_wanted)
  local _, room = left_labels(canvas(panel, 2, height), panel)
  local c = canvas(panel, width - room - 3, height)
  local legend = draw(c, panel)
  local labels = left_labels(c, panel)
  local indent = (" "):rep(room)
  if (panel.ylabel or "") ~= "" then out[#out + 1] = words.line(panel.ylabel, width) end
  for r = 1, c.h do
    local label = labels[r] or ""
    out[#out + 1] = (" "):rep(room - #label) .. label .. (labels[r] and " +" or " |") ..
                    table.concat(c.rows[r])
  end
  local axis, numbers = bottom(c, panel)
  out[#out + 1] = indent .. " +" .. axis
  out[#out + 1] = indent .. "  " .. numbers
  if (panel.xlabel or "") ~= "" then
    out[#out + 1] = indent .. "  " .. centred(words.line(panel.xlabel, c.w), c.w)
  end
  for _, entry in ipairs(legend_wanted and legend or {}) do
    out[#out + 1] = indent .. "  " .. entry[1] .. "  " .. words.line(entry[2], c.w - 3)
  end
end

--- The figure as text that ends with a newline.
return function(fig)
  local width, out = terminal_width(), {}
  for line in (words.wrapped(fig.title, width, 4) .. "\n"):gmatch("([^\n]*)\n") do
    if line ~= "" then out[#out + 1] = centred(line, width) end
  end
  for _, panel in ipairs(fig.panels) do draw_panel(out, panel, width, fig.legend) end
  for _, note in ipairs(fig.notes) do out[#out + 1] = words.line("(" .. note .. ")", width) end
  for i, line in ipairs(out) do out[i] = line:gsub(" +$", "") end
  return table.concat(out, "\n") .. "\n"
end
