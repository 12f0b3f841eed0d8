-- Nonlinear regressions with answers certified by NIST (tests/data/nist): each
-- from both starts, by gd.fit as it comes. What is counted is the digits that are
-- right: minus the logarithm of the relative error, of each parameter and of
-- each standard error.
local lu = require "luaunit"
local gd = require "gdlua"

local nist = dofile "tests/data/nist/problems.lua"
local models, read = nist.models, nist.read

local function digits(value, certified)
  if value == certified then return 11 end
  return math.max(0, math.min(11, -math.log(math.abs(value - certified)/math.abs(certified), 10)))
end

local function least(values, certified)
  local worst = 11
  for i, c in ipairs(certified) do worst = math.min(worst, digits(values[i], c)) end
  return worst
end

local fits = {}                     -- by name and start

-- The problem, the fit, and the least number of digits of parameters and errors.
local function fitted(name, k)
  local key = name .. k
  if not fits[key] then
    local p = read(name)
    local fit = gd.fit(models[name], p.x, p.y, p.starts[k])
    fits[key] = {p, fit, least(fit.x, p.certified), least(fit.stderr, p.errors)}
  end
  return table.unpack(fits[key])
end

local function check(name, k)
  local p, fit, parameters, errors = fitted(name, k)
  lu.assertEquals(#p.y, p.rows)
  print(("# %-9s start %d: %4.1f digits of the parameters, %4.1f of the errors; %3d steps"):format(
        name, k, parameters, errors, fit.epochs))
  lu.assertTrue(fit.converged, fit.reason)
  lu.assertEquals(fit.warnings, {})
  lu.assertTrue(parameters >= 9, ("%.1f digits of the parameters"):format(parameters))
  lu.assertTrue(errors >= 9, ("%.1f digits of the standard errors"):format(errors))
  lu.assertTrue(digits(2*fit.cost, p.squares) >= 7)
  lu.assertEquals(fit.dof, p.rows - #p.certified)
  local rowwise = gd.fit(models[name], p.x, p.y, p.starts[k], {form = "row"})
  lu.assertTrue(least(rowwise.x, p.certified) >= 8, "row by row")
end

TestNist = {}
for name in pairs(models) do
  for k = 1, 2 do
    TestNist[("test_%s_%d"):format(name, k)] = function() check(name, k) end
  end
end

function TestNist.test_median()
  local all = {}
  for name in pairs(models) do
    for k = 1, 2 do
      local p, fit = fitted(name, k)
      for i, c in ipairs(p.certified) do all[#all + 1] = digits(fit.x[i], c) end
    end
  end
  table.sort(all)
  local median = all[(#all + 1)//2]
  print(("# median of %d parameters: %.1f digits"):format(#all, median))
  lu.assertTrue(median >= 10)
end

os.exit(lu.LuaUnit.run())
