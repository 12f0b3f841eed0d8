--- gd.plot.history(result [, opts]): what a run recorded, epoch by epoch; of
--- several as {name = result, ...}.
local figure = require "gdlua.plot.figure"
local record = require "gdlua.plot.record"
local runs = require "gdlua.plot.runs"
local settings = require "gdlua.plot.settings"

local declarations = settings.declare{name = "history",
  {"field", "cost", "what of the history: \"cost\", \"step\", \"gradient_norm\", ...",
   type = "string"},
  settings.rows.log, settings.rows.xrange, settings.rows.yrange,
}

return function(results, opts)
  local list = runs.read("history", 1, results)
  local o = settings.read("history", declarations, opts)
  local fig = figure.new(o, record.label(o.field) .. " per epoch")
  record.panel("history", fig, o, list, o.field)
  return figure.show(fig, o.file)
end
