--- Options of functions, methods, schedules and stopping rules: one way to
--- declare, read, check and show them.
---
--- A declaration is {name, default, doc} with any of these fields:
---   required   there is no default and it must be given
---   type       a type of Lua, or a list of them; else that of the default;
---              without either, any value will do
---   integer    a whole number
---   min, max   bounds it may reach;  above, below: bounds it may not reach
---   huge       may be infinite (a number is otherwise finite, and never NaN)
---   choices    a list of the values it may have
---   object     a table it may be is never a plain one
---   check      function(value) -> nil, or a text that says what is wrong
---
--- A list of declarations may have a field `misplaced`: for names that others
--- have, what to say where they are given here.
local core = require "gdlua.core"
local blame = require "gdlua.blame"

local options = {}

--- The one of the list `names` most like `name`, or nil.
function options.nearest(name, names)
  local set = {}
  for _, n in ipairs(names) do set[n] = true end
  return core.nearest(name, set)
end

--- Is `value` in the list?
function options.is_one_of(value, list)
  for _, v in ipairs(list) do
    if v == value then return true end
  end
  return false
end

--- "did you mean 'step'?", or with nothing alike the names there are.
function options.suggestion(name, names)
  local near = options.nearest(name, names)
  if near then return ("did you mean '%s'?"):format(near) end
  return #names == 0 and "it has none" or "known: " .. table.concat(names, ", ")
end

--- The same in parentheses, after a space.
function options.hint(name, names)
  return " (" .. options.suggestion(name, names) .. ")"
end

local function names_of(declarations)
  local names = {}
  for i, d in ipairs(declarations) do names[i] = d[1] end
  return names
end

local function quoted(value)
  return type(value) == "string" and "'" .. value .. "'" or tostring(value)
end

--- "a, b or c"
local function either(words)
  local n = #words
  if n < 2 then return words[1] end
  return table.concat(words, ", ", 1, n - 1) .. " or " .. words[n]
end

-- What a number should be: "positive number", "whole number in [0, 1)".
local function number_phrase(d)
  local noun = d.integer and "whole number" or "number"
  local low, high = d.min or d.above, d.max or d.below
  if low and high then
    return ("%s in %s%.14g, %.14g%s"):format(noun, d.min and "[" or "(", low,
                                             high, d.max and "]" or ")")
  elseif low == 0 and d.above then return "positive " .. noun
  elseif low then return ("%s %s %.14g"):format(noun, d.min and ">=" or ">", low)
  elseif high then return ("%s %s %.14g"):format(noun, d.max and "<=" or "<", high)
  end
  return noun
end

-- The types `d` allows, as a set, or nil for any: worked out once.
local types_of = setmetatable({}, {__mode = "k"})

local function work_out_types(d)
  local t = d.type or (d[2] ~= nil and type(d[2]))
  if not t and (d.integer or d.min or d.max or d.above or d.below) then t = "number" end
  if not t or d.choices then return nil end
  local set = {}
  for _, name in ipairs(type(t) == "table" and t or {t}) do set[name] = true end
  return set
end

local function types(d)
  local set = types_of[d]
  if set == nil then
    set = work_out_types(d) or false
    types_of[d] = set
  end
  return set or nil
end

--- What the option should be, for messages: "a positive number".
function options.expected(d, value)
  if d.choices then
    local words = {}
    for i, c in ipairs(d.choices) do words[i] = quoted(c) end
    return either(words)
  end
  local words, set = {}, types(d) or {}
  local function add(name, word)
    if set[name] then words[#words + 1] = word end
  end
  local infinite = type(value) == "number" and not d.huge and value - value ~= 0
  add("number", (infinite and "a finite " or "a ") .. number_phrase(d))
  add("boolean", "true")
  add("boolean", "false")
  add("string", "a string")
  add("function", "a function")
  add("table", "a table")
  add("userdata", "an array")
  return #words > 0 and either(words) or "a value"
end

local function number_fits(d, v)
  if v ~= v or (not d.huge and (v == math.huge or v == -math.huge)) then return false end
  if d.integer and not math.tointeger(v) and not (d.huge and v == math.huge) then return false end
  return not (d.min and v < d.min or d.max and v > d.max or
              d.above and v <= d.above or d.below and v >= d.below)
end

local function fits(d, value)
  if d.choices then return options.is_one_of(value, d.choices) end
  local set = types(d)
  if set and not set[type(value)] then return false end
  return type(value) ~= "number" or number_fits(d, value)
end

local function describe(value)
  return value ~= value and "nan" or core.describe(value)
end

-- The value as it is used, after all checks.
local function accept(fname, d, value)
  if not fits(d, value) then
    blame("bad option '%s' to '%s' (%s expected, got %s)", d[1], fname,
          options.expected(d, value), describe(value))
  end
  local wrong = d.check and d.check(value)
  if wrong then blame("bad option '%s' to '%s' (%s)", d[1], fname, wrong) end
  return d.integer and math.tointeger(value) or value
end

-- What is known of a list of declarations: its names with their declarations, the
-- defaults, and those that must be given. Made once a list.
local sheets = setmetatable({}, {__mode = "k"})

local function sheet_of(declarations)
  local sheet = sheets[declarations]
  if sheet then return sheet end
  sheet = {known = {}, defaults = {}, required = {}}
  for _, d in ipairs(declarations) do
    sheet.known[d[1]] = d
    if d.required then sheet.required[#sheet.required + 1] = d else sheet.defaults[d[1]] = d[2] end
  end
  sheets[declarations] = sheet
  return sheet
end

-- Raises for the first of the declarations, in their order, that is not met.
local function refuse(fname, declarations, given)
  for _, d in ipairs(declarations) do
    local value = given[d[1]]
    if value ~= nil then
      accept(fname, d, value)
    elseif d.required then
      blame("missing option '%s' to '%s' (%s expected)", d[1], fname, options.expected(d))
    end
  end
end

-- Raises for the first (by bytes) key of `given` that is not declared.
local function refuse_unknown(fname, declarations, given)
  local known, unknown = sheet_of(declarations).known, nil
  for key in pairs(given) do
    if type(key) ~= "string" then
      local names = names_of(declarations)
      blame("bad option #%s to '%s' (options in braces have names: %s)", tostring(key), fname,
            #names > 0 and ("%s{%s = ...}"):format(fname, names[1]) or "it has none")
    elseif not known[key] and (not unknown or key < unknown) then
      unknown = key
    end
  end
  if unknown then
    local instead = declarations.misplaced and declarations.misplaced[unknown]
    blame("bad option '%s' to '%s'%s", unknown, fname,
          instead and " (" .. instead .. ")" or options.hint(unknown, names_of(declarations)))
  end
end

-- The same without a metatable: what it has inherited is its own.
local function own(declarations, given)
  local copy = {}
  for _, d in ipairs(declarations) do copy[d[1]] = given[d[1]] end
  return copy
end

--- A new table with every declared option: the checked value of `given` (a
--- table, or nil for none), else the default.
function options.check(fname, declarations, given)
  if given == nil then given = {} end
  if type(given) ~= "table" then
    blame("bad options to '%s' (a table expected, got %s)", fname, describe(given))
  end
  refuse_unknown(fname, declarations, given)
  local sheet, o = sheet_of(declarations), {}
  for name, value in next, sheet.defaults do o[name] = value end
  if getmetatable(given) then given = own(declarations, given) end
  for name, value in pairs(given) do
    if not fits(sheet.known[name], value) then refuse(fname, declarations, given) end
    o[name] = accept(fname, sheet.known[name], value)
  end
  for _, d in ipairs(sheet.required) do
    if given[d[1]] == nil then refuse(fname, declarations, given) end
  end
  return o
end

-- Is a single argument a table of named options? Where the first option is
-- itself a plain table, only if it names that option.
local function named(value, d)
  if type(value) ~= "table" or getmetatable(value) then return false end
  if d and (d.choices or d.object) then return true end
  local set = d and types(d)
  if not d or (set and not set.table) then return true end
  return value[d[1]] ~= nil
end

--- The same for arguments: f(a, b) sets the first two, f{name = value} any.
function options.read(fname, declarations, ...)
  local n = select("#", ...)
  if n == 1 and named(..., declarations[1]) then
    return options.check(fname, declarations, (...))
  end
  if n > #declarations then
    local names = table.concat(names_of(declarations), ", ")
    blame("too many arguments to '%s' (it takes %s)", fname, names ~= "" and names or "none")
  end
  local given = {}
  for i = 1, n do given[declarations[i][1]] = (select(i, ...)) end
  return options.check(fname, declarations, given)
end

--- Checks a list of declarations somebody wrote: names, and none twice.
function options.declare(fname, declarations)
  local seen = {}
  for i, d in ipairs(declarations) do
    local name = type(d) == "table" and d[1]
    if type(name) ~= "string" then
      blame("bad option list of '%s' (entry %d should be {name, default, doc})", fname, i)
    elseif seen[name] then
      blame("bad option list of '%s' ('%s' is there twice)", fname, name)
    end
    seen[name] = true
  end
  return declarations
end

local published = {}

--- Makes a list of declarations known to gd.help and the reference as the
--- options of the public function `name` ("minimize", "plot.path"). Answers
--- the list.
function options.publish(name, declarations)
  published[name] = declarations
  return declarations
end

--- The options of the public function `name`, or nil.
function options.of(name) return published[name] end

--- The names of all such functions whose scripts are loaded, in order.
function options.published()
  local names = {}
  for name in pairs(published) do names[#names + 1] = name end
  table.sort(names)
  return names
end

local function same(a, b)
  return rawequal(a, b) or type(a) == type(b) and type(a) == "number" and a == b
end

-- A short text of any value.
local function text(value)
  if type(value) == "number" then return ("%.14g"):format(value) end
  if type(value) == "string" then return ("%q"):format(value) end
  if type(value) ~= "table" or getmetatable(value) then
    return type(value) == "function" and "function" or tostring(value)
  end
  local words = {}
  for i, v in ipairs(value) do
    if i > 6 then words[i] = "..." break end
    words[i] = text(v)
  end
  if #words == 0 and next(value) ~= nil then words[1] = "..." end
  return "{" .. table.concat(words, ", ") .. "}"
end
options.text = text

--- The arguments that make `o`, up to the last that is not its default (the
--- first always): "(0.1, 0.5)".
function options.arguments(declarations, o)
  local words, n = {}, math.min(#declarations, 1)
  for i, d in ipairs(declarations) do
    words[i] = text(o[d[1]])
    if not same(o[d[1]], d[2]) then n = i end
  end
  return "(" .. table.concat(words, ", ", 1, n) .. ")"
end

--- The options of `o` that are not their defaults: "{beta = 0.95}", or "".
function options.changed(declarations, o)
  local words = {}
  for _, d in ipairs(declarations) do
    if not same(o[d[1]], d[2]) then words[#words + 1] = d[1] .. " = " .. text(o[d[1]]) end
  end
  return #words > 0 and "{" .. table.concat(words, ", ") .. "}" or ""
end

return options
