-- Every smooth test problem with the solvers that use second derivatives, and with
-- lbfgsb between its bounds: from the usual start to a minimum that is known. No
-- evaluation is outside the bounds.
local lu = require "luaunit"
local gd = require "gdlua"
local problems = require "gdlua.problems"

local methods = {
  newton = "newton", newton_cg = "newton_cg", trust_region = "trust_region",
  trust_region_by_products = gd.method.trust_region{exact = 0}, lbfgsb = "lbfgsb",
}

-- Where a method does not end at a minimum that is known: what happens instead.
local elsewhere = {
  ["newton mccormick"] = "falls for ever: without bounds there is no minimum",
  ["newton_cg mccormick"] = "finds another local minimum: one to each period of the sine",
  ["lbfgsb meyer"] = "is stuck at 97.2: the variables differ by 10^5 in size, the curvatures by 10^16",
}

local function near(a, b) return math.abs(a - b) <= 1e-5*(1 + math.abs(b)) end

local function is_known(p, cost)
  for _, found in ipairs{p.minimum, table.unpack(p.minima)} do
    if near(cost, found.cost) then return true end
  end
  return false
end

TestSolvers = {}

for name, p in pairs(problems) do
  for kind, method in pairs(p.smooth and methods or {}) do
    TestSolvers[("test_%s_%s"):format(kind, name)] = function()
      local r = gd.minimize(p.cost, p.start, {method = method, epochs = 3000,
                                              bounds = kind == "lbfgsb" and p.bounds or nil})
      lu.assertEquals(is_known(p, r.cost), not elsewhere[kind .. " " .. name],
                      ("%s: %.10g, %s"):format(name, r.cost, r.reason))
    end
  end
end

-- The known minima lie between the bounds, so narrower ones are taken: a box about
-- the start whose sides are at different distances.
local function narrow(p)
  local lower, upper = {}, {}
  for i, v in ipairs(p.start) do
    local width = 0.1 + 0.3*math.abs(v)
    lower[i], upper[i] = v - width*(i % 3), v + width*((i + 1) % 3)
    if i % 5 == 4 then upper[i] = lower[i] end
    if i % 5 == 0 then lower[i] = -math.huge end
    if p.bounds then
      lower[i] = math.max(lower[i], p.bounds[1][i])
      upper[i] = math.min(upper[i], p.bounds[2][i])
    end
    lower[i], upper[i] = math.min(lower[i], v), math.max(upper[i], v)
  end
  return lower, upper
end

-- At the end a component of the gradient is 0 or points out of the box.
local function check_end(p, r, lower, upper)
  local scale = 1 + math.abs(r.cost)
  for i = 1, p.n do
    local x, g = r.x[i], r.gradient[i]
    lu.assertTrue(x >= lower[i] and x <= upper[i])
    local held = g > 0 and x == lower[i] or g < 0 and x == upper[i]
    lu.assertTrue(held or math.abs(x - math.max(lower[i], math.min(x - g, upper[i]))) <= 1e-4*scale,
                  ("%s: component %d of the gradient is %g, %s"):format(p.name, i, g, r.reason))
  end
end

for name, p in pairs(problems) do
  if p.smooth then
    TestSolvers["test_narrow_bounds_" .. name] = function()
      local lower, upper = narrow(p)
      local outside, asked = 0, 0
      local r = gd.minimize(function(x)
        asked = asked + 1                       -- so that it runs each time
        for i = 1, p.n do
          if not (x[i] >= lower[i] and x[i] <= upper[i]) then outside = outside + 1 end
        end
        return p.cost(x)
      end, p.start, {bounds = {lower, upper}, epochs = 3000})
      lu.assertEquals(outside, 0)
      lu.assertTrue(asked >= r.evaluations)
      check_end(p, r, lower, upper)
    end
  end
end

os.exit(lu.LuaUnit.run())
