--- Fits of NIST problems from their first starts, by gd.fit and SciPy's curve_fit,
--- both as they come: time a fit. What is compared is the sum of squares.
local names = {"Misra1a", "Thurber", "ENSO"}

local rows = {}
for i, name in ipairs(names) do
  local function fit(gd, count)
    local nist = dofile "tests/data/nist/problems.lua"
    local p = nist.read(name)
    local model, x, y = nist.models[name], gd.vector(p.x), gd.vector(p.y)
    return function()
      local r
      for _ = 1, count do r = gd.fit(model, x, y, p.starts[1]) end
      return {2*r.cost}, nil, r.reason
    end
  end
  rows[i] = {
    name = "fit" .. name, title = "fit of NIST " .. name, unit = "fit", count = 50, base = "numpy",
    few = {numpy = 5}, agree = 1e-6, sides = {numpy = "fits " .. name, gdlua = fit},
  }
end
return rows
