-- kill -9 in the middle of saving, again and again: the file is always that of
-- a whole checkpoint, and the run that goes on from it ends with the bits of
-- one that nobody disturbed.
local lu = require "luaunit"
local gd = require "gdlua"

local KILLS = 200
local LONGEST = 0.025                    -- seconds from the begin of a run to its end

local x = gd.linspace(-1, 1, 40)

-- Random numbers are part of it.
local function cost(p, b)
  return ((p.w*b.x + p.c - b.y)^2):mean() + ((p.q - p.w)^2):sum() + 1e-6*gd.uniform()
end

-- A descent of which everything remembers something: method, schedule, rule,
-- order of rows.
local function descent(checkpoint)
  gd.seed(5)
  return gd.descent(cost, {w = 0, c = 0, q = gd.ones(9)}, {
    data = {x = x, y = 3*x - 1 + gd.sin(9*x)}, batch = 15, epochs = 150, method = "adam",
    step = gd.schedule.plateau{from = 0.05, factor = 0.7, patience = 3},
    stop = gd.stop.patience(100) * 3, checkpoint = checkpoint,
  })
end

-- The run in a process of its own, which tells when it begins.
if arg[1] == "child" then
  io.stdout:write("begins\n")
  io.stdout:flush()
  descent{path = arg[2], every = 1, resume = true}:run()
  os.exit(true)
end

local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

local function bits(r)
  local words = {r.reason, r.epochs, r.updates, r.evaluations, r.best.epoch}
  local function add(v)
    if type(v) == "number" then words[#words + 1] = ("%a"):format(v)
    else for _, e in ipairs(v) do add(e) end end
  end
  for _, p in ipairs{r.x, r.gradient, r.best.x} do
    for _, name in ipairs{"w", "c", "q"} do add(p[name]) end
  end
  for _, v in ipairs{r.cost, r.best.cost, r.history.cost, r.history.step} do add(v) end
  return table.concat(words, " ")
end

local function exists(path)
  local file = io.open(path)
  if file then file:close() end
  return file ~= nil
end

-- Starts the run and kills it after so many seconds. Was it still there?
local function kill(path, seconds)
  local pipe = io.popen(("echo $$; exec %s %s child %s"):format(
    quote(os.getenv "GDLUA" or "build/gdlua"), quote(arg[0]), quote(path)))
  local pid = pipe:read("l")
  assert(pipe:read("l") == "begins")
  local t = os.clock()
  repeat until os.clock() - t >= seconds
  os.execute("kill -9 " .. pid .. " 2>/dev/null")
  local good, how, code = pipe:close()
  assert(good or how == "signal" and code == 9, "the run failed by itself")
  return not good
end

TestKill = {}

function TestKill:setUp()
  local pipe = io.popen("mktemp -d")
  self.folder = pipe:read("l")
  pipe:close()
end

function TestKill:tearDown()
  os.execute("rm -rf " .. quote(self.folder))
end

-- A run that is killed goes on until it is killed again.
function TestKill:test_every_file_is_whole()
  local path = self.folder .. "/run.ckpt"
  local expected = bits(descent():run())
  local kills, epochs, places = 0, {}, 0
  math.randomseed(1)
  for _ = 1, 10*KILLS do
    if kills == KILLS then break end
    if not kill(path, LONGEST*math.random()) then
      os.remove(path)                    -- it came to its end: from the start
    elseif exists(path) then
      kills = kills + 1
      local d = descent():restore(path)
      if not epochs[d:epoch()] then places = places + 1 end
      epochs[d:epoch()] = true
      lu.assertEquals(bits(d:run()), expected)
    end
  end
  lu.assertEquals(kills, KILLS)
  lu.assertTrue(places > KILLS/10)
end

os.exit(lu.LuaUnit.run())
