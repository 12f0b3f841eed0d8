--- Results as pictures need them: who is in it, their histories, their costs.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local result = require "gdlua.result"
local tree = require "gdlua.tree"

local runs = {}

local function expected(fname, position, got)
  blame("bad argument #%d to 'plot.%s' (a result, or {name = result, ...}, expected, got %s)",
        position, fname, got)
end

--- What an argument that is one result, {name = result, ...} or a comparison
--- holds: a list of {name =, result =} ordered by name (a list of results: 1, 2,
--- ...); a single result has no name.
function runs.read(fname, position, value)
  if result.is(value) then return {{result = value}} end
  if type(value) == "table" and type(value.results) == "table" then value = value.results end
  if type(value) ~= "table" or getmetatable(value) then
    expected(fname, position, core.describe(value))
  end
  local list = {}
  for _, key in ipairs(tree.keys(value)) do
    if not result.is(value[key]) then
      expected(fname, position, ("%s under the name '%s'"):format(core.describe(value[key]), key))
    end
    list[#list + 1] = {name = tostring(key), result = value[key]}
  end
  if #list == 0 then expected(fname, position, "an empty table") end
  return list
end

--- "the run", or the run's name, for messages.
local function who(run)
  return run.name and ("the run '%s'"):format(run.name) or "the run"
end
runs.who = who

--- A column of a run's history; an error that says how to get it where it is
--- missing. `wanted`: what the option `history` should be.
function runs.column(fname, run, field, wanted)
  local column = run.result.history and run.result.history[field]
  if not column and run.result.reason == "not started" then
    blame("'plot.%s' needs a run that has been started; %s has not", fname, who(run))
  elseif not column then
    blame("'plot.%s' needs %s of every epoch, which %s did not record: give it the option " ..
          "history = %s", fname, field == "x" and "the parameters" or "'" .. field .. "'",
          who(run), wanted)
  end
  return column
end

--- Epochs of the entries of a run's history.
function runs.epochs(run)
  return run.result.history.epoch
end

--- The names of the parameters as axes have them: x, or p.a and x[1] without
--- the name of the whole: a, x[1].
function runs.names(x)
  local _, names = core.flatten(x)
  for i, name in ipairs(names) do
    if name == "" then names[i] = "x" elseif name:find("^%[") then names[i] = "x" .. name end
  end
  return names
end

--- The path of a run: list of {parameters as a list, cost or nil, epoch}.
function runs.path(fname, run)
  local x = runs.column(fname, run, "x", "{\"cost\", \"x\"}")
  local cost, epoch, list = run.result.history.cost, runs.epochs(run), {}
  for i = 1, #x do
    list[i] = {type(x[i]) == "number" and {x[i]} or x[i]:totable(), cost and cost[i], epoch[i]}
  end
  return list
end

--- The cost of a run as a function of its n parameters as numbers; an error
--- where it has none that a picture could show.
function runs.cost(fname, run)
  local origin = result.origin(run.result)
  if not origin then
    blame("'plot.%s' does not know the cost of %s: give it the option cost = f", fname, who(run))
  elseif origin.partial then
    blame("'plot.%s' cannot show the cost of %s: it is another one for every batch of the data. " ..
          "gd.plot.history shows what was recorded; the option cost = function(x) tells which " ..
          "curve to draw", fname, who(run))
  end
  return runs.shaped(origin.cost, origin.shape, origin.data), origin.cost
end

--- f, whose argument has that shape, as a function of numbers.
function runs.shaped(f, shape, data)
  local vector = require "gdlua".vector
  return function(...)
    local x = core.unflatten(shape, vector{...})
    if data == nil then return f(x) end
    return f(x, data)
  end
end

--- The best point of all runs: {x as a list, cost, epoch}.
function runs.best(list)
  local best, sense
  for _, run in ipairs(list) do
    local b = run.result.best
    local origin = result.origin(run.result)
    sense = sense or origin and origin.sense or 1
    if not best or sense*b.cost < sense*best.cost then best = b end
  end
  return {core.flatten(best.x):totable(), best.cost, best.epoch}
end

return runs
