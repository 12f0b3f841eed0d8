--- Values for symbols: {x = 3, y = 4}, a point; and programs that take them.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local node = require "gdlua.symbolic.node"
local options = require "gdlua.options"

local values = {}

--- The name of the symbol that a value is, or nil; set by expression.lua.
values.name_of = nil

--- What `fname` was given, a table by name or by symbol, as one by name.
function values.read(fname, given)
  if given == nil then return {} end
  if type(given) ~= "table" then
    blame("bad argument #1 to '%s' (a table of values by name, {x = 3}, expected, got %s)", fname,
          core.describe(given))
  end
  local by_name = {}
  for key, value in pairs(given) do
    local name = type(key) == "string" and key or values.name_of(key)
    if not name then
      blame("bad argument #1 to '%s' (values by name, {x = 3}, expected, got the key %s)", fname,
            core.describe(key))
    end
    by_name[name] = value
  end
  return by_name
end

-- Names that were given and are no symbols of the expression, sorted.
local function strangers(names, given)
  local known, list = {}, {}
  for _, name in ipairs(names) do known[name] = true end
  for name in pairs(given) do
    if not known[name] then list[#list + 1] = name end
  end
  table.sort(list)
  return list
end

local function check_number(fname, name, value)
  if type(value) == "number" then return value end
  blame("bad value of '%s' to '%s' (a number expected, got %s)", name, fname, core.describe(value))
end

--- The values of `names`, in order, unpacked. Others may be there, too: the
--- derivative of an expression has fewer symbols than the expression.
function values.by_name(fname, names, given)
  local list, missing = {}, {}
  for i, name in ipairs(names) do
    if given[name] == nil then missing[#missing + 1] = name
    else list[i] = check_number(fname, name, given[name]) end
  end
  if #missing > 0 then
    local others = strangers(names, given)
    blame("missing value%s of %s to '%s'%s", #missing > 1 and "s" or "",
          table.concat(missing, ", "), fname,
          #others > 0 and (" (the expression has no %s)"):format(table.concat(others, ", ")) or "")
  end
  return table.unpack(list, 1, #names)
end

--- The values of `names` at a point: a number, values by name, or an array or
--- list in that order.
function values.at_point(names, point)
  if type(point) == "number" then
    if #names > 1 then
      blame("the expression has the symbols %s; values for all of them expected, got %s",
            table.concat(names, ", "), core.describe(point))
    end
    return #names == 1 and point or nil
  elseif type(point) == "table" and (point[1] == nil or #names == 0) then
    return values.by_name("eval", names, values.read("eval", point))
  elseif type(point) ~= "table" and type(point) ~= "userdata" or values.name_of(point) or
         #point ~= #names then
    blame("the expression has the symbol%s %s; values for %s expected, got %s",
          #names == 1 and "" or "s", table.concat(names, ", "),
          #names == 1 and "it" or "all of them", core.describe(point))
  end
  local list = {}
  for i, name in ipairs(names) do list[i] = check_number("eval", name, point[i]) end
  return table.unpack(list, 1, #names)
end

local programs = setmetatable({}, {__mode = "k"})

--- function(values of its symbols, in order) -> value of the node
function values.program(n)
  local program = programs[n]
  if not program then
    program = node.compile({n}, node.names(n), "eval")
    -- Whoever stores something is traced at each evaluation.
    if not core.tracing() then programs[n] = program end
  end
  return program
end

return values
