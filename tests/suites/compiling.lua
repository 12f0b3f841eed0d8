-- Machine code that comes, fails to come, or is on its way: scripts give the same
-- output, end when they end, and answer to Ctrl-C, whatever their compiler does.
local lu = require "luaunit"
local gd = require "gdlua"
local process = dofile "tests/spec/cli/process.lua"
local quote = process.quote

local FAKE = process.build .. "/tests/c/exec/fake_plugin.so"
local REAL = process.build .. "/gdlua-jit.so"

local function exists(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

-- A descent of a branchy and of a vector cost, long enough to be compiled: all of its
-- history, in hexadecimal.
local DESCENT = [[
local function branchy(v)
  local s = 0
  for i = 1, #v do
    local d = v[i] - i/7
    if d > 0.3 then s = s + 0.6*d - 0.09 elseif d < -0.3 then s = s - 0.6*d - 0.09 else s = s + d^2 end
  end
  return s + math.exp(-v[1]^2)
end
local function tell(cost, start, options)
  local r = gd.minimize(cost, start, options)
  local words = {r.reason}
  for _, name in ipairs{"cost", "step", "gradient_norm"} do
    local list = r.history[name] or {}
    for k = 1, #list do words[#words + 1] = ("%a"):format(list[k]) end
  end
  for k = 1, #r.x do words[#words + 1] = ("%a"):format(r.x[k]) end
  io.write(table.concat(words, " "), "\n")
end
tell(branchy, {4, -3, 2, 1.5}, {step = 0.01, epochs = 12000, stop = gd.stop.never()})
tell(function(v) return ((v - 1)^2):sum() + (v:sum() - 3)^2/50 end, gd.zeros(300),
     {step = gd.schedule.cosine{from = 0.1, epochs = 12000}, method = "adam", epochs = 12000, stop = gd.stop.never()})
]]

-- Begins to compile, and says so.
local BUSY = [[
local function cost(v) return ((v - 1)^2):sum() + gd.exp(v):sum() end
local x = gd.zeros(100)
local ends = os.clock() + 0.05
while os.clock() < ends do gd.gradient(cost, x) end
]]

-- Output, what went to standard error, and status of a script with a compiler. A hang
-- ends with status 124.
local function run(script, mode, plugin, fake)
  return process.run(("FAKE=%s GDLUA_JIT=%s GDLUA_JIT_PLUGIN=%s timeout -s KILL 60 %s -"):format(
    fake or "", mode, quote(plugin), quote(process.gdlua)), script)
end

-- (Long texts are too much for assertEquals.)
local function check_same(right, what, out, err, status)
  lu.assertEquals({err, status}, {"", 0}, what)
  lu.assertTrue(out == right, what)
end

TestCompiling = {}

function TestCompiling.test_bad_compilers()
  local right = run(DESCENT, "off", "")
  lu.assertTrue(#right > 10000)
  local folder = process.folder()
  process.write(folder .. "/text.so", "no shared object\n")
  process.write(folder .. "/empty.so", "")
  process.write(folder .. "/half.so", process.read(FAKE):sub(1, 3000))
  local plugins = {folder .. "/missing.so", folder, folder .. "/text.so", folder .. "/empty.so",
                   folder .. "/half.so", "/dev/null", "", "libm.so.6", process.gdlua}
  for _, plugin in ipairs(plugins) do
    for _, mode in ipairs{"auto", "sync"} do
      check_same(right, plugin, run(DESCENT, mode, plugin))
    end
    local out = process.run(("GDLUA_JIT_PLUGIN=%s %s -v"):format(quote(plugin), quote(process.gdlua)))
    lu.assertStrMatches(out, ".*\ncompiler: none %([^\n]+%)\n", nil, nil, plugin)
  end
  for _, fake in ipairs{"none", "version", "fails", "memory", "slow", "stuck"} do
    for _, mode in ipairs{"auto", fake ~= "slow" and fake ~= "stuck" and "sync" or nil} do
      check_same(right, fake, run(DESCENT, mode, FAKE, fake))
    end
  end
  process.clean()
end

function TestCompiling.test_modes()
  local right = run(DESCENT, "off", "")
  for _, mode in ipairs{"auto", "sync"} do
    check_same(right, mode, run(DESCENT, mode, REAL))
  end
  local out, err, status = run(DESCENT, "nonsense", REAL)
  check_same(right, "nonsense", out, "", status)
  lu.assertEquals(err, "gdlua: GDLUA_JIT=nonsense is unknown (there are off, auto and sync); auto is used\n")
end

-- The ways a script ends, with a compilation under way that does not.
function TestCompiling.test_ends()
  local ends = {
    {"", 0}, {"os.exit(3)", 3}, {"os.exit(4, true)", 4}, {"error('x', 0)", 1},
    {"collectgarbage() cost = nil collectgarbage()", 0},
    {"gd.minimize(cost, x, {epochs = 10, step = 0.01}) os.exit(5)", 5},
    {"for k = 1, 50 do local c = k gd.gradient(function(v) return c*cost(v) end, x) end", 0},
  }
  for _, case in ipairs(ends) do
    local _, _, status = run(BUSY .. case[1], "auto", FAKE, "stuck")
    lu.assertEquals(status, case[2], case[1])
  end
end

function TestCompiling.test_other_processes()
  local out, err, status = run(BUSY .. [[
    for k = 1, 20 do
      local pipe = io.popen("echo " .. k)
      assert(pipe:read("n") == k and pipe:close())
      assert(os.execute("exit 0"))
      gd.gradient(cost, x)
    end
    print "done"]], "auto", FAKE, "stuck")
  lu.assertEquals({out, err, status}, {"done\n", "", 0})
end

-- Ctrl-C during a compilation is for the script, not for the thread that compiles.
function TestCompiling.test_interrupt()
  for _, fake in ipairs{"stuck", "slow"} do
    local out, err, status = run(BUSY .. [[
      local calls = 0
      local r = gd.minimize(function(v)
        calls = calls + 1
        if calls == 50 then io.popen("kill -INT $PPID", "w"):close() end
        return cost(v)
      end, x, {step = 1e-9, epochs = 1e6, stop = gd.stop.never()})
      print(r.reason, r.epochs < 1e6)]], "auto", FAKE, fake)
    lu.assertStrMatches(out, "interrupt: .*\ttrue\n")
    lu.assertEquals({err, status}, {"", 0})
  end
end

-- Code that takes over in the middle of a run, at any epoch: the same bits.
function TestCompiling.test_switch()
  if not exists(REAL) then return lu.skip "there is no compiler" end
  local script = [[
local function valley(v)
  local s = 0
  for i = 1, #v - 1 do s = s + 100*(v[i + 1] - v[i]^2)^2 + (1 - v[i])^2 end
  if v[1] > 0 then s = s + v[1]^3/9 end
  return s
end
local function is_native(f)
  for _, path in ipairs(gd.explain(f).paths) do
    if path.native then return true end
  end
end
local function go(at, shift)
  local cost = function(v) return valley(v) + shift*v[1] end
  local d = gd.descent(cost, gd.vector{-1.2, 1, 0.3, 0.7}, {step = 1e-3, method = "momentum", epochs = 60,
    stop = gd.stop.never()})
  local words, x = {}, gd.vector{-1.2, 1, 0.3, 0.7}
  for epoch = 1, 60 do
    if epoch == at then
      local tries = 0
      repeat
        for _ = 1, 2000 do gd.gradient(cost, x) end
        tries = tries + 1
      until is_native(cost) or tries > 2000
      assert(tries <= 2000, "not compiled")
      assert(tostring(gd.explain(cost)):find("^compiled: machine code %(LLVM %d+%.[^\n]*%) works out"))
    end
    local state = assert(d:step())
    x = state.x
    words[#words + 1] = ("%a %a %a"):format(state.cost, x[1], x[4])
  end
  return table.concat(words, "\n")
end
math.randomseed(7)
for k = 1, 12 do
  local at, shift = math.random(60), k/1000
  local switched = go(at, shift)
  assert(switched == go(nil, shift), "epoch " .. at)
end
print "same"]]
  local out, err, status = run(script, "auto", REAL)
  lu.assertEquals({out, err, status}, {"same\n", "", 0})
end

os.exit(lu.LuaUnit.run())
