--- The points of a sweep, tables of parameters: every combination of a grid, random
--- ones, or a list as it is.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local options = require "gdlua.options"
local tree = require "gdlua.tree"

local points = {}

-- More are not meant.
local MOST = 10000000

local function refuse(option, format, ...)
  blame("bad option '%s' to 'sweep' (%s)", option, format:format(...))
end

-- The names in a table of named entries.
local function names_of(option, t)
  for key in pairs(t) do
    if type(key) ~= "string" then
      refuse(option, "{name = ..., ...} expected, got an entry without a name, #%s", tostring(key))
    end
  end
  local names = tree.keys(t)
  if #names == 0 then refuse(option, "{name = ..., ...} expected, got an empty table") end
  return names
end

-- The values of one parameter as a list.
local function values_of(name, given)
  if type(given) == "userdata" and core.is_array(given) then given = given:totable() end
  if type(given) ~= "table" or getmetatable(given) or #given == 0 then
    refuse("grid", "'%s' should be a list of values, it is %s", name,
           type(given) == "table" and not getmetatable(given) and "an empty one" or
           core.describe(given))
  end
  return given
end

-- Every combination; the last of the names, in their order, changes fastest.
local function of_grid(grid)
  local names, lists, count = names_of("grid", grid), {}, 1
  for i, name in ipairs(names) do
    lists[i] = values_of(name, grid[name])
    count = count * #lists[i]
    if count > MOST then refuse("grid", "it has more than %d points", MOST) end
  end
  local list = {}
  for i = 1, count do
    local point, left = {}, i - 1
    for k = #names, 1, -1 do
      point[names[k]] = lists[k][left % #lists[k] + 1]
      left = left // #lists[k]
    end
    list[i] = point
  end
  return list
end

local range_options = options.publish("sweep.random", {
  {"from", nil, "least value", type = "number", required = true},
  {"to", nil, "largest value", type = "number", required = true},
  {"log", false, "the logarithm is uniform, not the value itself"},
  {"integer", false, "whole numbers only"},
})

-- A range {from, to, log =, integer =} as a function of u in [0, 1).
local function of_range(name, given)
  local o = options.check("sweep.random", range_options, {
    from = given.from or given[1], to = given.to or given[2], log = given.log,
    integer = given.integer,
  })
  local from, to = o.from, o.to
  if from > to then refuse("random", "'%s' goes from %.14g down to %.14g", name, from, to) end
  if o.log and from <= 0 then
    refuse("random", "'%s' is on a logarithmic scale and begins at %.14g; a positive number " ..
           "expected", name, from)
  end
  if o.integer and (from % 1 ~= 0 or to % 1 ~= 0) then
    refuse("random", "'%s' goes from %.14g to %.14g; whole numbers expected", name, from, to)
  end
  if o.integer then to = to + 1 end
  return function(u)
    local v = o.log and from * (to/from)^u or from + u*(to - from)
    if o.integer then return math.tointeger(math.min(v // 1, to - 1)) end
    return math.min(v, to)
  end
end

-- How one parameter is drawn: a function of u in [0, 1).
local function sampler_of(name, given)
  if type(given) == "function" then return given end
  if type(given) == "table" and not getmetatable(given) then
    local choices = given.one_of
    if choices ~= nil then
      choices = values_of(name, choices)
      return function(u) return choices[u * #choices // 1 + 1] end
    end
    if (given.from or given[1]) and (given.to or given[2]) and #given <= 2 then
      return of_range(name, given)
    end
  end
  refuse("random", "'%s' should be {from, to}, {from, to, log = true}, {one_of = list} or a " ..
         "function, it is %s", name, core.describe(given))
end

-- `count` points that follow from `seed`; gd's generator stays where it is.
local function of_random(random, count, seed)
  local gd = require "gdlua"
  local names, samplers, list = names_of("random", random), {}, {}
  for i, name in ipairs(names) do samplers[i] = sampler_of(name, random[name]) end
  local before = core.random_state()
  gd.seed(seed)
  for i = 1, count do
    local point = {}
    for k, name in ipairs(names) do
      local value = samplers[k](gd.uniform(1, 0, 1)[1])
      if value == nil then refuse("random", "the function '%s' answered nothing", name) end
      point[name] = value
    end
    list[i] = point
  end
  core.random_state(before)
  return list
end

local function of_list(given)
  for i = 1, #given do
    if type(given[i]) ~= "table" or getmetatable(given[i]) then
      refuse("points", "a list of tables of parameters expected; entry %d is %s", i,
             core.describe(given[i]))
    end
  end
  if #given == 0 then refuse("points", "a list of tables of parameters expected, got an empty one") end
  return table.move(given, 1, #given, 1, {})
end

--- The points that the checked options `o` of gd.sweep ask for; without any of
--- grid, random and points, a single one without parameters.
function points.read(o)
  local found
  for _, option in ipairs{"grid", "random", "points"} do
    if o[option] and found then
      refuse(option, "there is '%s' already; one of grid, random and points expected", found)
    end
    found = o[option] and option or found
  end
  if not found then return {{}} end
  if found == "grid" then return of_grid(o.grid) end
  if found == "random" then return of_random(o.random, o.samples, o.random_seed) end
  return of_list(o.points)
end

--- The names of parameters that occur, in order.
function points.names(list)
  local all = {}
  for _, point in ipairs(list) do
    for name in pairs(point) do all[tostring(name)] = true end
  end
  return tree.keys(all)
end

--- A parameter as it is shown.
function points.text(value)
  if math.type(value) == "float" then return ("%.6g"):format(value) end
  if type(value) == "string" then return (value:gsub("%c", " ")) end
  return options.text(value)
end

return points
