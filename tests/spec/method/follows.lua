--- follows(m, formula [, o]): 40 updates of the method are those of a formula,
--- f(o) -> function(theta, g, lr, t, st) as in tests/data/methods/formulas.lua
--- (or the name of one there), to 1e-13.
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"
local formulas = dofile "tests/data/methods/formulas.lua"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

return function(m, formula, o, lr)
  local f = (formulas[formula] or formula)(o or {})
  local x, st, points = {3, -4}, {{}, {}}, {}
  for t = 1, 40 do
    local g = gradient(x)
    for i = 1, 2 do x[i] = f(x[i], g[i], lr or 0.05, t, st[i]) end
    points[t] = {x[1], x[2]}
  end
  near(points, follow(m, {3, -4}, gradient, lr or 0.05, 40))
end
