--- Some rows of data: arrays with one row per example, alone or in a table.
local tree = require "gdlua.tree"

--- The same structure with the rows `list` (numbers of rows) of each array.
local function rows(value, list)
  if type(value) ~= "table" then return value:rows_at(list) end
  local out = {}
  for _, key in ipairs(tree.keys(value)) do out[key] = rows(value[key], list) end
  return out
end

return rows
