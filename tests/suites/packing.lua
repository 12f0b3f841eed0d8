-- 600 random plain loops (tests/data/programs/loops.lua), 100 a family: nearly all
-- are packed; value and gradient are those of the plain call and of the tape,
-- which has the graph as it was traced. The same loops with one turn that is
-- another are refused or right.
-- LOOPS=first,last runs some of each family, and prints those that fail.
local lu = require "luaunit"
local gd = require "gdlua"
local generate = dofile "tests/data/programs/loops.lua"

local first, last = (os.getenv "LOOPS" or "1,100"):match("(%d+),(%d+)")
first, last = tonumber(first), tonumber(last)

local function is_packed(f)
  local e = gd.explain(f)
  lu.assertEquals(e.rung, "compiled", e.reason)
  lu.assertEquals(e.mismatches, 0)
  for _, path in ipairs(e.paths) do
    if not (path.packing and path.packing:find("^packed")) then return false end
  end
  return true
end

local function largest(list)
  local most = 0
  for _, v in ipairs(list) do most = math.max(most, math.abs(v)) end
  return most
end

-- The compiled cost at `x` against the plain call, the gradient against the tape.
local function compare(f, counting, size, x)
  local g, value = gd.gradient(f, x)
  local h, exact = gd.gradient(counting, x)
  local plain = f(x)
  lu.assertEquals(exact, plain, "the tape's value")
  local scale = math.max(math.abs(plain), size(x))
  lu.assertTrue(math.abs(value - plain) <= 1e-13*scale,
                ("the cost is %.17g for %.17g, of size %g"):format(value, plain, scale))
  scale = largest(h:totable())
  for i, d in ipairs((g - h):totable()) do
    lu.assertTrue(math.abs(d) <= 1e-12*scale, ("component %d: %.17g for %.17g, of size %g"):format(i, g[i], h[i], scale))
  end
end

local function moved(start, seed)
  local t = {}
  for i, v in ipairs(start) do t[i] = v + 0.4*math.sin(3*i + seed) end
  return gd.vector(t)
end

-- Answers whether it is packed.
local function check(p, source, seed)
  local f, size = assert(load(source, "=loop"))(gd, p.tables, false)
  local counting = assert(load(source, "=loop"))(gd, p.tables, true)
  compare(f, counting, size, gd.vector(p.start))
  for k = 1, 3 do compare(f, counting, size, moved(p.start, seed + k)) end
  lu.assertEquals(gd.explain(counting).rung, "tape")
  return is_packed(f)
end

TestPacking = {}

local function run(family, which, seeds)
  local packed, count = 0, 0
  for seed = first, last do
    local p = generate(family, seed)
    local ok, problem = xpcall(check, function(e) return type(e) == "table" and e.msg or e end, p, p[which], seed)
    local told = os.getenv "LOOPS"
    if told and not (ok and problem) then
      io.stderr:write("\n-- ", family, " ", seed, ok and ": not packed" or "", "\n", p[which])
    end
    if not ok then error(("%s %d: %s"):format(family, seed, tostring(problem)), 0) end
    count = count + 1
    packed = packed + (problem and 1 or 0)
  end
  print(("# %s%s: %d of %d packed"):format(family, seeds, packed, count))
  return packed/count
end

for _, family in ipairs{"elements", "neighbours", "rows", "double", "index", "branches"} do
  TestPacking["test_" .. family] = function()
    local rate = run(family, "source", "")
    lu.assertTrue(rate >= 0.95, ("%.0f%% packed"):format(100*rate))
  end

  TestPacking["test_near_" .. family] = function() run(family, "near", ", one turn another") end
end

os.exit(lu.LuaUnit.run())
