-- 2,000 random programs (tests/data/programs/generator.lua): values are those
-- of the plain call, to the bit where nothing was packed; reverse mode, forward mode and the tape agree;
-- differences and Hessian-vector products by differences bear them out.
-- PROGRAMS=first,last runs some of them, and prints those that fail.
local lu = require "luaunit"
local gd = require "gdlua"
local flat = dofile "tests/spec/flat.lua"
local generate = dofile "tests/data/programs/generator.lua"
local point = dofile "tests/data/programs/point.lua"

local first, last = (os.getenv "PROGRAMS" or "1,2000"):match("(%d+),(%d+)")
first, last = tonumber(first), tonumber(last)
local group = 50

-- The derivative of f at 0 by Richardson's extrapolation from central
-- differences h, h/2, h/4, h/8: (value, estimate of its error).
local function extrapolated(f, h)
  local row = {}
  local best, estimate
  for k = 1, 4 do
    local next_row = {(f(h) - f(-h))/(2*h)}
    for j = 2, k do
      next_row[j] = next_row[j - 1] + (next_row[j - 1] - row[j - 1])/(4^(j - 1) - 1)
    end
    if k > 1 then
      local e = math.max(math.abs(next_row[k] - next_row[k - 1]), math.abs(next_row[k] - row[k - 1]))
      if not estimate or e < estimate then best, estimate = next_row[k], e end
    end
    row, h = next_row, h/2
  end
  return best, estimate
end

-- f is smooth at most points, but there may be a kink within h.
local function difference(f)
  local best, estimate
  for _, h in ipairs{0.02, 0.004, 0.0008} do
    local d, e = extrapolated(f, h)
    if not estimate or e < estimate then best, estimate = d, e end
    if estimate < 1e-9 then break end
  end
  return best, estimate
end

local function moved(start, list, step)
  local t = {}
  for i, v in ipairs(list) do t[i] = v + step(i) end
  return flat.unflat(start, t)
end

local components, skipped, compared = 0, 0, 0

local function check_differences(f, start, list, g)
  local scale = 1
  for _, v in ipairs(g) do scale = math.max(scale, math.abs(v)) end
  for i = 1, #g do
    local d, estimate = difference(function(h)
      return f(flat.received(moved(start, list, function(j) return j == i and h or 0 end)))
    end)
    components = components + 1
    if not (estimate < 2e-7*scale) then
      skipped = skipped + 1
    else
      lu.assertTrue(math.abs(g[i] - d) <= 1e-6*scale,
                    ("component %d: %.17g, by differences %.17g +- %.2g"):format(i, g[i], d, estimate))
    end
  end
end

local function check_hvp(f, start, list)
  local v = {}
  for i = 1, #list do v[i] = math.sin(5*i) end
  local product = flat.flat(gd.hvp(f, start, flat.unflat(start, v)))
  for i = 1, #list do
    local d, estimate = difference(function(h)
      return flat.flat((gd.gradient(f, moved(start, list, function(j) return h*v[j] end))))[i]
    end)
    local scale = math.max(1, math.abs(d))
    if estimate < 2e-7*scale then
      compared = compared + 1
      lu.assertTrue(math.abs(product[i] - d) <= 1e-6*scale,
        ("Hessian times vector, component %d: %.17g, by differences %.17g +- %.2g"):format(i, product[i], d, estimate))
    end
  end
end

local function agree(what, a, b)
  local err = flat.error(a, b)
  lu.assertTrue(err <= 1e-12, ("%s: %g apart: %s and %s"):format(what, err, gd.vector(a), gd.vector(b)))
end

local function check(seed)
  local program = generate(seed)
  local chunk = assert(load(program.source, "=program" .. seed))
  local f, counting = chunk(gd, false), chunk(gd, true)
  local start = point(program.start)
  local list = flat.flat(start)
  local plain = f(flat.received(start))
  if plain ~= plain or math.abs(plain) > 1e6 then error("no program for a test: " .. plain) end

  local function same(what, cost)
    local right = flat.same(cost, plain) or what ~= "tape" and flat.right(f, cost, plain)
    lu.assertTrue(right, ("%s: the cost is %.17g for %.17g"):format(what, cost, plain))
  end
  local g, cost = gd.gradient(f, start)
  same("compiled", cost)
  local e = gd.explain(f, start)
  lu.assertEquals(e.rung, "compiled", e.reason)
  local again, cost2 = gd.gradient(f, start)
  same("again", cost2)
  g = flat.flat(g)
  lu.assertEquals(flat.flat(again), g, "the same gradient again")

  local forward, cost3 = gd.gradient(f, start, {mode = "forward"})
  same("forward", cost3)
  agree("reverse and forward", g, flat.flat(forward))
  local tape, cost4 = gd.gradient(counting, start)
  same("tape", cost4)
  agree("reverse and tape", g, flat.flat(tape))
  check_differences(f, start, list, g)
  if seed % 20 == 0 then check_hvp(f, start, list) end

  -- another point, where other sides may be taken
  local elsewhere = moved(start, list, function(i) return 0.7*math.sin(3*i + seed) end)
  local h, cost5 = gd.gradient(f, elsewhere)
  plain = f(flat.received(elsewhere))
  same("elsewhere", cost5)
  agree("reverse and tape elsewhere", flat.flat(h), flat.flat((gd.gradient(counting, elsewhere))))
  lu.assertEquals(gd.explain(counting, elsewhere).rung, "tape")
end

TestPrograms = {}
for from = first, last, group do
  TestPrograms[("test_%04d"):format(from)] = function()
    for seed = from, math.min(from + group - 1, last) do
      local ok, problem = xpcall(check, function(e) return type(e) == "table" and e.msg or e end, seed)
      if not ok then
        if os.getenv "PROGRAMS" then io.stderr:write("\n-- ", seed, "\n", generate(seed).source) end
        error(("program %d: %s"):format(seed, tostring(problem)), 0)
      end
    end
  end
end

-- (Runs last.) The differences are no excuse.
function TestPrograms.test_z_most_components_are_compared()
  lu.assertTrue(components > 2*(last - first))
  lu.assertTrue(skipped <= 0.02*components, ("%d of %d skipped"):format(skipped, components))
  if last - first >= 500 then lu.assertTrue(compared >= 100) end
end

os.exit(lu.LuaUnit.run())
