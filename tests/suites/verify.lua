-- The suites on costs and traps once more with GDLUA_VERIFY=always, which
-- compares every evaluation with the plain function.
local lu = require "luaunit"
local process = dofile "tests/spec/cli/process.lua"

TestVerify = {}
for _, suite in ipairs{"costs", "packing", "random_programs", "traps_counting", "traps_effects", "traps_memory", "traps_numbers",
                       "traps_readers", "traps_runs", "traps_values", "traps_world"} do
  TestVerify["test_" .. suite] = function()
    local out, err, code = process.run(("GDLUA_VERIFY=always %s tests/suites/%s.lua -o tap"):format(
      process.quote(process.gdlua), suite))
    local failed = {}
    for line in out:gmatch("[^\n]+") do
      if not line:find("^ok") then failed[#failed + 1] = line end
    end
    lu.assertEquals(code, 0, table.concat(failed, "\n") .. err)
    lu.assertStrMatches(out, ".*\n# Ran %d+ tests.*")
  end
end

os.exit(lu.LuaUnit.run())
