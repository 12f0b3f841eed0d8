-- Every smooth test problem with every solver that goes along lines and each
-- line search that goes with it, from the usual start: a known minimum, or what
-- is said here instead. The simplex method, too.
local lu = require "luaunit"
local gd = require "gdlua"
local problems = require "gdlua.problems"

local ways = {
  lbfgs = {"armijo", "strong_wolfe", "hager_zhang", "nonmonotone", "exact"},
  bfgs = {"armijo", "strong_wolfe", "hager_zhang", "nonmonotone", "exact"},
  cg = {"strong_wolfe", "hager_zhang", "exact"},     -- backtracking is too little for it
}

-- Where a way does not end at a minimum that is known: what happens instead.
local valley = "variables in units of 1e-4 to 1e4: conjugate gradients creep along the valley"
local outside = "the first step leads out of the box of the problem, where the cost is lower"
local elsewhere = {
  ["cg exact mccormick"] = outside, ["cg hager_zhang schwefel"] = outside,
  ["cg strong_wolfe meyer"] = valley, ["cg exact meyer"] = valley,
  ["cg hager_zhang meyer"] = valley,
  ["cg strong_wolfe osborne_1"] = valley, ["cg exact osborne_1"] = valley,
  ["cg hager_zhang osborne_1"] = valley,
  ["cg strong_wolfe powell_badly_scaled"] = valley, ["cg exact powell_badly_scaled"] = valley,
  ["cg hager_zhang powell_badly_scaled"] = valley,
  ["nelder_mead brown_badly_scaled"] = "costs of 2e-10, within the tolerance of 1e-9",
  ["nelder_mead levy"] = "a local minimum, 0.0895",
}

local function near(a, b, relative, absolute)
  return math.abs(a - b) <= relative*math.abs(b) + absolute
end

local function is_known(p, cost)
  if not p.minimum then return true end
  for _, found in ipairs{p.minimum, table.unpack(p.minima)} do
    if near(cost, found.cost, 1e-6, 1e-11) then return true end
  end
  return false
end

local function check(key, name, method)
  local p = problems.get(name)
  local r = gd.minimize(p, p.start, {method = method, tolerance = 1e-9, epochs = 5000})
  lu.assertEquals(r.warnings, {})
  local known = is_known(p, r.cost)
  if elsewhere[key] then
    lu.assertFalse(known, "no exception any more: " .. elsewhere[key])
  else
    lu.assertTrue(known, ("%s ends with the cost %.12g: %s"):format(key, r.cost, r.reason))
  end
end

TestSolvers = {}
for _, name in ipairs(problems.list()) do
  for method, searches in pairs(ways) do
    for _, search in ipairs(searches) do
      local key = ("%s %s %s"):format(method, search, name)
      TestSolvers["test_" .. key:gsub(" ", "_")] = problems.get(name).smooth and function()
        check(key, name, gd.method[method]{linesearch = search})
      end or nil
    end
  end
  local key = "nelder_mead " .. name
  TestSolvers["test_" .. key:gsub(" ", "_")] = problems.get(name).n <= 8 and function()
    check(key, name, "nelder_mead")
  end or nil
end

function TestSolvers.test_exceptions_are_of_problems()
  for key in pairs(elsewhere) do
    lu.assertIsFunction(TestSolvers["test_" .. key:gsub(" ", "_")], key)
  end
end

os.exit(lu.LuaUnit.run())
