-- Every ending a descent can have, for every method it makes sense for: what
-- the reason says, whether it converged, and which point comes back.
local lu = require "luaunit"
local gd = require "gdlua"

-- Problems: cost, start, and the gradient where it is given.
local function bowl(x) return x[1]^2 + 2*x[2]^2 end
local function bowl_gradient(x) return {2*x[1], 4*x[2]} end
local function hill(x) return 5 - x[1]^2 - 2*x[2]^2 end
local function hill_gradient(x) return {-2*x[1], -4*x[2]} end
local function line(x) return x[1] + x[2] end
local function line_gradient() return {1, 1} end
local function cliff(x) return x[1] < 0 and 0/0 or x[1] end        -- downhill to where there is nothing
local function pit(x) return x[1] < 0 and -math.huge or x[1] end
local function slope() return {1, 0} end
local function flat() return 0 end
local function raised(x) return 1e9 + bowl(x) end                  -- differences drown in 1e9

-- Steps with which a method descends the bowl from (3, -2).
local steps = {gd = 0.1, momentum = 0.02, nesterov = 0.02, adagrad = 1, rmsprop = 0.02, adam = 0.05}
local rules = {"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"}
local all = {"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lbfgs", "lbfgsb"}

local stop = gd.stop
local given = {gradient = bowl_gradient}

-- what          the ending
-- f, gradient   the problem, (3, -2) to the bowl's minimum where not given; gradient = false: differences
-- start         (3, -2) where not given
-- o             options beside method, step and gradient; o.step for rules only
-- reason        pattern of the whole reason
-- converged     what is expected
-- point         "last" (where the run stood) or "best" of result.best and result.last
-- methods       all where not given
-- maximize      gd.maximize
-- check(r)      more to look at
local endings = {
  {what = "gradient tolerance", o = {epochs = 5000}, converged = true, point = "last",
   reason = "gradient: |g| = %S+ <= 1e%-06 after %d+ epochs?"},
  {what = "gradient tolerance of one's own", o = {tolerance = 0.5, epochs = 5000}, converged = true, point = "last",
   reason = "gradient: |g| = %S+ <= 0%.5 after %d+ epochs?",
   check = function(r) lu.assertTrue(r.gradient_norm <= 0.5) end},
  {what = "tolerance met at the start", start = {0, 0}, converged = true, point = "last",
   reason = "gradient: |g| = 0 <= 1e%-06 after 0 epochs", check = function(r) lu.assertEquals(r.epochs, 0) end},
  {what = "tolerance met by differences of a cost that is exactly 0", f = flat, gradient = false,
   converged = true, point = "last", reason = "gradient: |g| = 0 <= 1e%-06 after 0 epochs"},
  {what = "limit of epochs", o = {epochs = 2}, converged = false, point = "last",
   reason = "epochs: 2 of 2 done, |g| = %S+ > 1e%-06"},
  {what = "limit of no epochs", o = {epochs = 0}, converged = false, point = "last",
   reason = "epochs: 0 of 0 done, |g| = 8 > 1e%-06"},
  {what = "limit of time", f = function(x) local t = os.clock(); repeat until os.clock() - t > 2e-3; return bowl(x) end,
   o = {time = 0.004, tolerance = 0, epochs = math.huge}, converged = false, point = "last",
   reason = "time: %S+ s >= 0%.004 s after %d+ epochs?"},
  {what = "a function that returns true", o = {stop = function(s) return s.epoch == 3 end}, converged = true,
   point = "last", reason = "function at .-endings%.lua:%d+: reached after 3 epochs"},
  {what = "a function that returns a reason", o = {stop = function(s) return s.epoch == 3 and "seen enough" end},
   converged = false, point = "last", reason = "seen enough"},
  {what = "a function that never says so", o = {stop = function() return false end, epochs = 4}, converged = false,
   point = "last", reason = "epochs: 4 of 4 done"},
  {what = "a function that does not converge", converged = false, point = "last",
   o = {stop = stop.rule(function(s) return s.epoch == 3 end, {converges = false})},
   reason = "function at .-endings%.lua:%d+: reached after 3 epochs"},
  {what = "stop.epochs", o = {stop = stop.epochs(3)}, converged = false, point = "last",
   reason = "epochs: limit of 3 epochs"},
  {what = "stop.updates", o = {stop = stop.updates(3)}, converged = false, point = "last",
   reason = "updates: .*3 updates.*"},
  {what = "stop.evaluations", o = {stop = stop.evaluations(4)}, converged = false, point = "last",
   reason = "evaluations: .*", check = function(r) lu.assertTrue(r.evaluations >= 4) end},
  {what = "stop.time", o = {stop = stop.time(0)}, converged = false, point = "last",
   reason = "time: %S+ s taken, limit of 0 seconds"},
  {what = "stop.gradient", o = {stop = stop.gradient(0.1, 2), epochs = 5000}, converged = true, point = "last",
   reason = "gradient: |g| = %S+ <= 0%.1 after %d+ epochs?"},
  {what = "stop.cost_below", o = {stop = stop.cost_below(1), epochs = 5000}, converged = true, point = "last",
   reason = "cost_below: cost = %S+ <= 1 after %d+ epochs?", check = function(r) lu.assertTrue(r.cost <= 1) end},
  {what = "stop.distance", o = {stop = stop.distance({0, 0}, 0.5), epochs = 5000}, converged = true, point = "last",
   reason = "distance: %S+ <= 0%.5 from the target after %d+ epochs?"},
  {what = "stop.change", o = {stop = stop.change(1e-3):after(1), epochs = 5000}, converged = true, point = "last",
   reason = "change: moved by %S+ <= 0%.001 after %d+ epochs?"},
  {what = "stop.cost_change", o = {stop = stop.cost_change(1e-3), epochs = 5000}, converged = true, point = "last",
   reason = "cost_change: |change of the cost| = %S+ <= 0%.001 after %d+ epochs?"},
  {what = "stop.change under a decayed step", methods = rules, converged = false, point = "last",
   o = {stop = stop.change(1e-6), step = gd.schedule.exponential{from = 0.05, factor = 0.5}},
   reason = "stalled: change: moved by %S+ <= 1e%-06 after %d+ epochs"},
  {what = "stop.cost_change under a decayed step", methods = rules, converged = false, point = "last",
   o = {stop = stop.cost_change(1e-6), step = gd.schedule.exponential{from = 0.05, factor = 0.5}},
   reason = "stalled: cost_change: |change of the cost| = %S+ <= 1e%-06 after %d+ epochs"},
  {what = "stop.step_size", methods = rules, converged = false, point = "last",
   o = {stop = stop.step_size(1e-3), step = gd.schedule.exponential{from = 0.05, factor = 0.5}},
   reason = "step_size: step = %S+ <= 0%.001 after 7 epochs"},
  {what = "stop.patience", methods = rules, o = {stop = stop.patience(3), step = 0}, converged = false, point = "last",
   reason = "patience: no fall of 0 in 3 epochs", check = function(r) lu.assertEquals(r.epochs, 3) end},
  {what = "stop.diverged", methods = {"gd", "momentum", "nesterov"}, converged = false, point = "best",
   o = {stop = stop.diverged(10), step = 2}, reason = "diverged: |cost| = %S+ > 170 after %d+ epochs?"},
  {what = "stop.never", o = {stop = stop.never(), epochs = 3}, start = {0, 0}, methods = rules, converged = false,
   point = "last", reason = "epochs: 3 of 3 done"},
  {what = "a | b: the one that fired", o = {stop = stop.epochs(3) | stop.cost_below(-1)}, converged = false,
   point = "last", reason = "epochs: limit of 3 epochs"},
  {what = "a | b: the one that converged", o = {stop = stop.epochs(3) | stop.gradient(100)}, converged = true,
   point = "last", reason = "gradient: |g| = 8 <= 100 after 0 epochs"},
  {what = "a & b: both converge", o = {stop = stop.gradient(100) & stop.cost_below(100)}, converged = true,
   point = "last", reason = "gradient: .* and cost_below: .*"},
  {what = "a & b: one does not converge", o = {stop = stop.gradient(100) & stop.epochs(2)}, converged = false,
   point = "last", reason = "gradient: .* and epochs: limit of 2 epochs", check = function(r) lu.assertEquals(r.epochs, 2) end},
  {what = "a * 3", o = {stop = stop.gradient(100)*3}, converged = true, point = "last",
   reason = "gradient: .*, 3 times in a row", check = function(r) lu.assertEquals(r.epochs, 2) end},
  {what = "a:after(2)", o = {stop = stop.gradient(100):after(2)}, converged = true, point = "last",
   reason = "gradient: .*after 2 epochs", check = function(r) lu.assertEquals(r.epochs, 2) end},
  {what = "on_epoch", o = {on_epoch = function(s) return s.epoch == 2 end}, converged = false, point = "last",
   reason = "on_epoch: ended by the script after 2 epochs"},
  {what = "on_epoch where the tolerance is met too", start = {0, 0}, o = {on_epoch = function() return true end},
   converged = true, point = "last", reason = "gradient: |g| = 0 <= 1e%-06 after 0 epochs"},
  {what = "cost NaN at the start", f = function() return 0/0 end, converged = false, point = "last",
   reason = "diverged: the cost at the start is nan", check = function(r) lu.assertEquals(r.x, gd.vector{3, -2}) end},
  {what = "cost infinite at the start", f = function() return math.huge end, converged = false, point = "last",
   reason = "diverged: the cost at the start is inf"},
  {what = "cost NaN later", f = cliff, gradient = slope, o = {step = 2}, methods = rules, converged = false, point = "best",
   reason = "diverged: the cost is nan after %d+ epochs? %(best: %S+ after %d+%)"},
  {what = "cost infinite later", f = pit, gradient = slope, o = {step = 2}, methods = rules, converged = false,
   point = "best", reason = "diverged: the cost is %-inf after %d+ epochs? %(best: %S+ after %d+%)"},
  {what = "a parameter overflows", f = line, gradient = function() return {1, -1e308} end, start = {0, 1.5e308},
   o = {step = 1}, methods = {"gd"}, converged = false, point = "last",
   reason = "diverged: parameter 2 of 2 would become inf in epoch 1 %(its gradient: %-1e%+308, step size: 1%)"},
  {what = "a gradient that is NaN", f = line, gradient = function() return {1, 0/0} end, methods = {"gd", "momentum", "nesterov"},
   converged = false, point = "last",
   reason = "diverged: parameter 2 of 2 would become nan in epoch 1 %(its gradient: nan, step size: %S+%)"},
  {what = "on_rise = stop", o = {on_rise = "stop", step = 2}, methods = {"gd", "momentum", "nesterov", "rmsprop", "adam"},
   converged = false, point = "last", reason = "on_rise: the cost rises from %S+ to %S+ in epoch %d+",
   check = function(r) lu.assertEquals(r.best.cost, r.last.cost) end},
  {what = "on_rise = halve, at last", f = line, start = {0, 0}, gradient = function() return {-1, -1} end, methods = rules,
   o = {on_rise = "halve"}, converged = false, point = "last",
   reason = "on_rise: the cost rises from %S+ to %S+ in epoch %d+ even after the step was halved %d+ times"},
  {what = "rounding floor at the limit", f = function(x) return 2*x[1]^2 + 2*x[2]^2 end, gradient = {mode = "central", h = 1e-10},
   start = {5, -5}, o = {step = 1, epochs = 100}, methods = {"gd"}, converged = false, point = "last",
   reason = "epochs: 100 of 100 done; rounding floor: |g| = 0 is below the error %S+ of its differences",
   check = function(r)
     lu.assertEquals(("%.9g"):format(r.x[2]), "1244739.51")
     lu.assertEquals(#r.warnings, 1)
   end},
  {what = "rounding floor of every rule", f = raised, gradient = "central", start = {1e-3, 1e-3}, o = {epochs = 7},
   methods = rules, converged = false, point = "last",
   reason = "epochs: 7 of 7 done; rounding floor: |g| = %S+ is below the error %S+ of its differences"},
  {what = "rounding floor does not fire a gradient rule", f = raised, gradient = "central", start = {1e-3, 1e-3},
   o = {epochs = 7, stop = stop.gradient(1e-3)}, methods = rules, converged = false, point = "last",
   reason = "epochs: 7 of 7 done; rounding floor: .*"},
  {what = "rounding below the tolerance", f = function(x) return 1 + bowl(x) end, gradient = "central", o = {epochs = 5000},
   methods = {"gd", "momentum", "nesterov", "adagrad", "adam", "lbfgs"}, converged = true, point = "last",
   reason = "gradient: |g| = %S+ <= 1e%-06 after %d+ epochs"},
  {what = "rounding floor of a solver", f = raised, gradient = "central", start = {1e-3, 1e-3}, methods = {"lbfgs"},
   converged = false, point = "last", reason = "rounding floor: |g| = %S+, the error of its differences is %S+, after %d+ epochs?",
   check = function(r) lu.assertEquals(#r.warnings, 1) end},
  {what = "a solver that gets a gradient of NaN", f = line, gradient = function() return {1, 0/0} end, methods = {"lbfgs"},
   converged = false, point = "last", reason = "stuck: .* after 0 epochs, |g| = nan"},
  {what = "a solver that is stuck", f = line, gradient = function() return {-1, -1} end, methods = {"lbfgs"},
   converged = false, point = "last", reason = "stuck: .* after 0 epochs, |g| = 1 > 1e%-06"},
  {what = "a solver that is stuck without a tolerance", f = line, gradient = function() return {-1, -1} end,
   o = {stop = stop.never()}, methods = {"lbfgs"}, converged = false, point = "last",
   reason = "stuck: .* after 0 epochs, |g| = 1"},
  {what = "maximize: tolerance", f = hill, gradient = hill_gradient, maximize = true, o = {epochs = 5000},
   converged = true, point = "last", reason = "gradient: |g| = %S+ <= 1e%-06 after %d+ epochs?",
   check = function(r) lu.assertAlmostEquals(r.cost, 5, 1e-9) end},
  {what = "maximize: cost_below is above", f = hill, gradient = hill_gradient, maximize = true, converged = true,
   o = {stop = stop.cost_below(4), epochs = 5000}, point = "last", reason = "cost_below: cost = %S+ >= 4 after %d+ epochs?",
   check = function(r) lu.assertTrue(r.cost >= 4) end},
  {what = "maximize: patience", f = hill, gradient = hill_gradient, maximize = true, methods = rules, converged = false,
   o = {stop = stop.patience(2), step = 0}, point = "last", reason = "patience: no rise of 0 in 2 epochs"},
  {what = "maximize: on_rise", f = hill, gradient = hill_gradient, maximize = true, methods = {"gd"}, converged = false,
   o = {on_rise = "stop", step = 2}, point = "last", reason = "on_rise: the cost falls from %-12 to %-%d+ in epoch 1"},
  {what = "maximize: cost infinite later", f = function(x) return -pit(x) end, gradient = function() return {-1, 0} end,
   maximize = true, o = {step = 2}, methods = rules, converged = false, point = "best",
   reason = "diverged: the cost is inf after %d+ epochs? %(best: %S+ after %d+%)"},
  {what = "bounds: the projected gradient", f = line, gradient = line_gradient, o = {bounds = {{-1, -3}, 5}, epochs = 5000},
   methods = rules, converged = true, point = "last", reason = "gradient: |g| = %S+ <= 1e%-06 after %d+ epochs",
   check = function(r) lu.assertTrue(gd.equal(r.x, {-1, -3}, 1e-6)) end},
  {what = "bounds: the projected gradient by differences", f = line, gradient = "central",
   o = {bounds = {{-1, -3}, 5}, epochs = 5000}, methods = rules, converged = true, point = "last",
   reason = "gradient: |g| = %S+ <= 1e%-06 after %d+ epochs"},
}

local function options(row, method)
  local o = {}
  for k, v in pairs(row.o or {}) do o[k] = v end
  o.method = method
  if steps[method] then o.step = o.step or steps[method] else o.step = nil end
  if row.gradient ~= false then o.gradient = row.gradient or given.gradient end
  return o
end

local function same(a, b) return a == b or (a ~= a and b ~= b) end

local function check(row, method)
  local run = row.maximize and gd.maximize or gd.minimize
  local r = run(row.f or bowl, row.start or {3, -2}, options(row, method))
  lu.assertStrMatches(r.reason, row.reason, nil, nil, method .. ": " .. tostring(r))
  lu.assertEquals(r.converged, row.converged, method .. ": " .. r.reason)
  local from = r[row.point]
  lu.assertTrue(same(r.cost, from.cost), method .. ": cost")
  lu.assertEquals(r.x, from.x, method .. ": x")
  if row.point == "best" then lu.assertTrue(r.best.epoch < r.last.epoch) end
  if row.check then row.check(r) end
end

TestEndings = {}
for i, row in ipairs(endings) do
  for _, method in ipairs(row.methods or all) do
    TestEndings[("test_%02d_%s_%s"):format(i, row.what:gsub("%W+", "_"), method)] = function() check(row, method) end
  end
end

TestEndings.test_there_are_enough = function() lu.assertTrue(#endings >= 25) end

-- An interrupt from the keyboard, to a program of its own. Each script says
-- "ready" (by file) when it is in the midst of its descent.

TestInterrupt = {}

local exe = os.getenv("GDLUA") or arg[-1]
local function quote(s) return "'" .. s:gsub("'", "'\\''") .. "'" end

-- Runs a script, which gets the path of the file to make when it is ready;
-- `signals`: shell commands with $pid and $ready. Answers output and status.
local function interrupted(script, signals)
  local base = os.tmpname()
  local file = assert(io.open(base, "w"))
  file:write(script)
  file:close()
  local shell = ([[
    export READY=%s.ready
    rm -f $READY
    await() { n=0; while [ ! -e $READY ] && [ $n -lt 1000 ]; do n=$((n + 1)); sleep 0.01; done; rm -f $READY; }
    %s %s >%s.out 2>&1 &
    pid=$!
    %s
    wait $pid
    echo "status $?" >>%s.out
  ]]):format(base, quote(exe), base, base, signals, base)
  os.execute("sh -c " .. quote(shell))
  local out = assert(io.open(base .. ".out")):read("a")
  for _, ending in ipairs{"", ".out", ".ready"} do os.remove(base .. ending) end
  return out
end

-- A shell starts programs in the background with SIGINT ignored; this brings
-- back what a person at a keyboard would find.
local preamble = [[
  local function ready() io.open(os.getenv "READY", "w"):close() end
  local function endless(f) return {step = 1e-9, epochs = math.huge, tolerance = 0, progress = false,
    on_epoch = function(s) if s.epoch == 100 then ready() end end} end
]]

function TestInterrupt.test_the_result_comes_back()
  local out = interrupted(preamble .. [[
    local r = gd.minimize(function(x) return x*x end, 3, endless())
    print(r.converged, r.reason:match("^(.-) after %d+ epochs$"), r.x == r.last.x, r.epochs >= 100)
  ]], "await; kill -INT $pid")
  lu.assertEquals(out, "false\tinterrupt: stopped by hand\ttrue\ttrue\nstatus 0\n")
end

function TestInterrupt.test_a_solver_too()
  local out = interrupted(preamble .. [[
    local n = 0
    local r = gd.minimize(function(x) n = n + 1; if n == 20 then ready() end
      local t = os.clock(); while os.clock() - t < 1e-3 do end
      local s = 0; for i = 1, #x - 1 do s = s + 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2 end; return s
    end, gd.full(40, -1), {tolerance = 0, epochs = math.huge})
    print(r.converged, r.reason:match("^interrupt: stopped by hand after %d+ epochs?$") ~= nil)
  ]], "await; kill -INT $pid")
  lu.assertEquals(out, "false\ttrue\nstatus 0\n")
end

function TestInterrupt.test_in_the_midst_of_a_gradient_by_differences()
  local out = interrupted(preamble .. [[
    local n = 0
    local r = gd.minimize(function(x) n = n + 1; if n == 200 then ready() end
      local t = os.clock(); while os.clock() - t < 1e-3 do end
      return x:dot(x)
    end, gd.ones(100000), {step = 0.1, gradient = "central"})
    print(r.converged, r.reason, n < 100000)
  ]], "await; kill -INT $pid")
  lu.assertEquals(out, "false\tinterrupt: stopped by hand after 0 epochs\ttrue\nstatus 0\n")
end

function TestInterrupt.test_a_run_within_a_run_ends_with_it()
  local out = interrupted(preamble .. [[
    local r = gd.minimize(function(x)
      return gd.minimize(function(y) return (y - x)^2 end, 0, endless()).cost
    end, 3, {step = 0.1, gradient = "central"})
    print(r.reason)
  ]], "await; kill -INT $pid")
  lu.assertEquals(out, "interrupt: stopped by hand after 0 epochs\nstatus 0\n")
end

function TestInterrupt.test_the_second_ends_the_program()
  local out = interrupted(preamble .. [[
    gd.minimize(function(x) ready(); while true do end end, 3, endless())
    print "not reached"
  ]], "await; kill -INT $pid; sleep 0.2; kill -INT $pid")
  lu.assertEquals(out, "status 130\n")
end

function TestInterrupt.test_the_second_ends_the_program_in_a_later_run_too()
  local out = interrupted(preamble .. [[
    for i = 1, 3 do print(gd.minimize(function(x) return x*x end, 3, endless()).epochs >= 100); io.stdout:flush() end
  ]], "await; kill -INT $pid; await; kill -INT $pid")
  lu.assertEquals(out, "true\nstatus 130\n")
end

function TestInterrupt.test_between_runs_it_is_Luas_own()
  local out = interrupted(preamble .. [[
    gd.minimize(function(x) return x*x end, 3)
    ready()
    while true do end
  ]], "await; kill -INT $pid")
  lu.assertStrContains(out, "interrupted!")
  lu.assertStrContains(out, "status 1\n")
end

os.exit(lu.LuaUnit.run())
