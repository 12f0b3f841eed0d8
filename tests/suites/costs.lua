-- Costs written the way people write them (tests/data/costs): each is
-- compiled, its values are those of the function itself, its gradients those
-- by hand or by differences, at its start and around it, and descents go down.
local lu = require "luaunit"
local gd = require "gdlua"
local flat = dofile "tests/spec/flat.lua"

package.path = "tests/data/costs/?.lua;" .. package.path

local function names()
  local list = {}
  local found = assert(io.popen "cd tests/data/costs && LC_ALL=C ls *.lua")
  for line in found:lines() do list[#list + 1] = line:match("(.*)%.lua$") end
  found:close()
  return list
end

-- The start and some points near it, as lists of numbers.
local function points(start)
  local x0 = flat.flat(start)
  local list = {x0}
  for k = 1, 3 do
    local x = {}
    for i, v in ipairs(x0) do x[i] = v + 0.02*math.sin(7*k + 3*i)*(math.abs(v) + 0.1) end
    list[#list + 1] = x
  end
  return list
end

local function oracle(c, f, x)
  if c.gradient then return flat.flat(c.gradient(flat.received(x))), 1e-10 end
  return flat.flat(gd.gradient(f, x, {mode = "richardson"})), 1e-6
end

-- Is g what it should be at x? `cost` came with it.
local function check(c, what, x, g, cost)
  local f = c.cost
  lu.assertTrue(flat.right(f, cost, f(flat.received(x))),
    ("%s: the cost is %.17g, called plainly %.17g"):format(what, cost, f(flat.received(x))))
  local expected, tolerance = oracle(c, f, x)
  local got = flat.flat(g)
  local err = flat.error(got, expected)
  lu.assertTrue(err <= tolerance, ("%s: the gradient is wrong by %.3g: %s for %s"):format(
    what, err, gd.vector(got), gd.vector(expected)))
  lu.assertEquals(type(g), type(flat.received(x)), what .. ": the shape of the gradient")
end

local function compiled(c, x, when)
  local e = gd.explain(c.cost, x)
  lu.assertEquals(e.rung, "compiled", ("%s: %s"):format(when, e.reason))
end

local function run(c)
  for k, list in ipairs(points(c.start)) do
    local x = flat.unflat(c.start, list)
    local g, cost = gd.gradient(c.cost, x)
    check(c, "point " .. k, x, g, cost)
    lu.assertEquals(flat.flat(x), list, "the point is untouched")
    local forward = gd.gradient(c.cost, x, {mode = "forward"})
    local err = flat.error(flat.flat(g), flat.flat(forward))
    lu.assertTrue(err <= 1e-12, "reverse and forward differ by " .. err)
  end
  compiled(c, c.start, "at the start")

  local r = gd.minimize(c.cost, c.start, {epochs = 6})
  lu.assertEquals(r.warnings, {})
  lu.assertTrue(r.cost < c.cost(flat.received(c.start)), "it goes down")
  check(c, "after a descent", r.x, r.gradient, r.cost)
  local near = flat.flat(r.x)
  check(c, "and again", flat.unflat(c.start, near), gd.gradient(c.cost, flat.unflat(c.start, near)))
  compiled(c, r.x, "after a descent")
end

TestCosts = {}
local count = 0
for _, name in ipairs(names()) do
  count = count + 1
  TestCosts["test_" .. name] = function()
    local c = require(name)
    lu.assertNotNil(c.name)
    lu.assertNotNil(c.note)
    run(c)
  end
end

function TestCosts.test_there_are_enough()
  lu.assertTrue(count >= 60)
end

os.exit(lu.LuaUnit.run())
