--- What a sweep is to do: its runs have numbers, which say round, point and seed.
--- A sweep without halving has one round, of all points.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local points = require "gdlua.experiment.points"

local plan = {}
local meta = {__index = plan}

--- The option `seeds` of the function `fname` as a list.
function plan.seeds(fname, given)
  if math.type(given) == "integer" then
    local list = {}
    for i = 1, given do list[i] = i end
    given = list
  end
  if type(given) ~= "table" or #given == 0 then
    blame("bad option 'seeds' to '%s' (a list of whole numbers, or how many, expected, got %s)",
          fname, type(given) == "table" and "an empty one" or core.describe(given))
  end
  local list, seen = {}, {}
  for i, seed in ipairs(given) do
    list[i] = math.tointeger(seed)
    if not list[i] then
      blame("bad option 'seeds' to '%s' (whole numbers expected; number %d of them is %s)",
            fname, i, core.describe(seed))
    elseif seen[list[i]] then
      blame("bad option 'seeds' to '%s' (%d is there twice)", fname, list[i])
    end
    seen[list[i]] = true
  end
  return list
end

local halving_options = options.publish("sweep.halving", {
  {"factor", 3, "a round keeps one point of so many, and has so many times the budget", above = 1},
  {"from", nil, "budget of the first round; default: 1, or what leads to `to`", type = "number",
   above = 0},
  {"to", nil, "largest budget; default: what is reached when one point is left", type = "number",
   above = 0},
})

-- Rounds until one point would be left, and the last that still has several.
local function rounds_of(count, factor)
  local n = 1
  while count // factor >= 1 do
    count, n = count // factor, n + 1
  end
  return n
end

-- A whole number where it began as one.
local function like(model, v)
  return math.type(model) == "integer" and math.tointeger((v + 0.5) // 1) or v
end

-- The budgets of the rounds (Jamieson and Talwalkar 2016, "Non-stochastic best arm
-- identification and hyperparameter optimization": successive halving).
local function budgets_of(count, given)
  local h = options.check("sweep.halving", halving_options, given)
  if h.from and h.to and h.from > h.to then
    blame("bad option 'halving' to 'sweep' (the budget goes from %.14g down to %.14g)", h.from, h.to)
  end
  local rounds, list = rounds_of(count, h.factor), {}
  local from = h.from or h.to and h.to / h.factor^(rounds - 1) or 1
  for i = 1, rounds do
    local budget = like(h.from or h.to or 1, from * h.factor^(i - 1))
    if math.type(budget) == "integer" then budget = math.max(budget, 1) end
    list[i] = h.to and math.min(budget, h.to) or budget
    if list[i] == h.to then break end
  end
  return list, h.factor
end

--- The plan for the checked options of gd.sweep:
---   points, seeds, names   what there is
---   budgets                one a round, or nil without halving
---   count                  runs of the first round
function plan.new(o)
  local p = setmetatable({points = points.read(o), seeds = plan.seeds("sweep", o.seeds)}, meta)
  p.names, p.count, p.rounds = points.names(p.points), #p.points * #p.seeds, 1
  if o.halving then
    p.budgets, p.factor = budgets_of(#p.points, o.halving)
    p.rounds = #p.budgets
  end
  return p
end

--- The number of the run of point `i` with seed `k` in a round.
function plan:index(round, i, k)
  return (round - 1)*self.count + (i - 1)*#self.seeds + k
end

--- What number `index` is: its point, seed, round, budget, and its place among the
--- rows.
function plan:run(index)
  local round, place = (index - 1) // self.count + 1, (index - 1) % self.count + 1
  local i, k = (place - 1) // #self.seeds + 1, (place - 1) % #self.seeds + 1
  return self.points[i], self.seeds[k], round, self.budgets and self.budgets[round], place
end

--- The numbers of a round's runs, for a list of points.
function plan:todo(round, list)
  local todo = {}
  for _, i in ipairs(list) do
    for k = 1, #self.seeds do todo[#todo + 1] = self:index(round, i, k) end
  end
  return todo
end

--- How many points the round has.
function plan:size(round)
  local n = #self.points
  for _ = 2, round do n = math.max(1, n // self.factor) end
  return math.tointeger(n)
end

--- How many runs there are in all rounds.
function plan:total()
  local n = 0
  for round = 1, self.rounds do n = n + self:size(round)*#self.seeds end
  return n
end

return plan
