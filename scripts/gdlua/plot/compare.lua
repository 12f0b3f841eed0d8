--- gd.plot.compare({name = result, ...} [, opts]): what several runs recorded,
--- one panel a field above the other, with the cost each has reached. A dot at
--- the end is a run that converged, a cross one that did not.
local figure = require "gdlua.plot.figure"
local record = require "gdlua.plot.record"
local runs = require "gdlua.plot.runs"
local settings = require "gdlua.plot.settings"
local ticks = require "gdlua.plot.ticks"

local function check_fields(fields)
  if #fields == 0 then return "a list of fields of the history expected, got an empty one" end
  for i, field in ipairs(fields) do
    if type(field) ~= "string" then return ("name %d is a %s"):format(i, type(field)) end
  end
end

local declarations = settings.declare{name = "compare",
  {"fields", nil, "what of the histories; default: cost, and step where all recorded it",
   type = "table", check = check_fields},
  settings.rows.log, settings.rows.xrange,
}

-- cost, and the steps where every run has some
local function default_fields(list)
  for _, run in ipairs(list) do
    local step = run.result.history and run.result.history.step
    if not step then return {"cost"} end
  end
  return {"cost", "step"}
end

return function(results, opts)
  local list = runs.read("compare", 1, results)
  local o = settings.read("compare", declarations, opts)
  local fig = figure.new(o, list[1].name and figure.count(#list, "run") or "one run")
  for _, run in ipairs(list) do
    local r = run.result
    run.label = ("%s: cost %s, %s"):format(figure.name(run.name or "run"), ticks.text(r.cost, 3),
                                           figure.count(r.epochs, "epoch"))
  end
  local fields = o.fields or default_fields(list)
  for k, field in ipairs(fields) do
    local panel = record.panel("compare", fig, o, list, field, k == 1)
    panel.height = k == 1 and 2 or 1
    if #fields > 1 then panel.ylabel = record.label(field) end
    for _, layer in ipairs(panel.layers) do layer.name = k == 1 and layer.name or nil end
    if k < #fields then panel.xlabel = "" end
  end
  if o.file then
    table.insert(fig.notes, 1, "a dot ends a run that has converged, a cross one that has not")
  end
  return figure.show(fig, o.file)
end
