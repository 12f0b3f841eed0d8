-- The same programs (tests/data/programs/digest.lua) on each instruction set, in the
-- virtual machine and in machine code, with one thread and with two, each in a process
-- of its own: all values, derivatives and histories have the same bits.
-- TIERS=n runs n times as many.
local lu = require "luaunit"
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

local times = tonumber(os.getenv "TIERS" or "1")

-- How many of each kind: all of them in the virtual machine; machine code takes turns.
local counts = {{"program", 90*times}, {"loop", 60*times}, {"array", 32*times}}

local COMPILER = io.open(process.build .. "/gdlua-jit.so") ~= nil

-- Lines "kind seed bits", then how many were compiled and how many threads there are.
local SCRIPT = [[
local digest = dofile "tests/data/programs/digest.lua"
local compiled = 0
local function run(kind, count, turn, turns)
  for seed = 1 + turn, count, turns do
    local bits, native = digest(kind, seed)
    compiled = compiled + (native and 1 or 0)
    io.write(kind, " ", seed, " ", bits, "\n")
  end
end
%s
local threads = 0
for line in io.lines "/proc/self/status" do threads = tonumber(line:match "^Threads:%%s*(%%d+)") or threads end
io.write("compiled ", compiled, "\nthreads ", threads, "\n")
]]

-- What a process with these settings makes of every turns-th program: a table from
-- "kind seed" to bits, and from "compiled" and "threads" to numbers.
local function all(settings, turn, turns)
  local calls = {}
  for _, c in ipairs(counts) do calls[#calls + 1] = ("run(%q, %d, %d, %d)"):format(c[1], c[2], turn, turns) end
  local out, err, status = process.run(settings .. " " .. quote(process.gdlua) .. " -",
                                       SCRIPT:format(table.concat(calls, "\n")))
  lu.assertEquals({err, status}, {"", 0}, settings)
  local t, made = {}, 0
  for key, text in out:gmatch("(%l+ %d+) ([^\n]+)") do
    t[key] = text
    made = made + 1
  end
  t.compiled, t.threads = tonumber(out:match("compiled (%d+)")), tonumber(out:match("threads (%d+)"))
  return t, made
end

-- What is in `t` is in `right`.
local function check_same(right, settings, t)
  for key, text in pairs(t) do
    if type(text) == "string" then
      lu.assertTrue(text == right[key], ("%s with %s: %s for %s"):format(key, settings, text, right[key]))
    end
  end
end

-- Those there are: GDLUA_ISA asks for no more than the machine has.
local function sets()
  local file, list = io.open "/proc/cpuinfo", {"sse2"}
  local flags = file and file:read "a" or ""
  if file then file:close() end
  if flags:find "avx2" then list[#list + 1] = "avx2" end
  if flags:find "avx512f" then list[#list + 1] = "avx512" end
  return list
end

TestTiers = {}

function TestTiers.test_same_bits()
  local right, made = all("GDLUA_ISA=sse2 GDLUA_JIT=off GDLUA_THREADS=1", 0, 1)
  lu.assertEquals({made, right.compiled, right.threads}, {182*times, 0, 1})
  local list = sets()
  for at, isa in ipairs(list) do
    for threads = 1, 2 do
      local settings = ("GDLUA_ISA=%s GDLUA_THREADS=%d GDLUA_JIT="):format(isa, threads)
      local t = all(settings .. "off", 0, 1)
      lu.assertEquals({t.compiled, t.threads}, {0, threads}, settings)
      check_same(right, settings .. "off", t)
      if COMPILER then
        t, made = all(settings .. "sync", 2*(at - 1) + threads - 1, 2*#list)
        lu.assertTrue(made >= 28*times and t.compiled >= 0.9*made, settings .. ": " .. t.compiled .. " of " .. made)
        check_same(right, settings .. "sync", t)
      end
    end
  end
end

-- Machine code that takes over before an epoch of a descent.
function TestTiers.test_switch()
  if not COMPILER then return lu.skip "there is no compiler" end
  local out, err, status = process.run("GDLUA_JIT=auto " .. quote(process.gdlua) .. " -", ([[
local digest = dofile "tests/data/programs/digest.lua"
local switched = 0
for _, kind in ipairs{"program", "loop"} do
  for seed = 1001, 1000 + %d do
    local a, b = digest(kind, seed, true)
    if a ~= b then print(kind, seed, a, b) end
    switched = switched + (a and 1 or 0)
  end
end
print(switched)]]):format(25*times))
  lu.assertEquals({err, status}, {"", 0})
  local switched = tonumber(out)
  lu.assertNotNil(switched, out)
  lu.assertTrue(switched >= 40*times, switched)
end

os.exit(lu.LuaUnit.run())
