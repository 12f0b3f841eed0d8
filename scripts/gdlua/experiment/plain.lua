--- What of the options of a run can be kept as data: plain values as they are;
--- methods, schedules and stopping rules of gdlua's own by name and options.
local constructor = require "gdlua.constructor"
local core = require "gdlua.core"

local plain = {}

local kinds = {schedule = "schedule", ["stopping rule"] = "stop", method = "method"}

-- More elements than that are data, not options.
local MOST = 4096

-- The value if it is plain, with its size; nothing where it is not.
local function size_of(value, seen)
  local kind = type(value)
  if kind == "number" or kind == "boolean" or kind == "string" then return 1 end
  if kind == "userdata" and core.is_array(value) then return value.rows*value.cols end
  if kind ~= "table" or getmetatable(value) or seen[value] then return math.huge end
  seen[value] = true
  local n = 0
  for key, entry in pairs(value) do n = n + size_of(key, seen) + size_of(entry, seen) end
  seen[value] = nil
  return n
end

local function is_plain(value) return size_of(value, {}) <= MOST end

-- {kind, name, options} of what one of our constructors has made.
local function recipe(value)
  local maker = constructor.is(value) and value or constructor.of(value)
  local kind = maker and kinds[maker.kind]
  if not kind then return nil end
  local group = require("gdlua." .. kind)
  local ours = getmetatable(group).__known[maker.name] and group[maker.name] == maker
  if not ours then return nil end
  if maker == value then return {kind = kind, name = maker.name} end
  return is_plain(value.o) and {kind = kind, name = maker.name, o = value.o} or nil
end

--- The value as data, or nil where it is not such.
function plain.keep(value)
  if is_plain(value) then return {value = value} end
  if type(value) == "table" then return recipe(value) end
end

--- The value that was kept.
function plain.restore(kept)
  if not kept.kind then return kept.value end
  local maker = require("gdlua." .. kept.kind)[kept.name]
  return kept.o and maker(kept.o) or maker
end

return plain
