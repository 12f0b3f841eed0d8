--- Test problems for methods: functions from the literature with their usual
--- starts, known minima and, where they are sums of squares, residuals.
---
---   local problems = require "gdlua.problems"
---   local p = problems.beale                  -- of the usual size
---   local q = problems.get("watson", 9)       -- with 9 variables
---   gd.minimize(p, p.start)
---
--- The families: "mgh", the 35 problems of J. J. More, B. S. Garbow, K. E.
--- Hillstrom: Testing unconstrained optimization software, ACM TOMS 7 (1981);
--- "classic", others that are well known.
local blame = require "gdlua.blame"
local core = require "gdlua.core"
local make = require "gdlua.problems.problem"
local options = require "gdlua.options"

local parts = {
  {"mgh", "few"}, {"mgh", "several"}, {"mgh", "many"}, {"mgh", "linear"},
  {"classic", "valleys"}, {"classic", "waves"},
}

local problems = {}
local definitions                       -- by name
local names                             -- sorted

local function load()
  if definitions then return end
  definitions, names = {}, {}
  for _, part in ipairs(parts) do
    for _, d in ipairs(require("gdlua.problems." .. part[2])) do
      d.family = part[1]
      definitions[d.name] = d
      names[#names + 1] = d.name
    end
  end
  table.sort(names)
end

local function unknown(name)
  local near = options.nearest(name, names)
  blame("no problem '%s' (%s)", name, near and ("did you mean '%s'?"):format(near) or
        "gd.problems.list() has the names")
end

--- The problem `name`, made anew; where there is a choice, with n variables and
--- m residuals.
function problems.get(name, n, m)
  load()
  if type(name) ~= "string" then
    blame("bad argument #1 to 'problems.get' (the name of a problem expected, got %s)",
          core.describe(name))
  end
  return make(definitions[name] or unknown(name), n, m)
end

--- The names of the problems, of all or of one family, sorted.
function problems.list(family)
  load()
  if family ~= nil and family ~= "mgh" and family ~= "classic" then
    blame("bad argument #1 to 'problems.list' (\"mgh\", \"classic\" or nothing expected, got %s)",
          core.describe(family))
  end
  local list = {}
  for _, name in ipairs(names) do
    if family == nil or definitions[name].family == family then list[#list + 1] = name end
  end
  return list
end

-- __names: what the prompt completes (engine/cli/complete.c)
local meta = {__name = "gd.problems"}

function meta.__names()
  local list = problems.list()
  table.move({"get", "list"}, 1, 2, #list + 1, list)
  table.sort(list)
  return list
end

-- problems.beale: the same value each time.
function meta.__index(t, name)
  load()
  if type(name) ~= "string" then return nil end
  local p = make(definitions[name] or unknown(name))
  rawset(t, name, p)
  return p
end

-- pairs(problems): all problems of the usual sizes, in the order of their names.
function meta.__pairs(t)
  local i, list = 0, problems.list()
  return function()
    i = i + 1
    if list[i] then return list[i], t[list[i]] end
  end
end

return setmetatable(problems, meta)
