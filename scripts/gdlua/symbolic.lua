--- gd.symbols: variables that stand for themselves. What operators and functions
--- make of them are expressions (symbolic/expression.lua). gd.formula: the
--- expression in a Lua function.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local expression = require "gdlua.symbolic.expression"

local symbolic = {}

-- A name must be one in Lua, and none that an expression prints otherwise.
local function check_name(name)
  if not name:find("^[%a_][%w_]*$") then
    blame("bad argument #1 to 'symbols' ('%s' is no name: letters, digits and underscores, not " ..
          "beginning with a digit)", name)
  elseif not load("local " .. name) then
    blame("bad argument #1 to 'symbols' ('%s' is a word of Lua)", name)
  elseif name == "where" or core.operation(name) then
    blame("bad argument #1 to 'symbols' ('%s' is the name of a function)", name)
  end
end

--- local x, y = gd.symbols "x y": a symbol for each name, separated by spaces or
--- commas.
function symbolic.symbols(names)
  if type(names) ~= "string" then
    blame("bad argument #1 to 'symbols' (names, \"x y\", expected, got %s)", core.describe(names))
  end
  local list = {}
  for name in names:gmatch("[^%s,]+") do
    check_name(name)
    list[#list + 1] = expression.symbol(name)
  end
  if #list == 0 then blame("bad argument #1 to 'symbols' (no name in it)") end
  return table.unpack(list)
end

--- The expression that f works out at x0 (symbolic/formula.lua).
function symbolic.formula(f, x0) return require "gdlua.symbolic.formula"(f, x0) end

return symbolic
