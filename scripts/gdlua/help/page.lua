--- What gd.help prints: entries, groups and the list of groups as text of 79
--- columns.
local catalogue = require "gdlua.help.catalogue"
local kind = require "gdlua.help.type"
local options = require "gdlua.options"

local page = {}

local width = 79

-- Letters of a UTF-8 text.
local function length(text) return utf8.len(text) or #text end

-- One paragraph; `first` begins its first line, `indent` the others.
local function wrap(out, text, first, indent)
  local line, empty = first, true
  for word in text:gmatch("%S+") do
    if not empty and length(line) + 1 + length(word) > width then
      out[#out + 1] = line
      line, empty = indent, true
    end
    line = line .. (empty and "" or " ") .. word
    empty = false
  end
  out[#out + 1] = (line:gsub("%s+$", ""))
end

-- Paragraphs; lines that begin with two spaces stay as they are.
local function paragraphs(out, text, indent)
  for line in (text .. "\n"):gmatch("(.-)\n") do
    if line:find("^  ") then
      out[#out + 1] = indent .. line
    elseif line == "" then
      out[#out + 1] = ""
    else
      wrap(out, line, indent, indent)
    end
  end
end

-- Rows of {term, text} with the texts below each other.
local function terms(out, rows)
  local column = 0
  for _, row in ipairs(rows) do column = math.max(column, length(row[1])) end
  column = math.min(column, 22) + 4
  local indent = (" "):rep(column)
  for _, row in ipairs(rows) do
    local first = "  " .. row[1]
    if length(first) + 2 > column then
      out[#out + 1] = first
      first = indent
    else
      first = first .. (" "):rep(column - length(first))
    end
    wrap(out, row[2], first, indent)
  end
end

local function section(out, title)
  if out[#out] ~= "" then out[#out + 1] = "" end
  out[#out + 1] = title
end

--- The default of a declaration as a text, or nil where there is none.
function page.default(d)
  if d.required then return "required" end
  if d[2] ~= nil then return "default " .. options.text(d[2]) end
end

--- What may be given, and the default: "(a number >= 0; default 0.1)".
function page.limits(d)
  local words = {}
  local expected = options.expected(d)
  if expected ~= "a value" then words[1] = expected end
  words[#words + 1] = page.default(d)
  return #words > 0 and "(" .. table.concat(words, "; ") .. ")" or ""
end

--- The same of an argument.
function page.argument(a)
  local words = {kind.say(a[2]) .. (a.range and " " .. a.range or "")}
  if a.optional then words[2] = a.default and "default: " .. a.default or "optional" end
  return "(" .. table.concat(words, "; ") .. ")"
end

local function code(out, text)
  for line in text:gsub("\n$", ""):gmatch("([^\n]*)\n?") do
    out[#out + 1] = line == "" and "" or "  " .. line
  end
  while out[#out] == "" do out[#out] = nil end
end

local function rows_of(list, f)
  local rows = {}
  for i, item in ipairs(list) do rows[i] = f(item) end
  return rows
end

--- An entry as text.
function page.entry(e)
  local out = {}
  for _, call in ipairs(e.calls) do out[#out + 1] = call end
  out[#out + 1] = ""
  paragraphs(out, e.text, "")
  if e.declaration then wrap(out, page.limits(e.declaration), "", "") end
  if e.kind == "field" and e.type then wrap(out, "Type: " .. kind.say(e.type), "", "") end
  if e.args and #e.args > 0 then
    section(out, "Arguments")
    terms(out, rows_of(e.args, function(a) return {a[1], a[3] .. " " .. page.argument(a)} end))
  end
  if e.declarations and #e.declarations > 0 then
    section(out, e.kind == "option" and "Fields" or "Options")
    terms(out, rows_of(e.declarations, function(d)
      return {d[1], (d[3] and d[3] .. " " or "") .. page.limits(d)}
    end))
  end
  if e.returns and #e.returns > 0 then
    section(out, "Returns")
    terms(out, rows_of(e.returns, function(r) return {kind.say(r[1]), r[2]} end))
  end
  if e.errors then
    section(out, "Errors")
    for _, err in ipairs(e.errors) do
      code(out, err[1])
      wrap(out, err[2], "    ", "    ")
    end
  end
  if e.example then
    section(out, "Example")
    code(out, e.example)
    section(out, "prints")
    code(out, e.output)
  end
  if e.see then
    out[#out + 1] = ""
    wrap(out, "See also: " .. e.see:gsub("%s+", ", "), "", "  ")
  end
  return table.concat(out, "\n") .. "\n"
end

--- A group as text: what it is, and a line an entry.
function page.group(g)
  local out = {g.title, ""}
  paragraphs(out, g.doc, "")
  out[#out + 1] = ""
  terms(out, rows_of(catalogue.entries(g), function(e)
    return {catalogue.prefix(e), e.kind == "option" and e.text or e.summary}
  end))
  if g.example then
    section(out, "Example")
    code(out, g.example)
    section(out, "prints")
    code(out, g.output)
  end
  return table.concat(out, "\n") .. "\n"
end

--- Several things that one name may mean.
function page.choice(name, entries)
  local out = {("'%s' may be one of these:"):format(name), ""}
  terms(out, rows_of(entries, function(e) return {e.name, e.summary} end))
  return table.concat(out, "\n") .. "\n"
end

--- The list of groups.
function page.overview(groups)
  local out = {
    "gd.help(\"minimize\"), gd.help(gd.minimize): what it is; gd.help(\"schedule\"): what is in a",
    "group. The groups are", "",
  }
  terms(out, rows_of(groups, function(g)
    local names = {}
    for i, e in ipairs(g) do
      if i > 8 then names[i] = "..." break end
      names[i] = catalogue.prefix(e):gsub("^gd%.", "")
    end
    return {g.key, g.title .. ": " .. table.concat(names, " ")}
  end))
  return table.concat(out, "\n") .. "\n"
end

return page
