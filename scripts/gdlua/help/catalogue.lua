--- The catalogue: everything there is to say about the public names of gdlua.
---
--- A group (help/group/NAME.lua) is a list of entries with
---   key, title, doc   what gd.help(key) shows above the list
---   object            of members of a value: {name =, variable =, methods =}:
---                     an entry "name.member" is a method if `methods` has it
---                     (false: those of arrays)
---   internal          names that are reachable, but not meant for users
---   declared          the published list of options that the entries are
---   returns, errors, example, output   for entries that have none of their own
---
--- An entry has
---   name      "minimize", "schedule.cosine", "array.sum": what gd.help takes
---   text      what it is: paragraphs; a line that begins with two spaces stays
---             as it is. The first sentence is what lists show
---   call      how it is called, one text or several; else made of `args`
---   args      list of {name, type, doc, optional =, default =, range =}; none:
---             it is no function. For the words of types see help/type.lua
---   type      of a field
---   options   the name of a published list of options (options.publish)
---   options_of  the same, where they are shown at another entry
---   fields    the same, of what an option that is a table has in it
---   returns   list of {type, doc}; {} for nothing
---   errors    list of {code, message}; false: there is none worth knowing
---   example, output   code, and what it prints
---   see       names of other entries, separated by spaces
---
--- What is said elsewhere is taken from there: of a constructor (schedule,
--- rule, method) doc and options from its definition, text from the comment at
--- the head of its file; of a picture text and options from its file; of an
--- option of gd.minimize everything from its declaration.
local constructor = require "gdlua.constructor"
local core = require "gdlua.core"
local gd = require "gdlua"
local options = require "gdlua.options"

local catalogue = {}

local order = {
  "minimizing", "options", "state", "result", "why", "schedule", "stop", "method", "linesearch", "plot",
  "derivatives",
  "symbols", "arrays", "array", "elementary", "linalg", "random", "files", "data", "textbook",
  "fits", "fitted", "problems", "problem",
  "store",
  "reports",
  "searches",
  "sweeps", "rows",
  "library",
}

local groups, by_key, by_name

-- The comment at the head of a script: its paragraphs, lines joined.
local function head(module)
  local text = core.script(module)
  if not text then return nil end
  local lines = {}
  for line in text:gmatch("[^\n]*\n?") do
    local said = line:match("^%-%-%- ?(.-)\n?$")
    if not said then break end
    if said:find("^  ") or said == "" then
      lines[#lines + 1] = "\n" .. said
    else
      local before = lines[#lines]
      lines[#lines + 1] = (not before and "" or before:find("^\n  ") and "\n" or " ") .. said
    end
  end
  return (table.concat(lines):gsub("^%s+", ""):gsub("\n+$", ""))
end

--- Text up to the end of its first sentence.
local function first_sentence(text)
  local line = text:match("^[^\n]*")
  return line:match("^(.-[.:])%s+%u") or line:match("^(.-%.)%s") or line
end

local function capital(text) return (text:gsub("^%l", string.upper)) end

--- "gd.equal(a, b [, tol])"
local function call_of(prefix, args)
  local words, open = {}, 0
  for i, a in ipairs(args) do
    local comma = i > 1 and ", " or ""
    if a.optional then
      words[i] = (i > 1 and " " or "") .. "[" .. comma .. a[1]
      open = open + 1
    else
      words[i] = comma .. a[1]
    end
  end
  return prefix .. "(" .. table.concat(words) .. ("]"):rep(open) .. ")"
end

-- By position, and with names and their defaults.
local function constructor_calls(name, declarations)
  local short, long = {}, {}
  for i, d in ipairs(declarations) do
    short[i] = d[1]
    long[i] = d[2] ~= nil and ("%s = %s"):format(d[1], options.text(d[2])) or d[1] .. " = ..."
  end
  local prefix = "gd." .. name
  if #short == 0 then return {prefix .. "()"} end
  return {("%s(%s)"):format(prefix, table.concat(short, ", ")),
          ("%s{%s}"):format(prefix, table.concat(long, ", "))}
end

-- The field `name` of a table of gd, or nil; an unknown one is an error there.
local function member(t, name)
  local value = rawget(t, name)
  if value ~= nil then return value end
  local names = rawget(t, "names")
  return names and options.is_one_of(name, names()) and t[name] or nil
end

-- The value of an entry that is a field of gd, or of one of its tables.
local function public_value(name)
  local first, rest = name:match("^([^.]+)%.?(.*)$")
  local value = gd[first]
  if rest == "" then return value end
  return type(value) == "table" and member(value, rest) or nil
end

-- The value of an entry that is a method.
local function method_value(entry)
  local object = entry.group.object
  if not object or not entry.args then return nil end
  local methods = object.methods
  local name = entry.name:match("[^.]+$")
  if methods == false then              -- arrays raise for what they do not have
    local good, value = pcall(function() return gd.zeros(1)[name] end)
    return good and value or nil
  end
  return methods and methods[name]
end

local function declaration_of(list, name)
  for _, d in ipairs(list) do
    if d[1] == name then return d end
  end
end

local function complete_option(entry)
  local tail = entry.name:match("[^.]+$")
  local d = declaration_of(options.of(entry.group.declared), tail)
  if not d then return end
  entry.declaration = d
  entry.text = entry.text or capital(d[3]) .. (d[3]:find("%.$") and "" or ".")
  entry.call = entry.call or ("{%s = ...}"):format(tail)
  entry.options = entry.fields
end

local function complete_constructor(entry, value)
  entry.kind = "constructor"
  entry.declarations = value.options
  entry.summary = value.doc
  entry.text = entry.text or head("gdlua." .. entry.name)
  if not entry.call then entry.calls = constructor_calls(entry.name, value.options) end
  entry.returns = entry.returns or entry.group.returns
end

local function complete_picture(entry)
  local text = entry.text or head("gdlua." .. entry.name)
  if not text then return end
  local call, rest = text:match("^(gd%.plot%.[%w_]+%b()): (.*)$")
  entry.call = entry.call or call
  entry.text = capital(rest or text)
  entry.returns = entry.returns or {{"string?", "the name of the file, where one was written"}}
  entry.options = entry.options or options.of(entry.name) and entry.name
end

local function complete(entry)
  if entry.complete then return entry end
  entry.complete = true
  local group = entry.group
  if group.declared then
    entry.kind = "option"
    complete_option(entry)
  else
    local value = public_value(entry.name)
    if value == nil then value = method_value(entry) end
    entry.value = value
    if constructor.is(value) then complete_constructor(entry, value) end
    if group.key == "plot" then complete_picture(entry) end
  end
  entry.kind = entry.kind or entry.args and "function" or "field"
  entry.declarations = entry.declarations or entry.options and options.of(entry.options)
  if not entry.calls then
    local call = entry.call or entry.args and call_of(catalogue.prefix(entry), entry.args)
    entry.calls = type(call) == "table" and call or {call or catalogue.prefix(entry)}
  end
  if entry.kind == "field" then
    entry.example, entry.output = entry.example or group.example, entry.output or group.output
    if entry.errors == nil then entry.errors = group.errors end
  end
  entry.text = entry.text or ""
  entry.summary = entry.summary or first_sentence(entry.text)
  return entry
end

--- How the name is written in a script: "gd.minimize", "a:sum", "state.x".
function catalogue.prefix(entry)
  if entry.kind == "option" then return entry.name:match("[^.]+$") end
  local object = entry.group.object
  local first, rest = entry.name:match("^([^.]+)%.?(.*)$")
  if object and object.name == first and rest ~= "" and public_value(entry.name) == nil then
    return object.variable .. (entry.args and ":" or ".") .. rest
  end
  return "gd." .. entry.name
end

local function load()
  if groups then return end
  groups, by_key, by_name = {}, {}, {}
  for i, key in ipairs(order) do
    local group = require("gdlua.help.group." .. key)
    groups[i], by_key[key] = group, group
    for _, entry in ipairs(group) do
      entry.group = group
      by_name[entry.name] = entry
    end
  end
end

--- The groups, in order.
function catalogue.groups()
  load()
  return groups
end

--- The group with this key, or nil.
function catalogue.group(key)
  load()
  return by_key[key]
end

--- The entry with this name, complete, or nil.
function catalogue.entry(name)
  load()
  return by_name[name] and complete(by_name[name])
end

--- All entries of a group, complete.
function catalogue.entries(group)
  for _, entry in ipairs(group) do complete(entry) end
  return group
end

--- The entry of a constructor that is not ours: what its definition says.
function catalogue.stranger(value)
  local calls = constructor_calls(value.name, value.options)
  for i, call in ipairs(calls) do calls[i] = call:gsub("^gd%.", "") end
  return {
    name = value.name, kind = "constructor", calls = calls, declarations = value.options,
    summary = value.doc, text = value.doc and capital(value.doc) .. "." or
    ("A %s without a description (field `doc`)."):format(value.kind),
    returns = {{value.kind == "stopping rule" and "rule" or value.kind, ""}},
  }
end

return catalogue
