--- Every rule of a run: its value at the end against its threshold.
local gd = require "gdlua"

-- The limits of a run and its tolerance.
local function built_in(c, list)
  local r, config = c.r, c.config
  local function add(name, value, threshold, met)
    list[#list + 1] = {name = name, value = value, threshold = threshold, met = met}
  end
  if not config.stop_check and c.tolerance and r.gradient_norm == r.gradient_norm then
    add("gradient", r.last.gradient_norm, c.tolerance, r.last.gradient_norm <= c.tolerance)
  end
  add("epochs", r.epochs, config.epochs, r.epochs >= config.epochs)
  if config.time and config.time < math.huge then
    add("time", r.elapsed, config.time, r.elapsed >= config.time)
  end
end

local function last_pair(c, name)
  local v = c.r.history and c.r.history[name]
  return v and #v > 0 and v[#v], v and #v > 1 and v[#v - 1]
end

-- value and threshold of the rules of gd.stop, by name.
local of = {}

function of.gradient(c, o)
  local last = c.r.last
  if o.norm == 2 then return c.p:flat(last.gradient):norm(), o.tol end
  return last.gradient_norm, o.tol
end
function of.epochs(c, o) return c.r.epochs, o.n end
function of.updates(c, o) return c.r.updates, o.n end
function of.evaluations(c, o) return c.r.evaluations, o.n end
function of.time(c, o) return c.r.elapsed, o.seconds end
function of.cost_below(c, o) return c.r.last.cost, o.v end
function of.step_size(c, o) return c.step_last, o.tol end
function of.change(c, o) return (last_pair(c, "change")), o.tol end
function of.cost_change(c, o)
  local a, b = last_pair(c, "cost")
  return a and b and math.abs(a - b), o.tol + o.rel_tol*math.abs(c.r.last.cost)
end
function of.distance(c, o) return (c.p:flat(c.r.last.x) - c.p:flat(o.target)):norm(), o.tol end
function of.diverged(c, o)
  local first = c.r.history and c.r.history.cost and c.r.history.cost[1] or c.p.sense*c.f0
  return math.abs(c.r.last.cost), o.factor*math.max(1, math.abs(first))
end
function of.patience(c, o)
  local best = c.r.best
  return c.r.epochs - best.epoch, o.epochs
end

local above = {epochs = true, updates = true, evaluations = true, time = true, diverged = true, patience = true}

local function visit(c, rule, list)
  if rule.parts then
    for _, part in ipairs(rule.parts) do visit(c, part, list) end
    return
  end
  local read = of[rule.name]
  local ok, value, threshold
  if read then ok, value, threshold = pcall(read, c, rule.o) end
  if not ok or not value then
    list[#list + 1] = {name = rule.name or "function", value = rule.text, threshold = "its own",
                       met = c.ending == "rule" and c.r.reason:find(rule.name or "function", 1, true) ~= nil}
    return
  end
  local met = value <= threshold
  if above[rule.name] then met = value >= threshold end
  if rule.name == "cost_below" then met = c.p.sense*value <= c.p.sense*threshold end
  list[#list + 1] = {name = rule.name, value = value, threshold = threshold, met = met}
end

return function(c)
  local list = {}
  local given = c.config.given and c.config.given.stop
  if given then visit(c, gd.stop.wrap(given), list) end
  built_in(c, list)
  return list
end
