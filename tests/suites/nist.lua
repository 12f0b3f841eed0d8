-- Nonlinear regressions with answers certified by NIST (tests/data/nist): each
-- from both starts, by gd.fit as it comes. What is counted is the digits that are
-- right: minus the logarithm of the relative error, of each parameter and of
-- each standard error.
local lu = require "luaunit"
local gd = require "gdlua"

local exp, cos, sin, atan, pi = math.exp, math.cos, math.sin, math.atan, math.pi

local function rational(b, x)
  return (b[1] + b[2]*x + b[3]*x^2 + b[4]*x^3)/(1 + b[5]*x + b[6]*x^2 + b[7]*x^3)
end

local function saturation(b, x) return b[1]*(1 - exp(-b[2]*x)) end

local function peak(height, x, centre, width) return height*exp(-(x - centre)^2/width^2) end

local models = {
  BoxBOD = saturation,
  Chwirut2 = function(b, x) return exp(-b[1]*x)/(b[2] + b[3]*x) end,
  DanWood = function(b, x) return b[1]*x^b[2] end,
  ENSO = function(b, x)
    return b[1] + b[2]*cos(2*pi*x/12) + b[3]*sin(2*pi*x/12) + b[5]*cos(2*pi*x/b[4]) +
           b[6]*sin(2*pi*x/b[4]) + b[8]*cos(2*pi*x/b[7]) + b[9]*sin(2*pi*x/b[7])
  end,
  Gauss1 = function(b, x)
    return b[1]*exp(-b[2]*x) + peak(b[3], x, b[4], b[5]) + peak(b[6], x, b[7], b[8])
  end,
  Hahn1 = rational,
  Kirby2 = function(b, x) return (b[1] + b[2]*x + b[3]*x^2)/(1 + b[4]*x + b[5]*x^2) end,
  Lanczos3 = function(b, x) return b[1]*exp(-b[2]*x) + b[3]*exp(-b[4]*x) + b[5]*exp(-b[6]*x) end,
  MGH09 = function(b, x) return b[1]*(x^2 + x*b[2])/(x^2 + x*b[3] + b[4]) end,
  MGH17 = function(b, x) return b[1] + b[2]*exp(-x*b[4]) + b[3]*exp(-x*b[5]) end,
  Misra1a = saturation,
  Rat42 = function(b, x) return b[1]/(1 + exp(b[2] - b[3]*x)) end,
  Roszman1 = function(b, x) return b[1] - b[2]*x - atan(b[3]/(x - b[4]))/pi end,
  Thurber = rational,
}

local function read(name)
  local p = {starts = {{}, {}}, certified = {}, errors = {}, x = {}, y = {}}
  local number = 0
  for line in io.lines("tests/data/nist/" .. name .. ".dat") do
    number = number + 1
    local words = {}
    for word in line:gsub("=", " "):gmatch("%S+") do words[#words + 1] = tonumber(word) or word end
    if number > 60 and type(words[1]) == "number" then
      p.y[#p.y + 1], p.x[#p.x + 1] = words[1], words[2]
    elseif #words == 5 and line:find("^%s*b%d+ *=") then
      local i = #p.certified + 1
      p.starts[1][i], p.starts[2][i], p.certified[i], p.errors[i] = table.unpack(words, 2)
    elseif line:find("Residual Sum of Squares") then
      p.squares = words[#words]
    elseif line:find("Number of Observations") then
      p.rows = words[#words]
    end
  end
  return p
end

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
