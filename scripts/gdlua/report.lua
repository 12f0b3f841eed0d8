--- gd.report(runs, "report.html" [, opts]): a page that shows what runs did. It is
--- one file, which needs nothing else: no network, no server.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local json = require "gdlua.report.json"
local landscape = require "gdlua.report.landscape"
local options = require "gdlua.options"
local read_runs = require "gdlua.report.runs".read
local record = require "gdlua.plot.record"
local thinned = require "gdlua.report.thinned"
local tree = require "gdlua.tree"

local declarations = options.publish("report", {
  {"title", nil, "what the page is called", type = "string"},
  {"cost", nil, "the cost of runs whose cost is not known any more, as those of a store, for " ..
   "its picture: function(x) -> number", type = "function"},
})

-- Values that all curves may have together, and the fewest of one.
local BUDGET, FEWEST = 280000, 16

-- What curves are drawn of, in this order.
local fields = {"cost", "gradient_norm", "step", "change", "validation"}

-- The columns of the table: key, heading, is it a number, what it is of a run.
local columns = {
  {"name", "run", false, function(run) return run.name end},
  {"method", "method", false, function(run) return run.method end},
  {"step", "step", true, function(run) return run.step end},
  {"seed", "seed", true, function(run) return run.seed end},
  {"cost", "cost", true, function(_, r) return r.cost end},
  {"gradient_norm", "|gradient|", true, function(_, r) return r.gradient_norm end},
  {"epochs", "epochs", true, function(_, r) return r.epochs end},
  {"converged", "converged", false, function(_, r) return r.converged end},
  {"reason", "why it ended", false, function(_, r) return r.reason end},
  {"best", "best cost", true, function(_, r) return r.best and r.best.cost end},
  {"evaluations", "evaluations", true, function(_, r) return r.evaluations end},
  {"elapsed", "seconds", true, function(_, r) return r.elapsed end},
}

-- Those that have something to show.
local function used(all, list)
  local out = {}
  for _, c in ipairs(all) do
    for _, run in ipairs(list) do
      if c[4](run, run.result) ~= nil then
        out[#out + 1] = c
        break
      end
    end
  end
  return out
end

-- Parameters of sweeps are columns, too, behind the name.
local function columns_of(list)
  local names, seen = {}, {}
  for _, run in ipairs(list) do
    for _, key in ipairs(run.params and tree.keys(run.params) or {}) do
      if type(key) == "string" and not seen[key] then
        seen[key] = true
        names[#names + 1] = key
      end
    end
  end
  local out = {columns[1]}
  for _, name in ipairs(names) do
    out[#out + 1] = {"param " .. name, name, false, function(run)
      local v = run.params and run.params[name]
      return type(v) == "table" and options.text(v) or v
    end}
  end
  return used(table.move(columns, 2, #columns, #out + 1, out), list)
end

-- A value for a cell.
local function plain(v)
  if v == nil or type(v) == "number" or type(v) == "boolean" or type(v) == "string" then return v end
  return tostring(v)
end

-- Those of the fields that some run has, and columns that none has left out.
local function fields_of(list)
  local found = json.array{}
  for _, field in ipairs(fields) do
    for _, run in ipairs(list) do
      if run.history and run.history[field] then
        found[#found + 1] = field
        break
      end
    end
  end
  return found
end

local function page_of(run, shown)
  local page = {goal = run.goal or "minimum"}
  for _, c in ipairs(shown) do page[c[1]] = plain(c[4](run, run.result)) end
  return page
end

-- The curves of a run, through `most` entries; answers whether some are left out.
local function add_curve(run, found, most)
  local h = run.history
  if not h or not h.epoch or #found == 0 then return end
  local at = thinned.places(h.cost or h[found[1]] or h.epoch, most)
  local curve = {epoch = json.column(h.epoch, at)}
  for _, field in ipairs(found) do
    if h[field] then curve[field] = json.column(h[field], at) end
  end
  run.page.curve = curve
  return #at < #h.epoch
end

local function count(n, noun)
  return ("%d %s%s"):format(n, noun, n == 1 and "" or "s")
end

local function note_of(most, thin)
  if thin == 0 then return "Every recorded epoch is drawn." end
  return ("Of %s only %d entries or fewer are drawn: the first, the last, and of every stretch in between " ..
          "the lowest and the highest cost."):format(count(thin, "long history"):gsub("historys", "histories"), most)
end

-- Is a logarithmic axis the better one: costs above 0 over more than a decade?
local function wants_log(list)
  local lo, hi
  for _, run in ipairs(list) do
    local cost = run.history and run.history.cost
    for i = 1, cost and #cost or 0 do
      local v = cost[i]
      if v <= 0 then return false end
      if v < math.huge then lo, hi = math.min(lo or v, v), math.max(hi or v, v) end
    end
  end
  return lo ~= nil and hi > 10*lo
end

local function about(list)
  local converged = 0
  for _, run in ipairs(list) do
    if run.result.converged then converged = converged + 1 end
  end
  return ("%s, %d converged. Made by gdlua %s."):format(count(#list, "run"), converged,
                                                       require "gdlua".version)
end

local function data_of(list, o)
  local shown, found = columns_of(list), fields_of(list)
  local most = math.max(FEWEST, BUDGET//(math.max(#list, 1)*(#found + 1)))
  local thin, pages = 0, json.array{}
  for i, run in ipairs(list) do
    if o.cost then run.cost, run.shape, run.data = o.cost, nil, nil end
    run.page = page_of(run, shown)
    pages[i] = run.page
    if add_curve(run, found, most) then thin = thin + 1 end
  end
  local heads, numbers, titles = json.array{}, json.array{}, {}
  for i, c in ipairs(shown) do
    heads[i] = {key = c[1], title = c[2], number = c[3]}
    numbers[#numbers + 1] = c[3] and c[1] or nil
  end
  for _, field in ipairs(found) do titles[field] = record.label(field) end
  return {
    about = about(list), columns = heads, numbers = numbers, fields = found, titles = titles,
    log = wants_log(list), curvenote = note_of(most, thin), runs = pages,
    landscapes = landscape.all(list),
  }
end

local function html(s)
  return (s:gsub("[&<>\"]", {["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;"}))
end

local function fill(parts)
  return (core.asset("report.html"):gsub("@(%u[%u_]*)@", parts))
end

local function write(path, text)
  local file, why = io.open(path, "wb")
  if not file then blame("cannot write the report: %s", why) end
  local good, reason = file:write(text)
  if good then good, reason = file:close() else file:close() end
  if not good then
    os.remove(path)
    blame("cannot write the report: %s: %s", path, reason)
  end
end

--- Writes the page for the runs to `path`; answers the path.
return function(source, path, opts)
  core.untraceable("report")
  if type(path) ~= "string" or path == "" then
    blame("bad argument #2 to 'report' (the name of a file such as \"report.html\" expected, got %s)",
          core.describe(path))
  end
  local o = options.check("report", declarations, opts)
  local list = read_runs(source)
  if #list == 0 then blame("bad argument #1 to 'report' (there is no run in it)") end
  write(path, fill{
    VERSION = html(require "gdlua".version), TITLE = html(o.title or "gdlua: " .. count(#list, "run")),
    CHART_CSS = core.asset("uplot.css"), CSS = core.asset("report.css"),
    CHART_LICENSE = html(core.asset("LICENSE-uplot")), CHART = core.asset("uplot.js"),
    SCRIPT = core.asset("report.js"), DATA = json.encode(data_of(list, o)),
  })
  return path
end
