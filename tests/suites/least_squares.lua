-- The least-squares solver on all problems of More, Garbow and Hillstrom: from
-- the usual start, and from ten times as far, in every way that derivatives come.
local lu = require "luaunit"
local gd = require "gdlua"
local problems = require "gdlua.problems"

local function near(a, b) return math.abs(a - b) <= 1e-7*math.abs(b) + 1e-11 end

-- Is the cost (twice that of gd.least_squares) that of a minimum that is known?
local function is_known(p, cost)
  if near(cost, p.minimum.cost) then return true end
  for _, found in ipairs(p.minima) do
    if near(cost, found.cost) then return true end
  end
  return false
end

local function check(name, opts)
  local p = problems[name]
  local r = gd.least_squares(p.residuals, p.start, opts)
  lu.assertTrue(r.converged, name .. ": " .. r.reason)
  lu.assertEquals(r.warnings, {})
  lu.assertTrue(is_known(p, 2*r.cost), ("%s: %.12g: %s"):format(name, 2*r.cost, r.reason))
  lu.assertTrue(math.abs(p(r.x) - 2*r.cost) <= 1e-12*math.abs(2*r.cost) + 1e-25)
end

TestMgh = {}
for _, name in ipairs(problems.list "mgh") do
  TestMgh["test_" .. name] = function() check(name) end
end

-- Bounds that are in nobody's way change nothing about where it ends.
function TestMgh.test_wide_bounds()
  for _, name in ipairs{"rosenbrock", "bard", "kowalik_osborne", "meyer", "osborne_1", "wood"} do
    check(name, {bounds = {-1e7, 1e7}})
  end
end

-- The boxes that the literature has: never left, and where they end a gradient
-- points outwards.
function TestMgh.test_bounds()
  for _, name in ipairs{"rosenbrock", "beale", "bard", "brown_dennis", "wood"} do
    local p = problems[name]
    for k = 1, 6 do
      local low, high = {}, {}
      for i, v in ipairs(p.start) do
        low[i] = v - math.abs(math.sin(7*k + i))*k/3
        high[i] = v + math.abs(math.cos(5*k + i))*k/3
      end
      local function inside(x)
        for i = 1, #low do
          if gd.detach(x[i]) < low[i] or gd.detach(x[i]) > high[i] then error "outside" end
        end
        return p.residuals(x)
      end
      local r = gd.least_squares(inside, p.start, {bounds = {low, high}})
      lu.assertTrue(r.converged, name .. ": " .. r.reason)
      local J, scale = r.jacobian, math.sqrt(2*r.cost)
      for i = 1, #low do
        local x, g = r.x[i], r.gradient[i]
        local free = not (x <= low[i] and g >= 0 or x >= high[i] and g <= 0)
        local length = gd.vector(J.T[i]):norm()
        lu.assertTrue(not free or math.abs(g) <= 1e-6*length*scale,
                      ("%s, box %d: the slope along %d is %g"):format(name, k, i, g))
      end
    end
  end
end

os.exit(lu.LuaUnit.run())
