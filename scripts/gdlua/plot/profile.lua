--- gd.plot.profile(profile [, opts]): performance profiles: the share of problems that
--- each method solves with at most so many times what the best method takes. At 1 is
--- how often it is the best, at the right end how often it gets there at all.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local figure = require "gdlua.plot.figure"
local palette = require "gdlua.plot.palette"
local settings = require "gdlua.plot.settings"

local declarations = settings.declare{name = "profile", settings.rows.xrange}

local function is_profile(value)
  local mt = getmetatable(value)
  return type(mt) == "table" and mt.gdlua == "profile"
end

-- The largest ratio there is, and a bit more.
local function end_of(profile)
  local last = 2
  for _, ratios in pairs(profile.ratios) do
    for _, ratio in ipairs(ratios) do
      if ratio < math.huge then last = math.max(last, ratio) end
    end
  end
  return last*1.2
end

-- A step function: up by one problem at every ratio.
local function steps(ratios, n, last)
  local rows, k = {{1, 0}}, 0
  for _, ratio in ipairs(ratios) do
    if ratio <= last then
      rows[#rows + 1] = {ratio, k/n}
      k = k + 1
      rows[#rows + 1] = {ratio, k/n}
    end
  end
  rows[#rows + 1] = {last, k/n}
  return rows
end

return function(profile, opts)
  if not is_profile(profile) then
    blame("bad argument #1 to 'plot.profile' (what gd.profile answers expected, got %s)",
          core.describe(profile))
  end
  local o = settings.read("profile", declarations, opts)
  local fig = figure.new(o, ("%s of %s on %s"):format(profile.measure,
    figure.count(#profile.methods, "method"), figure.count(#profile.problems, "problem")))
  local last = o.xrange and o.xrange[2] or end_of(profile)
  local panel = figure.panel(fig, o, {
    xlabel = ("%s, times those of the best"):format(profile.measure), ylabel = "share of problems solved",
    xlog = true, xrange = o.xrange or {1, last}, yrange = {0, 1.02},
  })
  for i, name in ipairs(profile.methods) do
    local colour, dash = palette.series(i)
    figure.layer(panel, {kind = "line", name = figure.name(name), colour = colour, dash = dash, width = 2,
                         rows = steps(profile.ratios[name], #profile.problems, last)})
  end
  figure.note(fig, #profile.unsolved, "problem", "solved by none")
  return figure.show(fig, o.file)
end
