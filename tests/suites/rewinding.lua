-- Random runs of few variables (tests/spec/runs.lua), taken back to some epoch: they
-- repeat in all bits, and so do forks from there.
local lu = require "luaunit"
local make = dofile "tests/spec/runs.lua"
local bits = dofile "tests/spec/bits.lua"

local RUNS = 300

TestRewinding = {}

function TestRewinding.test_random_runs()
  local repeated, restored = 0, 0
  for seed = 1, RUNS do
    local _, d, what = make(seed)()
    local where = ("run %d (%s)"):format(seed, what)
    local last = d and d:result().epochs or 0
    if last > 2 then
      local whole = bits(d:result())
      local epoch = seed*7919 % last
      local ok, fork = pcall(d.fork, d, {epoch = epoch})
      if not ok then
        lu.assertStrContains(fork, "went on from a checkpoint")
        restored = restored + 1
      else
        lu.assertEquals(fork:state().epoch, epoch, where)
        lu.assertTrue(bits(fork:run()) == whole, "fork of " .. where)
        d:rewind(epoch)
        lu.assertEquals(d:state().epoch, epoch, where)
        lu.assertTrue(bits(d:run()) == whole, where)
        repeated = repeated + 1
      end
    end
  end
  lu.assertTrue(repeated > RUNS/3, repeated .. " runs repeated")
  lu.assertTrue(restored < repeated)
end

os.exit(lu.LuaUnit.run())
