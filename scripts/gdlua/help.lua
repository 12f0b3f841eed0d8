--- gd.help: what there is to say about a public name, from the catalogue in
--- help/.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local find = require "gdlua.help.find"
local page = require "gdlua.help.page"

local help = {}

local function no_such_name(name)
  local near = find.nearest(name)
  blame("no help on '%s' (%s)", name, near and ("did you mean '%s'?"):format(near) or
        "gd.help() lists what there is")
end

local function text_of(what)
  if what.calls then return page.entry(what) end
  if what.key then return page.group(what) end
  return page.overview(what)
end

local function on_name(name)
  local found = find.name(name)
  if #found == 0 then no_such_name(name) end
  if #found > 1 then return page.choice(name, found) end
  return text_of(found[1])
end

--- What gd.help prints, as a text.
function help.text(...)
  if select("#", ...) == 0 then return text_of(require "gdlua.help.catalogue".groups()) end
  local what = ...
  if type(what) == "string" then return on_name(what) end
  local found = find.value(what)
  if not found then
    blame("no help on %s (a name, or a function or value of gdlua, expected; gd.help() lists " ..
          "what there is)", core.describe(what))
  end
  return text_of(found)
end

--- gd.help([what]): prints it.
function help.help(...)
  print((help.text(...):gsub("\n$", "")))
end

return help
