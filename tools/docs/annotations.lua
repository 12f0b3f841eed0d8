-- annotations.lua - what editors are told: the public names of gdlua as LuaCATS
-- annotations, which lua-language-server reads.
local catalogue = require "gdlua.help.catalogue"
local kind = require "gdlua.help.type"
local options = require "gdlua.options"

local annotations = {}

-- Names that are classes: how the members of a group are written.
local classes = {
  array = "Array", expression = "Expression", state = "State", result = "Result",
  descent = "Descent", schedule = "Schedule", stop = "Rule", problem = "Problem",
  fitted = "Fitted", store = "Store", rows = "Rows",
}

local function comment(text)
  return "---" .. text:gsub("\n", "\n---")
end

local function one_line(text) return (text:gsub("%s+", " ")) end

local function quoted(value)
  return type(value) == "string" and ("%q"):format(value) or tostring(value)
end

local lua_types = {userdata = "gdlua.Array", table = "table"}

-- The type of a declared option.
local function type_of(d)
  if d.choices then
    local words = {}
    for i, value in ipairs(d.choices) do words[i] = quoted(value) end
    return table.concat(words, "|")
  end
  local t = d.type or d[2] ~= nil and type(d[2])
  if not t and (d.min or d.max or d.above or d.below or d.integer) then t = "number" end
  if not t then return "any" end
  local words = {}
  for i, name in ipairs(type(t) == "table" and t or {t}) do
    words[i] = name == "number" and d.integer and "integer" or lua_types[name] or name
  end
  return table.concat(words, "|")
end

local function class_of(name)
  return "gdlua.options." .. name:gsub("%.", "_")
end

-- A published list of options as a class.
local function option_class(out, name, declarations)
  out[#out + 1] = "---@class " .. class_of(name)
  for _, d in ipairs(declarations) do
    out[#out + 1] = ("---@field %s%s %s %s"):format(d[1], d.required and "" or "?", type_of(d),
                                                    one_line(d[3] or ""))
  end
  out[#out + 1] = ""
end

local function argument_type(e, a)
  local list = e.options or e.options_of
  if a[2] == "options" and list then return class_of(list) end
  if e.options and a[2]:find("%f[%w]table%f[%W]") and a[1] == "options" then
    return (kind.annotation(a[2]):gsub("table", class_of(e.options)))
  end
  if a[1] == "definition" then return class_of(e.options) end
  return kind.annotation(a[2])
end

local keywords = {["end"] = "end_", ["function"] = "function_"}

local function function_annotation(out, e, name)
  out[#out + 1] = comment(e.text)
  local names = {}
  for i, a in ipairs(e.args) do
    names[i] = keywords[a[1]] or a[1]
    out[#out + 1] = ("---@param %s%s %s %s"):format(names[i], a.optional and "?" or "",
                                                    argument_type(e, a), one_line(a[3]))
  end
  for _, r in ipairs(e.returns or {}) do
    out[#out + 1] = ("---@return %s # %s"):format(kind.annotation(r[1]), one_line(r[2]))
  end
  out[#out + 1] = ("function %s(%s) end\n"):format(name, table.concat(names, ", "))
end

local function constructor_annotation(out, e, name)
  option_class(out, e.name, e.declarations)
  out[#out + 1] = comment(e.text)
  local answer = kind.annotation(e.returns[1][1])
  local names = {}
  for i, d in ipairs(e.declarations) do
    names[i] = keywords[d[1]] or d[1]
    local own = type_of(d)
    if i == 1 then own = own .. "|" .. class_of(e.name) end
    out[#out + 1] = ("---@param %s%s %s %s"):format(names[i], d.required and i > 1 and "" or "?",
                                                    own, one_line(d[3] or ""))
  end
  out[#out + 1] = "---@return " .. answer
  out[#out + 1] = ("function %s(%s) end\n"):format(name, table.concat(names, ", "))
end

-- Does the entry belong to a class, and to which?
local function class_name(e)
  local prefix = catalogue.prefix(e)
  if prefix:find("^gd%.") then return nil end
  return classes[e.name:match("^[^.]+")]
end

local function collect()
  local members, public, fields = {}, {}, {}
  for _, group in ipairs(catalogue.groups()) do
    for _, e in ipairs(catalogue.entries(group)) do
      local class = class_name(e)
      if class then
        local list = e.kind == "field" and fields or members
        list[class] = list[class] or {}
        table.insert(list[class], e)
      elseif e.kind ~= "option" then
        public[#public + 1] = e
      end
    end
  end
  return members, public, fields
end

local operators = {
  Array = {
    "---@field [integer] number|gdlua.Array", "---@operator add(any): gdlua.Array",
    "---@operator sub(any): gdlua.Array", "---@operator mul(any): gdlua.Array",
    "---@operator div(any): gdlua.Array", "---@operator pow(any): gdlua.Array",
    "---@operator mod(any): gdlua.Array", "---@operator idiv(any): gdlua.Array",
    "---@operator unm: gdlua.Array", "---@operator len: integer",
  },
  Schedule = {
    "---@overload fun(t: number, state?: gdlua.State): number",
    "---@operator concat(any): gdlua.Schedule", "---@operator mul(any): gdlua.Schedule",
  },
  Expression = {
    "---@operator add(any): gdlua.Expression", "---@operator sub(any): gdlua.Expression",
    "---@operator mul(any): gdlua.Expression", "---@operator div(any): gdlua.Expression",
    "---@operator pow(any): gdlua.Expression", "---@operator unm: gdlua.Expression",
  },
  Problem = {
    "---@overload fun(x: gdlua.Array|number[]): number",
  },
  Rule = {
    "---@operator bor(any): gdlua.Rule", "---@operator band(any): gdlua.Rule",
    "---@operator mul(integer): gdlua.Rule",
  },
}

-- Classes that have the fields of another, too.
local parents = {Fitted = "Result"}

local function class_annotation(out, class, group, members, fields)
  out[#out + 1] = comment(group.doc)
  out[#out + 1] = "---@class gdlua." .. class ..
                  (parents[class] and ": gdlua." .. parents[class] or "")
  for _, line in ipairs(operators[class] or {}) do out[#out + 1] = line end
  for _, e in ipairs(fields or {}) do
    out[#out + 1] = ("---@field %s %s %s"):format(e.name:match("[^.]+$"), kind.annotation(e.type),
                                                  one_line(e.text))
  end
  out[#out + 1] = ("local %s = {}\n"):format(class)
  for _, e in ipairs(members or {}) do
    function_annotation(out, e, class .. ":" .. e.name:match("[^.]+$"))
  end
end

--- The whole file.
function annotations.text(version)
  local out = {
    "---@meta gdlua", "",
    "-- The public names of gdlua " .. version .. ", for editors (lua-language-server). Generated",
    "-- from what gd.help shows; nothing here runs.", "",
    "---@class gdlua.Method", "", "---@class gdlua.LineSearch", "",
  }
  local members, public, fields = collect()     -- this loads the scripts that publish
  for _, name in ipairs(options.published()) do option_class(out, name, options.of(name)) end
  for _, key in ipairs{"array", "symbols", "state", "result", "minimizing", "schedule", "stop",
                       "problem", "fitted", "store", "rows"} do
    local class = classes[key] or key == "symbols" and "Expression" or "Descent"
    class_annotation(out, class, catalogue.group(key), members[class], fields[class])
  end
  out[#out + 1] = "gd = {}\n"
  for _, key in ipairs{"schedule", "stop", "method", "linesearch", "plot", "problems"} do
    out[#out + 1] = comment(catalogue.group(key).doc)
    out[#out + 1] = ("gd.%s = {}\n"):format(key)
  end
  for _, e in ipairs(public) do
    local name = catalogue.prefix(e)
    if e.kind == "constructor" then
      constructor_annotation(out, e, name)
    elseif e.kind == "function" then
      function_annotation(out, e, name)
    else
      out[#out + 1] = comment(e.text) .. "\n---@type " .. kind.annotation(e.type)
      out[#out + 1] = name .. " = nil\n"
    end
  end
  out[#out + 1] = "return gd"
  return table.concat(out, "\n") .. "\n"
end

return annotations
