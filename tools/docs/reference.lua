-- reference.lua - the pages of the reference, as Markdown: one for each group
-- of what gd.help shows.
local catalogue = require "gdlua.help.catalogue"
local kind = require "gdlua.help.type"
local page = require "gdlua.help.page"

local reference = {}

-- Text with what Markdown would take for markup escaped, but for `code`.
local function escape(text)
  local function plain(s) return (s:gsub("[\\*_<>|%[%]]", "\\%0")) end
  local out, at = {}, 1
  for before, code, after in text:gmatch("()(`[^`]*`)()") do
    out[#out + 1] = plain(text:sub(at, before - 1))
    out[#out + 1] = code
    at = after
  end
  out[#out + 1] = plain(text:sub(at))
  return table.concat(out)
end

-- A cell of a table; a "|" ends it even within code.
local function cell(text) return (escape(text):gsub("`[^`]*`", function(code)
  return (code:gsub("|", "\\|"))
end)) end

local function code(text)
  local fence = text:find("`", 1, true) and "``" or "`"
  return fence .. (text:gsub("|", "\\|")) .. fence
end

-- Paragraphs; lines that begin with two spaces are code.
local function paragraphs(text)
  local out, in_code = {}, false
  for line in (text .. "\n"):gmatch("(.-)\n") do
    local is_code = line:find("^  ") ~= nil
    if is_code ~= in_code or (not is_code and line ~= "") then out[#out + 1] = "" end
    out[#out + 1] = is_code and "    " .. line:sub(3) or escape(line)
    in_code = is_code
  end
  return table.concat(out, "\n")
end

local function table_of(head, rows)
  local out = {"", "| " .. table.concat(head, " | ") .. " |", "|" .. ("---|"):rep(#head)}
  for _, row in ipairs(rows) do out[#out + 1] = "| " .. table.concat(row, " | ") .. " |" end
  return table.concat(out, "\n")
end

local function map(list, f)
  local out = {}
  for i, item in ipairs(list) do out[i] = f(item) end
  return out
end

local function arguments(e)
  return table_of({"argument", "", ""}, map(e.args, function(a)
    return {code(a[1]), cell(a[3]), cell(page.argument(a):sub(2, -2))}
  end))
end

local function declarations(e)
  return table_of({e.kind == "option" and "field" or "option", "", ""},
                  map(e.declarations, function(d)
    return {code(d[1]), cell(d[3] or ""), cell(page.limits(d):gsub("^%((.*)%)$", "%1"))}
  end))
end

local function errors(list)
  return table_of({"error", "message"}, map(list, function(err)
    return {code(err[1]), cell(err[2])}
  end))
end

local function fence(language, text)
  return ("\n```%s\n%s\n```"):format(language, (text:gsub("\n$", "")))
end

local function example(e)
  return "\nExample:\n" .. fence("lua", e.example) .. "\n" .. fence("text", e.output)
end

--- The heading of an entry; links are made from it.
function reference.heading(e) return catalogue.prefix(e) end

--- Where the names of gd.help lead: "minimizing.md#gdminimize".
function reference.target(name)
  local e = catalogue.entry(name)
  if not e then return catalogue.group(name).key .. ".md" end
  return e.group.key .. ".md#" .. reference.anchor(reference.heading(e))
end

--- The anchor of a heading, as forges make it.
function reference.anchor(heading)
  return (heading:lower():gsub("[^%w%s_\128-\255-]", ""):gsub("%s", "-"))
end

-- Names as links.
local function links(names)
  local out = {}
  for name in names:gmatch("%S+") do
    local e = catalogue.entry(name)
    local shown = e and "`" .. catalogue.prefix(e) .. "`" or catalogue.group(name).title:lower()
    if e and e.kind == "option" then shown = "the option " .. shown end
    out[#out + 1] = ("[%s](%s)"):format(shown, reference.target(name))
  end
  return table.concat(out, ", ")
end

local function entry(e)
  local out = {"", "## " .. reference.heading(e)}
  if e.kind ~= "field" and e.kind ~= "option" then
    out[#out + 1] = fence("call", table.concat(e.calls, "\n"))
  end
  out[#out + 1] = paragraphs(e.text)
  if e.declaration then out[#out + 1] = "\n" .. escape(page.limits(e.declaration)) end
  if e.kind == "field" then out[#out + 1] = "\nType: " .. escape(kind.say(e.type)) .. "." end
  if e.args and #e.args > 0 then out[#out + 1] = arguments(e) end
  if e.declarations and #e.declarations > 0 then out[#out + 1] = declarations(e) end
  if e.returns and #e.returns > 0 then
    out[#out + 1] = table_of({"returns", ""}, map(e.returns, function(r)
      return {cell(kind.say(r[1])), cell(r[2])}
    end))
  end
  if e.errors and e.errors ~= e.group.errors then out[#out + 1] = errors(e.errors) end
  if e.example and e.example ~= e.group.example then out[#out + 1] = example(e) end
  if e.see then out[#out + 1] = "\nSee also " .. links(e.see) .. "." end
  return table.concat(out, "\n")
end

--- The page of a group.
function reference.page(group)
  local out = {"# " .. group.title, "", escape(group.doc)}
  if group.errors then out[#out + 1] = errors(group.errors) end
  if group.example then out[#out + 1] = example(group) end
  for _, e in ipairs(catalogue.entries(group)) do out[#out + 1] = entry(e) end
  return table.concat(out, "\n") .. "\n"
end

--- The page that lists the others.
function reference.contents()
  local out = {
    "# Reference", "", "Every public name of gdlua. `gd.help(name)` shows the same at the prompt.",
  }
  for _, group in ipairs(catalogue.groups()) do
    out[#out + 1] = ("\n## [%s](%s.md)\n"):format(group.title, group.key)
    out[#out + 1] = table.concat(map(catalogue.entries(group), function(e)
      return ("[`%s`](%s)"):format(reference.heading(e), reference.target(e.name))
    end), ", ")
  end
  return table.concat(out, "\n") .. "\n"
end

return reference
