--- gd.formula: the expression that a Lua function works out at a point.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local expression = require "gdlua.symbolic.expression"
local node = require "gdlua.symbolic.node"

-- What an element of x0 is called as a symbol: w[1][2] becomes w1_2, layer.w
-- layer_w, and where x0 has no names, x1, x2, ...
local function symbol_name(name)
  local word = name:gsub("%]%[", "_"):gsub("[%[%]]", ""):gsub("%.", "_")
  return word:find("^%d") and "x" .. word or word == "" and "x" or word
end

local function symbol_names(x0)
  local _, names = core.flatten(x0)
  local seen = {}
  for i, name in ipairs(names) do
    local symbol = symbol_name(name)
    if not symbol:find("^[%a_][%w_]*$") or not load("local " .. symbol) or symbol == "where" or
       core.operation(symbol) then
      blame("bad argument #2 to 'formula' (%s can be no symbol: '%s' is %s)", name, symbol,
            core.operation(symbol) and "the name of a function" or "no name")
    elseif seen[symbol] then
      blame("bad argument #2 to 'formula' (%s and %s would both be the symbol %s)", seen[symbol],
            name, symbol)
    end
    seen[symbol], names[i] = name, symbol
  end
  return names
end

local function check_function(f)
  local meta = getmetatable(f)
  if type(f) ~= "function" and not (type(meta) == "table" and meta.__call) then
    blame("bad argument #1 to 'formula' (a function expected, got %s)", core.describe(f))
  end
end

local function refuse(report)
  local place = report.file and ("%s:%d: "):format(report.file, report.line or 0) or ""
  blame("the function has no formula (%s%s)", place, tostring(report.reason))
end

-- "x < 0 and not (y < x)": where the formula holds; nil for everywhere.
local function condition(guards, elements)
  local words, seen = {}, {}
  for _, guard in ipairs(guards) do
    local n = elements(guard.node)[1]
    if #node.names(n) > 0 then
      local text = node.text(n)
      if not guard.expected then text = ("not (%s)"):format(text) end
      if not seen[text] then words[#words + 1] = text end
      seen[text] = true
    end
  end
  return #words > 0 and table.concat(words, " and ") or nil
end

local function formula(f, x0)
  check_function(f)
  if expression.is(f) then return f end
  if x0 == nil then
    blame("bad argument #2 to 'formula' (a point, which names the symbols, expected, got nil)")
  end
  local names = symbol_names(x0)
  local g, root, guards = core.formula(f, x0)
  if not g then refuse(root) end
  local elements = require "gdlua.symbolic.scalars"(g, names)
  local ok, result, where = pcall(function()
    return elements(root)[1], condition(guards, elements)
  end)
  if not ok then
    if type(result) ~= "table" or not result.formula then error(result, 0) end
    refuse{reason = result.formula}
  end
  local e = expression.wrap(result)
  if where then return e, where end
  return e
end

--- gd.formula(f, x0): the expression that f works out at x0; where f asked how
--- its arguments compare, second, under which condition.
return formula
