--- Values given for parts of the parameters: step sizes per leaf, bounds,
--- frozen leaves. Everything ends as one vector over all parameters.
local core = require "gdlua.core"
local blame = require "gdlua.blame"
local options = require "gdlua.options"
local schedule = require "gdlua.schedule"

local leaves = {}

-- "w", "layer.w", "[2]", as core.leaves names them
local function join(path, key)
  if type(key) ~= "string" then return ("%s[%s]"):format(path, tostring(key)) end
  return path == "" and key or path .. "." .. key
end

-- name -> value for every entry of a nested table that is not itself a table
-- of further parts.
local function flat(t, path, out)
  for key, value in pairs(t) do
    local name = join(path, key)
    if type(value) == "table" and not schedule.is(value) then flat(value, name, out)
    else out[name] = value end
  end
  return out
end

local function names_of(nodes)
  local names = {}
  for _, node in ipairs(nodes) do
    if node.name ~= "" then names[#names + 1] = node.name end
  end
  return names
end

-- Raises for the first name that is no leaf or subtree.
local function refuse_unknown(fname, option, given, nodes)
  local names, known, unknown = names_of(nodes), {}, nil
  for _, name in ipairs(names) do known[name] = true end
  for name in pairs(given) do
    if not known[name] and (not unknown or name < unknown) then unknown = name end
  end
  if unknown and #names == 0 then
    blame("bad option '%s' to '%s' (the start has no named leaves, so there is nothing called '%s')",
          option, fname, unknown)
  elseif unknown then
    blame("bad option '%s' to '%s' (the start has no leaf '%s'%s)", option, fname, unknown,
          "; " .. options.suggestion(unknown, names))
  end
end

--- The parts a table gives values to: list of {name, offset, length, value},
--- later ones overriding earlier. Every leaf must be covered when `all`.
function leaves.parts(fname, option, shape, given, all)
  local nodes, values, parts = core.leaves(shape), flat(given, "", {}), {}
  refuse_unknown(fname, option, values, nodes)
  local covered = 0                      -- end of the last covered part
  for _, node in ipairs(nodes) do
    if values[node.name] ~= nil then
      parts[#parts + 1] = {name = node.name, offset = node.offset, length = node.length,
                           value = values[node.name]}
      covered = math.max(covered, node.offset + node.length)
    elseif all and node.leaf and covered < node.offset + node.length then
      blame("bad option '%s' to '%s' (it says nothing about the leaf '%s')", option, fname,
            node.name)
    end
  end
  return parts
end

--- Fills the part of vector `v` with a number.
function leaves.fill(v, part, number)
  for i = part.offset + 1, part.offset + part.length do v[i] = number end
end

--- frozen = "b" or {"b", "layer.w"}: a vector of flags.
function leaves.frozen(fname, shape, n, given)
  local gd = require "gdlua"
  local set = {}
  for _, name in ipairs(type(given) == "table" and given or {given}) do
    if type(name) ~= "string" then
      blame("bad option 'frozen' to '%s' (names of leaves expected, got %s)", fname,
            core.describe(name))
    end
    set[name] = true
  end
  local nodes = core.leaves(shape)
  if #nodes == 1 then
    blame("bad option 'frozen' to '%s' (the start has no named leaves)", fname)
  end
  refuse_unknown(fname, "frozen", set, nodes)
  local flags = gd.zeros(n)
  for _, node in ipairs(nodes) do
    if set[node.name] then leaves.fill(flags, node, 1) end
  end
  return flags
end

--- bounds = {lower, upper}: two vectors; the start `x` must lie between them.
function leaves.bounds(fname, shape, x, given)
  for key in pairs(given) do
    if key ~= 1 and key ~= 2 then
      blame("bad option 'bounds' to '%s' ({lower, upper} expected, got the key %s)", fname,
            core.describe(key))
    end
  end
  local lower = core.spread(shape, given[1] or -math.huge, "the lower bound")
  local upper = core.spread(shape, given[2] or math.huge, "the upper bound")
  for i = 1, #x do
    if not (lower[i] <= upper[i]) then
      blame("bad option 'bounds' to '%s' (lower bound %s is not <= upper bound %s at element %d)",
            fname, core.describe(lower[i]), core.describe(upper[i]), i)
    elseif x[i] < lower[i] or x[i] > upper[i] then
      blame("the start is outside the bounds: element %d is %g, its bounds are %g and %g", i,
            x[i], lower[i], upper[i])
    end
  end
  return lower, upper
end

return leaves
