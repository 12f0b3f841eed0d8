--- The arguments of gd.profile: problems and methods, each with a name.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local is_callable = require "gdlua.callable"
local descent = require "gdlua.descent"
local methods = require "gdlua.method"
local options = require "gdlua.options"
local tree = require "gdlua.tree"

local contest = {}

local function bad(position, where, expected, got)
  blame("bad argument #%d to 'profile' (%s: %s expected, got %s)", position, where, expected,
        core.describe(got))
end

-- {name, cost, start, least}
local function problem(where, key, given)
  if type(given) == "string" then given = require "gdlua".problems.get(given) end
  local p = type(given) == "table" and given or {}
  local cost = is_callable(p.cost) and p.cost or is_callable(given) and given
  if not cost or p.start == nil then
    bad(1, where, "a problem of gd.problems, its name, or {cost = f, start = x}", given)
  end
  local name = type(key) == "string" and key or p.name or ("problem %d"):format(key)
  return {name = name, cost = cost, start = p.start, least = p.minimum and p.minimum.cost}
end

-- {name, options}
local function method(where, key, given)
  local value = given
  if type(value) == "string" or type(value) == "table" and getmetatable(value) then
    value = {method = value}
  elseif type(value) ~= "table" then
    bad(2, where, "a method, its name, or a table of options", given)
  end
  -- What no run could be given is a mistake, and no failure of the method.
  options.check("profile", descent.declarations, value)
  if value.method then methods.resolve(value.method, "profile") end
  local name = type(key) == "string" and key or value.method and tostring(value.method) or
               ("method %d"):format(key)
  return {name = name, options = value}
end

local function read(position, noun, given, make)
  if type(given) ~= "table" or getmetatable(given) then
    blame("bad argument #%d to 'profile' (a list of %ss, or {name = %s, ...}, expected, got %s)",
          position, noun, noun, core.describe(given))
  end
  local list, seen = {}, {}
  for _, key in ipairs(tree.keys(given)) do
    local entry = make(("%s %s"):format(noun, key), key, given[key])
    if seen[entry.name] then
      blame("bad argument #%d to 'profile' (two %ss are called '%s')", position, noun, entry.name)
    end
    seen[entry.name] = true
    list[#list + 1] = entry
  end
  if #list == 0 then
    blame("bad argument #%d to 'profile' (an empty list of %ss)", position, noun)
  end
  return list
end

--- {name =, cost =, start =, least = the lowest cost, where it is known}
function contest.problems(given) return read(1, "problem", given, problem) end

--- {name =, options =}
function contest.methods(given) return read(2, "method", given, method) end

return contest
