-- Random runs of few variables (tests/spec/runs.lua): with native stretches and
-- without, with the machine code of each stage, with every answer compared with
-- Lua's, they are the same in all bits.
local lu = require "luaunit"
local make = dofile "tests/spec/runs.lua"
local process = dofile "tests/spec/cli/process.lua"

local RUNS, FEWER = 700, 250

-- (Long texts are too much for assertEquals.)
local function check_same(what, a, b)
  if a == b then return end
  local i = 1
  while a:byte(i) == b:byte(i) do i = i + 1 end
  lu.fail(("%s:\n%s\n%s"):format(what, a:sub(math.max(i - 60, 1), i + 60), b:sub(math.max(i - 60, 1), i + 60)))
end

TestStretches = {}

function TestStretches.test_watched()
  local stretches, epochs = 0, 0
  for seed = 1, RUNS do
    local run = make(seed)
    local quick, d, what = run()
    check_same(("run %d (%s)"):format(seed, what), quick, (run{on_epoch = function() end}))
    if d then
      local count, made, why = d:stretches()
      stretches, epochs = stretches + (count > 0 and 1 or 0), epochs + made
      lu.assertNil(why, ("run %d (%s)"):format(seed, what))
    end
  end
  lu.assertTrue(stretches > RUNS/3, stretches .. " of the runs have stretches")
  lu.assertTrue(epochs > 50*RUNS, epochs .. " epochs in stretches")
end

-- The bits of all runs in one text, of another process.
local SCRIPT = [[
local make = dofile "tests/spec/runs.lua"
for seed = 1, %d do io.write((make(seed)()):gsub("function: 0x%%x+", "function"), "\n") end
]]

local function all(env, count)
  local out, err, code = process.run(("%s %s -"):format(env, process.quote(process.gdlua)), SCRIPT:format(count))
  lu.assertEquals({err, code}, {"", 0}, env)
  lu.assertTrue(#out > 100*count)
  return out
end

function TestStretches.test_tiers()
  local right = all("GDLUA_JIT=off", FEWER)
  for _, env in ipairs{"GDLUA_JIT=auto", "GDLUA_JIT=off GDLUA_VERIFY=always"} do
    check_same(env, all(env, FEWER), right)
  end
  check_same("GDLUA_JIT=sync", all("GDLUA_JIT=sync", 40), all("GDLUA_JIT=off", 40))
end

os.exit(lu.LuaUnit.run())
