--- Options of gd.minimize that other functions have, too: their declarations
--- without defaults, so that what is not given is not passed on.
local declarations = require "gdlua.descent.declarations"

local picked = {}

local function without_default(d)
  local row = {d[1], nil, d[3]}
  for key, value in pairs(d) do
    if type(key) == "string" then row[key] = value end
  end
  if not row.type and d[2] ~= nil then row.type = type(d[2]) end
  return row
end

--- Appends the declarations of these names to the list, in the order they have
--- in gd.minimize; nil: all but those in the list already, and those the list
--- calls misplaced. Answers the list.
function picked.declare(list, names)
  local wanted, there = names and {}, {}
  for _, name in ipairs(names or {}) do wanted[name] = true end
  for _, d in ipairs(list) do there[d[1]] = true end
  for name in pairs(list.misplaced or {}) do there[name] = true end
  for _, d in ipairs(declarations) do
    local name = d[1]
    if not there[name] and (not wanted or wanted[name]) then list[#list + 1] = without_default(d) end
  end
  return list
end

--- Of checked options `o` those that gd.minimize has, as a new table.
function picked.given(o, but)
  local out = {}
  for _, d in ipairs(declarations) do
    if not (but and but[d[1]]) then out[d[1]] = o[d[1]] end
  end
  return out
end

return picked
