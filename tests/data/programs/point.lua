--- point(start): the start of a random program (generator.lua) as one to begin
--- at: {matrix = rows} becomes a matrix.
local gd = require "gdlua"

local function point(start)
  if type(start) ~= "table" then return start end
  if start.matrix then return gd.matrix(start.matrix) end
  local t = {}
  for key, value in pairs(start) do t[key] = point(value) end
  return t
end

return point
