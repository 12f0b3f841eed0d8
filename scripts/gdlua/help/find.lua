--- What gd.help is asked about: names and values become entries and groups.
local catalogue = require "gdlua.help.catalogue"
local constructor = require "gdlua.constructor"
local core = require "gdlua.core"
local gd = require "gdlua"

local find = {}

-- All entries whose name ends in .tail; only methods, where these are meant.
local function by_tail(tail, method)
  local list = {}
  for _, group in ipairs(catalogue.groups()) do
    for _, entry in ipairs(group) do
      if entry.name:match("%.([^.]+)$") == tail then
        catalogue.entry(entry.name)
        if not method or catalogue.prefix(entry):find(":", 1, true) then
          list[#list + 1] = entry
        end
      end
    end
  end
  return list
end

-- Those of the list that are members of what is written as `variable`, where there are
-- such; else the list.
local function of_variable(list, variable)
  local some = {}
  for _, entry in ipairs(list) do
    local object = entry.group.object
    if object and object.variable == variable then some[#some + 1] = entry end
  end
  return #some > 0 and some or list
end

-- The names there are, whole and short, as keys.
local function all_names()
  local set = {}
  for _, group in ipairs(catalogue.groups()) do
    set[group.key] = true
    for _, entry in ipairs(group) do
      set[entry.name] = true
      set[entry.name:match("[^.]+$")] = true
    end
  end
  return set
end

--- The name there is that is most like `name`, or nil.
function find.nearest(name) return core.nearest(name, all_names()) end

--- A list of entries and groups that `name` may mean; empty: nothing.
function find.name(name)
  local bare = name:gsub("%s+", ""):gsub("%(.*$", ""):gsub("^gd%.", "")
  local entry = catalogue.entry(bare)
  if entry then return {entry} end
  local group = catalogue.group(bare)
  if group then return {group} end
  local list = by_tail(bare:match("[^.:]*$"), bare:find(":", 1, true))
  return of_variable(list, bare:match("^([%a_]+)[.:]"))
end

local namespaces = {
  ["schedule"] = "schedule", ["stopping rule"] = "stop", ["method"] = "method",
  ["line search"] = "linesearch",
}

-- A schedule, rule or method: its constructor; if it was put together, the
-- group that says how.
local function made(value, kind)
  local key = namespaces[kind]
  local group = catalogue.group(key)
  local name = rawget(value, "name")
  if not name then return group end
  local entry = catalogue.entry(key .. "." .. name)
  return entry and entry.kind == "constructor" and entry or group
end

local function table_value(value)
  if rawequal(value, gd) then return catalogue.groups() end
  for _, key in ipairs{"schedule", "stop", "method", "linesearch", "plot", "problems"} do
    if rawequal(value, gd[key]) then return catalogue.group(key) end
  end
  local meta = getmetatable(value)
  local kind = type(meta) == "table" and meta.gdlua
  if kind == "constructor" then
    local entry = catalogue.entry(namespaces[value.kind] .. "." .. value.name)
    return entry and rawequal(entry.value, value) and entry or catalogue.stranger(value)
  elseif kind == "result" then
    return catalogue.group "result"
  elseif kind == "sweep" then
    return catalogue.group "rows"
  elseif kind == "problem" then
    return catalogue.entry("problems." .. tostring(value.name)) or catalogue.group "problem"
  elseif kind then
    return made(value, kind)
  end
end

local function function_value(value)
  for _, group in ipairs(catalogue.groups()) do
    for _, entry in ipairs(catalogue.entries(group)) do
      if rawequal(entry.value, value) then return entry end
    end
  end
  for name, f in pairs(math) do              -- those that take arrays, too
    if rawequal(f, value) then return catalogue.entry(name) end
  end
end

local function userdata_value(value)
  if core.is_array(value) then return catalogue.group "array" end
  local meta = debug.getmetatable(value)
  if rawequal(meta, core.descent_meta) then return catalogue.entry "descent" end
  if type(meta) == "table" and meta.__name == "state" then return catalogue.group "state" end
end

--- The entry or group a value belongs to, the list of groups for gd itself, or
--- nil.
function find.value(value)
  if type(value) == "function" then return function_value(value) end
  if type(value) == "table" then return table_value(value) end
  if type(value) == "userdata" then return userdata_value(value) end
end

return find
