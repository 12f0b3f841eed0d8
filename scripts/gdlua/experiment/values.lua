--- Values as bytes, with results of gdlua in them at any depth.
local core = require "gdlua.core"
local result = require "gdlua.result"

local values = {}

-- `value` with plain tables in place of results, which are put into `found`; `seen`:
-- what has been met, and what stands for it. With their histories, if told.
local function plain(value, histories, found, seen)
  if type(value) ~= "table" then return value end
  if seen[value] then return seen[value] end
  if result.is(value) then
    local t = result.plain(value, histories)
    found[#found + 1], seen[value] = t, t
    return t
  end
  if getmetatable(value) then return value end         -- core.pack says what it is
  local t = {}
  seen[value] = t
  for key, field in next, value do t[key] = plain(field, histories, found, seen) end
  return t
end

--- The value with plain tables in place of results, and the list of these tables;
--- result.revive makes them results again.
function values.plain(value, histories)
  local found = {}
  return plain(value, histories, found, {}), found
end

--- The value as a text; `what` names it in the error where it cannot be one.
function values.pack(value, doing, what)
  local t, found = values.plain(value, true)
  return core.pack({value = t, results = found}, doing, what)
end

--- true and the value, or false where the text is not such.
function values.unpack(text)
  local good, entry = core.unpack(text)
  if not good or type(entry) ~= "table" then return false end
  for _, t in ipairs(entry.results or {}) do result.revive(t) end
  return true, entry.value
end

return values
