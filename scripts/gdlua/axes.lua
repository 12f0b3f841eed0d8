--- Functions that evaluate a cost at a point and at two more along every axis,
--- in one go: for a cost of a few variables, calling it from Lua costs much
--- less than calling it from C. One is made for every number of variables.
---
--- For n = 2 variables and one further argument:
---   function(f, v, m, x1, x2, a1, b1, a2, b2, e1)
---     m[1], m[2] = x1, x2
---     local c = f(v, e1)
---     m[1] = a1 local p1 = f(v, e1) m[1] = b1 local q1 = f(v, e1) m[1] = x1
---     m[2] = a2 local p2 = f(v, e1) m[2] = b2 local q2 = f(v, e1) m[2] = x2
---     return c, p1, q1, p2, q2
---   end
--- v is the vector that f gets, m the mirror that has its elements.
local made = {}

local function numbered(n, pattern)
  local words = {}
  for i = 1, n do words[i] = pattern:gsub("#", i) end
  return table.concat(words, ", ")
end

local function source(n, extra)
  local more = extra > 0 and ", " .. numbered(extra, "e#") or ""
  local lines = {
    ("return function(f, v, m, %s, %s%s)"):format(numbered(n, "x#"), numbered(n, "a#, b#"), more),
    ("%s = %s"):format(numbered(n, "m[#]"), numbered(n, "x#")),
    ("local c = f(v%s)"):format(more),
  }
  local axis = "m[#] = a# local p# = f(v@) m[#] = b# local q# = f(v@) m[#] = x#"
  for i = 1, n do lines[#lines + 1] = axis:gsub("[#@]", {["#"] = tostring(i), ["@"] = more}) end
  lines[#lines + 1] = ("return c, %s end"):format(numbered(n, "p#, q#"))
  return table.concat(lines, "\n")
end

--- The function for n variables and `extra` further arguments of the cost.
return function(n, extra)
  local key = n .. ":" .. extra
  if not made[key] then
    made[key] = load(source(n, extra), "=gdlua/axes.lua", "t")()
  end
  return made[key]
end
