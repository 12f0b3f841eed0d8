--- The memories of rules as the engine can keep them. A memory is a table that
--- a rule's functions write into; the engine keeps the numbers and arrays in it
--- (its leaves) by themselves, in a tree of named fields. Whatever else is in a
--- memory has to stay as it is.
local core = require "gdlua.core"

local memory = {}

-- Whole numbers and names as names that differ.
local function name_of(key)
  if type(key) == "string" then return "." .. key end
  if math.type(key) == "integer" then return ("#%d"):format(key) end
end

local function is_leaf(value)
  return type(value) == "number" or type(value) == "userdata" and
         (core.is_array(value) or core.is_traced(value))
end

-- Why a leaf cannot be kept as doubles of its own, or nil. Elements that two
-- arrays share change together, which copies of them would not.
local function obstacle(value, seen)
  if math.type(value) == "integer" and (value > 1 << 53 or value < -(1 << 53)) then
    return "it has a whole number beyond 2^53"
  end
  local elements = core.elements(value)
  if not elements then return end
  if seen[elements] then return "it has one array in two places" end
  seen[elements] = true
end

local function leaves(m, seen)
  if seen[m] then return nil, "it has one table in two places" end
  seen[m] = true
  local out = {}
  for key, value in next, m do
    local name, why = name_of(key), nil
    if is_leaf(value) then
      if not name then return nil, "it has a key that is neither a name nor a whole number" end
      why = obstacle(value, seen)
      if why then return nil, why end
      if not core.elements(value) or #value > 0 then out[name] = value end
    elseif type(value) == "table" then
      if not name then return nil, "it has a key that is neither a name nor a whole number" end
      value, why = leaves(value, seen)
      if not value then return nil, why end
      if next(value) ~= nil then out[name] = value end
    end
  end
  return out
end

--- The leaves of a memory, by name; nil and the reason where the engine cannot
--- keep them. No leaves: an empty table.
function memory.leaves(m) return leaves(m, {}) end

-- What stands for the number `old`: a whole number stays one.
local function number_like(old, new)
  if math.type(old) == "integer" and type(new) == "number" and not core.is_traced(new) then
    return math.tointeger(new) or new
  end
  return new
end

--- A memory like `m` with other leaves, which shares no table with it.
function memory.with(m, given)
  local out = {}
  for key, value in next, m do
    local name = name_of(key)
    local leaf = given and name and given[name]
    if type(value) == "table" then out[key] = memory.with(value, leaf)
    elseif leaf ~= nil and leaf ~= false and is_leaf(value) then
      out[key] = number_like(value, leaf)
    else out[key] = value end
  end
  return setmetatable(out, getmetatable(m))
end

--- Puts other leaves into the memory itself.
function memory.put(m, given)
  for key, value in next, m do
    local name = name_of(key)
    local leaf = name and given[name]
    if type(value) == "table" then
      if leaf then memory.put(value, leaf) end
    elseif leaf ~= nil and leaf ~= false and is_leaf(value) then
      m[key] = number_like(value, leaf)
    end
  end
end

--- Are the functions among the values gdlua's own? These let nobody hold what they
--- remember.
local here = debug.getinfo(1, "S").source:gsub("memory%.lua$", "")
function memory.are_own(...)
  for i = 1, select("#", ...) do
    local f = select(i, ...)
    if type(f) == "function" and debug.getinfo(f, "S").source:sub(1, #here) ~= here then return false end
  end
  return true
end

-- Adds `value` and what is in it to the twin r; the copy of it.
local function add_twin(r, value, parent, key)
  if core.owner(value) then            -- a view: its matrix may be anybody's
    r.held = true
    return value
  end
  local i = r.count + 1
  r.count, r.parent[i], r.key[i], r.was[i] = i, parent, key, value
  if type(value) ~= "table" then return value:copy() end
  local copy = {}
  r.copy[i] = copy
  for k, v in next, value do
    if type(v) == "table" or core.elements(v) then v = add_twin(r, v, i, k) end
    copy[k] = v
  end
  return setmetatable(copy, getmetatable(value))
end

--- The twin of a memory: [1] is a copy of it; the rest tells, once the memory has
--- been let go and garbage been collected, what of it somebody else holds. Nil
--- where `m` is no memory that the engine can keep.
function memory.twin(m)
  if type(m) ~= "table" or not memory.leaves(m) then return nil end
  local r = {0, count = 0, held = false, parent = {}, key = {}, copy = {}, was = setmetatable({}, {__mode = "v"})}
  r[1] = add_twin(r, m)
  return r
end

--- The memory that a twin is of, of what there is still of it and of copies; and
--- is there anything?
function memory.reunite(r)
  local held = r.held
  for i = 1, r.count do
    local was, parent = r.was[i], r.parent[i]
    if was ~= nil then
      held = true
      if parent then r.copy[parent][r.key[i]] = was
      elseif i == 1 then r[1] = was end
    end
  end
  return r[1], held
end

local function kind(value)
  if not is_leaf(value) then return type(value) end
  return type(value) == "number" and "number" or "array"
end

local nouns = {number = "a number", array = "an array", table = "a table", string = "a string"}

--- Has `m` the tables, keys and other values of `before`, and leaves where that
--- has leaves? If not, the second result says what differs.
function memory.same(m, before)
  for key, old in next, before do
    local new = rawget(m, key)
    if kind(new) ~= kind(old) then
      return false, ("its field '%s' was %s and became %s"):format(key, nouns[kind(old)] or kind(old), nouns[kind(new)] or kind(new))
    elseif type(old) == "table" then
      local same, why = memory.same(new, old)
      if not same then return false, why end
    elseif not is_leaf(old) and not rawequal(new, old) then
      return false, ("its field '%s' changes and is neither a number nor an array"):format(key)
    end
  end
  for key in next, m do
    if rawget(before, key) == nil then return false, ("it has a new field '%s'"):format(key) end
  end
  return true
end

return memory
