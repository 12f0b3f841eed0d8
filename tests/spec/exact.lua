--- What suites on exact derivatives share; dofile of this file answers
---   near(got, expected [, tolerance, what])   are they equal to 1e-12, or so far?
---   exact_or_refused(f, x, reason, check)
local lu = require "luaunit"
local gd = require "gdlua"

local exact = {}

function exact.near(got, expected, tolerance, what)
  local scale = math.max(1, math.abs(expected))
  lu.assertTrue(math.abs(got - expected) <= (tolerance or 1e-12)*scale,
                ("%s: %.17g for %.17g"):format(what or "gradient", got, expected))
end

-- Runs `check`. It may fail only if f is refused for a reason: what a function
-- remembers of earlier evaluations may be worth a derivative (a cache) or not,
-- so that nobody can say what the exact one is. (Differences see the function
-- as it is.)
function exact.exact_or_refused(f, x, reason, check)
  local ok, message = pcall(check)
  if not ok then
    local e = gd.explain(f, x)
    lu.assertEquals(e.rung, "differences", message)
    lu.assertStrContains(e.reason, reason)
  end
end

return exact
