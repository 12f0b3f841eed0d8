-- result:why() on runs that fail in one of twelve ways and on healthy ones, with
-- random parameters: how often it is right. Other seeds than those it was made with.
local lu = require "luaunit"
local gd = require "gdlua"
local costs = dofile "tests/spec/experiment/costs.lua"
local failures = dofile "tests/spec/experiment/failures.lua"
local healthy = dofile "tests/spec/experiment/healthy.lua"

local FIRST = 770000      -- seed

TestWhy = {}

-- How many of 200 draws are named first, and a list of the others.
function TestWhy.test_failures()
  local named, others, by_name = 0, {}, {}
  for k = 1, 200 do
    local name = failures.names[(k - 1) % #failures.names + 1]
    local w = failures.draw(name, costs.random(FIRST + k)):why()
    if w.finding == name then
      named = named + 1
      by_name[name] = (by_name[name] or 0) + 1
    else
      others[#others + 1] = ("%d %s: %s"):format(FIRST + k, name, w.finding or "nothing")
    end
  end
  print(("# %d of 200 failures named"):format(named))
  local text = table.concat(others, "\n")
  lu.assertTrue(named >= 180, text)
  for _, name in ipairs(failures.names) do
    lu.assertTrue((by_name[name] or 0) >= 12, name .. "\n" .. text)
  end
end

function TestWhy.test_healthy()
  local alarms = {}
  for k = 1, 200 do
    local r, kind = healthy.draw(costs.random(FIRST + 1000 + k))
    local w = r:why()
    if #w.findings > 0 then
      alarms[#alarms + 1] = ("%d %s: %s"):format(FIRST + 1000 + k, kind, w.finding)
    end
  end
  print(("# %d false alarms on 200 healthy runs"):format(#alarms))
  lu.assertTrue(#alarms <= 4, table.concat(alarms, "\n"))
end

-- What it looks at stays as it is: the user's generator, the result, the cost's own
-- argument.
function TestWhy.test_leaves_no_trace()
  for k = 1, 24 do
    local name = failures.names[(k - 1) % #failures.names + 1]
    local r = failures.draw(name, costs.random(FIRST + 2000 + k))
    local before = tostring(r)
    gd.seed(5)
    local expected = gd.uniform(3)
    gd.seed(5)
    r:why()
    lu.assertTrue(gd.uniform(3) == expected, name)
    lu.assertEquals(tostring(r), before)
    lu.assertEquals(tostring(r:why()), tostring(r:why()), name)
  end
end

os.exit(lu.LuaUnit.run())
