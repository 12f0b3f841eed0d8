--- Tables of names that are loaded when first used: gd.schedule, gd.stop,
--- gd.method. `pairs` goes over all of them (and loads them), `names()` lists
--- them, an unknown name is an error that suggests the nearest.
local blame = require "gdlua.blame"
local options = require "gdlua.options"

--- title    how messages call the table: "gd.schedule"
--- prefix   the module of a name is prefix .. name
--- list     the names, separated by spaces
--- members  what the table holds besides them; becomes the table
return function(title, prefix, list, members)
  local names, known = {}, {}
  for name in list:gmatch("%S+") do
    names[#names + 1] = name
    known[name] = true
  end
  table.sort(names)

  function members.names()
    return table.move(names, 1, #names, 1, {})
  end

  local all = members.names()
  for name in next, members do all[#all + 1] = name end
  table.sort(all)

  -- __names: what the prompt completes (engine/cli/complete.c); __known: a set
  local meta = {__name = title, __names = members.names, __known = known}

  function meta.__index(t, name)
    if known[name] then
      local value = require(prefix .. name)
      rawset(t, name, value)
      return value
    end
    if type(name) == "string" then
      blame("no '%s' in %s%s", name, title, options.hint(name, all))
    end
  end

  function meta.__pairs(t)
    local i = 0
    return function()
      i = i + 1
      if all[i] then return all[i], t[all[i]] end
    end
  end

  return setmetatable(members, meta)
end
