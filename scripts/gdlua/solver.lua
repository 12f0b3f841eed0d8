--- What solvers and line searches of the engine say of their options, as
--- declarations (gdlua/options.lua), and their values as the engine reads them.
local solver = {}

--- Declarations of a list from core.solver_options or core.linesearch_options.
function solver.declarations(known)
  local list = {}
  for i, d in ipairs(known) do
    if d.choices then
      list[i] = {d.name, d.choices[d.default + 1], d.doc, choices = d.choices}
    else
      list[i] = {d.name, d.default, d.doc, min = d.low, max = d.high, integer = d.integer or nil,
                 huge = true}
    end
  end
  return list
end

local function number(d, value)
  if not d.choices then return value end
  for i, choice in ipairs(d.choices) do
    if choice == value then return i - 1 end
  end
end

--- The values of checked options, a vector; nil where there are none.
function solver.values(declarations, o)
  local values = {}
  for _, d in ipairs(declarations) do
    if d[1] ~= "linesearch" then values[#values + 1] = number(d, o[d[1]]) end
  end
  return #values > 0 and require "gdlua".vector(values) or nil
end

return solver
