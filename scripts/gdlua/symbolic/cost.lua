--- An expression as the cost of a descent: a function of the start's shape.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local expression = require "gdlua.symbolic.expression"
local node = require "gdlua.symbolic.node"
local options = require "gdlua.options"

-- "{x = ..., y = ...}"
local function wanted(names)
  local words = {}
  for i, name in ipairs(names) do words[i] = name .. " = ..." end
  return "{" .. table.concat(words, ", ") .. "}" .. (#names == 1 and ", or a number," or "")
end

local function check_start(names, start)
  if expression.is(start) then
    blame("the start is an expression; %s expected", wanted(names))
  elseif start == nil then
    blame("the start is missing: %s expected", wanted(names))
  elseif type(start) ~= "table" then
    blame("the start names no symbols (%s expected, got %s)", wanted(names), core.describe(start))
  end
  for _, name in ipairs(names) do
    if start[name] == nil then
      blame("the start has no value of %s (%s expected)", name, wanted(names))
    elseif type(start[name]) ~= "number" then
      blame("start.%s is %s; a number expected", name, core.describe(start[name]))
    end
  end
  for key in pairs(start) do
    if not options.is_one_of(key, names) then
      blame("the start has a value of %s, which is no symbol of the expression%s",
            type(key) == "string" and key or core.describe(key),
            options.hint(tostring(key), names))
    end
  end
end

-- A function of a table of numbers by name.
local function of_names(names, value)
  local n = #names
  return function(p)
    local list = {}
    for i = 1, n do list[i] = p[names[i]] end
    return value(table.unpack(list, 1, n))
  end
end

--- The cost of an expression for a run from `start`. It is traced as any other
--- (graph.c), so that its gradient is exact.
return function(fname, e, start)
  local n = expression.node(e)
  local names = node.names(n)
  if #names == 0 then
    blame("bad argument #1 to '%s' (the expression %s has no symbols, so there is nothing to vary)",
          fname, e)
  end
  local value = node.compile({n}, names, "the cost")
  if #names == 1 and type(start) == "number" then return function(x) return value(x) end end
  check_start(names, start)
  return of_names(names, value)
end
