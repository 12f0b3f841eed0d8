-- Schedules, update rules, stopping rules and costs of whole descents that a
-- trace of their first epoch would get wrong: each run is compared with a loop
-- in plain Lua that does what the documentation says.
local lu = require "luaunit"
local gd = require "gdlua"

local function near(got, expected, what, tolerance)
  lu.assertTrue(math.abs(got - expected) <= (tolerance or 1e-12)*math.max(1, math.abs(expected)),
                ("%s: %.17g for %.17g"):format(what, got, expected))
end

-- A cost with an if, whose side the descent changes, and its slope.
local function cost(x) if x > 1 then return x^2 end return 2*x - 1 + (1 - x)^2 end
local function slope(x) if x > 1 then return 2*x end return 2 - 2*(1 - x) end

-- Epochs of x - s(t)*slope(x) by hand: lists of x and of steps.
local function by_hand(x, epochs, step)
  local xs, steps = {x}, {}
  for t = 0, epochs - 1 do
    steps[t + 1] = step(t, {epoch = t, x = x, cost = cost(x), gradient_norm = math.abs(slope(x))})
    x = x - steps[t + 1]*slope(x)
    xs[t + 2] = x
  end
  return xs, steps
end

local function follows(step, hand, epochs, options)
  local o = {method = "gd", step = step, epochs = epochs or 100, tolerance = 0, history = {"x", "step", "cost"}}
  for k, v in pairs(options or {}) do o[k] = v end
  local r = gd.minimize(cost, 3, o)
  local xs, steps = by_hand(3, o.epochs, hand)
  lu.assertEquals(#r.history.x, #xs)
  for i = 1, #xs do
    near(r.history.x[i], xs[i], "x in row " .. i)
    near(r.history.cost[i], cost(xs[i]), "cost in row " .. i)
  end
  near(r.x, xs[#xs], "x")
  lu.assertEquals(r.epochs, o.epochs)
  return r
end

-- Schedules as functions of the epoch; each is a maker, so that the run and the
-- loop by hand have one of their own.
local schedules = {}

function schedules.every_thirtieth_epoch()
  return function(epoch) if epoch % 30 == 0 then return 0.2 end return 0.01 end
end

function schedules.every_thirtieth_but_the_first()
  return function(epoch) return epoch % 30 == 0 and epoch > 0 and 0.3 or 0.02 end
end

function schedules.drops_by_integer_division()
  return function(epoch) return 0.1*0.5^(epoch // 25) end
end

function schedules.at_one_epoch()
  return function(epoch) if epoch == 17 then return 0.4 end return 0.01 end
end

function schedules.not_at_one_epoch()
  return function(epoch) if epoch ~= 40 then return 0.02 end return 0.45 end
end

function schedules.parity_by_bits()
  return function(epoch) return (math.tointeger(epoch) or 0) & 1 == 1 and 0.01 or 0.03 end
end

function schedules.a_table_by_epoch()
  local values = {[0] = 0.3, [10] = 0.05, [50] = 0.001}
  local last = 0.1
  return function(epoch) last = values[epoch] or last; return last end
end

function schedules.a_list_by_phase()
  local values = {0.1, 0.05, 0.02, 0.01}
  return function(epoch) return values[math.min(math.floor(epoch/20) + 1, #values)] end
end

function schedules.a_counter_of_its_own()
  local n = 0
  return function() n = n + 1; return 0.1/n end
end

function schedules.decays_in_an_upvalue()
  local rate = 0.2
  return function() rate = rate*0.97; return rate end
end

function schedules.warm_up_then_cosine()
  return function(epoch)
    if epoch < 10 then return 0.1*(epoch + 1)/10 end
    if epoch >= 80 then return 0.001 end
    return 0.05*(1 + math.cos(math.pi*(epoch - 10)/70))
  end
end

function schedules.until_a_loop_ends()
  return function(epoch)
    local rate, t = 0.2, epoch
    while t > 15 do rate, t = rate/2, t - 15 end
    return rate
  end
end

function schedules.by_the_state()
  return function(_, state) if state.cost > 4 then return 0.05 end return 0.1/(1 + state.gradient_norm) end
end

function schedules.by_text()
  return function(epoch) return tostring(epoch):find("7") and 0.1 or 0.02 end
end

TestSchedules = {}
for name, make in pairs(schedules) do
  TestSchedules["test_" .. name] = function() follows(make(), make()) end
  TestSchedules["test_watched_" .. name] = function()
    local seen = 0
    follows(make(), make(), 60, {on_epoch = function() seen = seen + 1 end})
    lu.assertTrue(seen >= 60)
  end
end

function TestSchedules.test_an_upvalue_changed_by_on_epoch()
  local rate = 0.1
  local function changed(t) return t >= 40 and 0.02 or t >= 20 and 0.05 or 0.1 end
  follows(function() return rate end, changed, 60, {on_epoch = function(s)
    rate = changed(s.epoch)
  end})
end

function TestSchedules.test_chance()
  math.randomseed(3)
  local function chance() return 0.1*math.random() end
  local r = gd.minimize(cost, 3, {method = "gd", step = chance, epochs = 50, tolerance = 0})
  math.randomseed(3)
  local xs = by_hand(3, 50, chance)
  near(r.x, xs[51], "x")
end

function TestSchedules.test_composed_with_a_function()
  local s = gd.schedule.linear(0.1, 0.02, 30) .. function(t) return t % 10 == 0 and 0.05 or 0.01 end
  follows(s, function(t)
    if t < 30 then return 0.1 + (0.02 - 0.1)*t/30 end
    return (t - 30) % 10 == 0 and 0.05 or 0.01
  end)
end

function TestSchedules.test_a_number_that_is_text_or_worse_is_refused()
  lu.assertErrorMsgContains("a number >= 0 expected", gd.minimize, cost, 3, {method = "gd", step = function(t)
    if t == 20 then return {} end
    return 0.01
  end, epochs = 50})
end

function TestSchedules.test_an_error_in_the_midst()
  lu.assertErrorMsgContains("epoch twenty", gd.minimize, cost, 3, {method = "gd", tolerance = 0, step = function(t)
    if t == 20 then error "epoch twenty" end
    return 0.01
  end, epochs = 50})
end

--
-- Update rules
--

TestRules = {}

local function rule_follows(rule, hand, epochs, options)
  local o = {method = rule, step = 0.02, epochs = epochs or 80, tolerance = 0, history = {"x"}}
  for k, v in pairs(options or {}) do o[k] = v end
  local r = gd.minimize(cost, 3, o)
  local x, s = 3.0, {}
  for t = 0, o.epochs - 1 do
    near(r.history.x[t + 1], x, "x before update " .. t)
    x = hand(x, slope(x), 0.02, s, t, cost(x))
  end
  near(r.x, x, "x")
end

function TestRules.test_state_that_counts()
  rule_follows(gd.method.define{
    name = "counted",
    init = function() return {n = 0} end,
    update = function(x, g, step, s) s.n = s.n + 1; return x - step/s.n*g end,
  }, function(x, g, step, s) s.n = (s.n or 0) + 1; return x - step/s.n*g end)
end

function TestRules.test_branches_on_the_update()
  rule_follows(gd.method.define{
    name = "branching",
    init = function() return {m = 0} end,
    update = function(x, g, step, s, _, t)
      if t % 10 == 0 then s.m = g else s.m = 0.9*s.m + g end
      return x - step*s.m
    end,
  }, function(x, g, step, s, t)
    if t % 10 == 0 then s.m = g else s.m = 0.9*s.m + g end
    return x - step*s.m
  end)
end

function TestRules.test_branches_on_the_gradient()
  local function size(g, s)
    if g*(s.last or 0) < 0 then s.size = (s.size or 1)*0.5 else s.size = (s.size or 1)*1.1 end
    s.last = g
    return s.size*(g > 0 and 1 or -1)
  end
  rule_follows(gd.method.define{
    name = "signs",
    init = function() return {size = 1, last = 0} end,
    update = function(x, g, step, s) return x - step*size(g[1], s) end,
  }, function(x, g, step, s) return x - step*size(g, s) end)
end

function TestRules.test_an_upvalue_that_counts()
  local function make()
    local n = 0
    return function(x, g, step) n = n + 1; return x - step*(n % 3 == 0 and 2 or 1)*g end
  end
  rule_follows(gd.method.define{
    name = "impure", init = function() return {} end, update = make(),
  }, make())
end

function TestRules.test_an_upvalue_that_on_epoch_changes()
  local factor = 1
  rule_follows(gd.method.define{
    name = "tuned", init = function() return {} end,
    update = function(x, g, step) return x - factor*step*g end,
  }, function(x, g, step, _, t) return x - (t >= 25 and 3 or 1)*step*g end, 50,
  {on_epoch = function(s) factor = s.epoch >= 25 and 3 or 1 end})
end

function TestRules.test_chance()
  local function rule(x, g, step) return x - step*g + 0.01*(math.random() - 0.5) end
  local r
  math.randomseed(5)
  r = gd.minimize(cost, 3, {method = gd.method.define{name = "noisy", init = function() return {} end, update = rule},
                            step = 0.02, epochs = 40, tolerance = 0})
  math.randomseed(5)
  local x = 3.0
  for _ = 1, 40 do x = rule(x, slope(x), 0.02) end
  near(r.x, x, "x")
end

function TestRules.test_an_option_changed_between_runs()
  local rule = gd.method.define{
    name = "optioned", options = {{"beta", 0.5}}, init = function() return {m = 0} end,
    update = function(x, g, step, s, o) s.m = o.beta*s.m + g; return x - step*s.m end,
  }
  for _, beta in ipairs{0.5, 0, 0.9} do
    rule_follows(rule{beta = beta}, function(x, g, step, s)
      s.m = beta*(s.m or 0) + g
      return x - step*s.m
    end, 30)
  end
end

--
-- Stopping rules
--

TestStops = {}

local function stops_at(stop, epoch, converged)
  local r = gd.minimize(cost, 3, {method = "gd", step = 0.02, epochs = 300, stop = stop})
  lu.assertEquals(r.epochs, epoch, r.reason)
  lu.assertEquals(r.converged, converged or false)
end

function TestStops.test_a_counter()
  local n = 0
  stops_at(function() n = n + 1; return n == 38 and "counted" end, 37)
  lu.assertEquals(n, 38)
end

function TestStops.test_an_epoch()
  stops_at(function(s) return s.epoch == 53 and "here" end, 53)
  stops_at(function(s) return s.epoch > 0 and s.epoch % 30 == 0 and "thirty" end, 30)
end

function TestStops.test_a_cost()
  local x, n = 3.0, 0
  while cost(x) >= 1.5 do x, n = x - 0.02*slope(x), n + 1 end
  stops_at(function(s) return s.cost < 1.5 end, n, true)
end

function TestStops.test_memory()
  local x, n, best, since = 3.0, 0, math.huge, 0
  while true do
    if cost(x) < best - 0.05 then best, since = cost(x), n end
    if n - since >= 3 then break end
    x, n = x - 0.02*slope(x), n + 1
  end
  local b, s = math.huge, 0
  stops_at(function(state)
    if state.cost < b - 0.05 then b, s = state.cost, state.epoch end
    return state.epoch - s >= 3 and "no fall"
  end, n, false)
end

function TestStops.test_a_defined_rule_with_a_branch()
  local rule = gd.stop.define{
    name = "twice", options = {{"below", 1.5}}, converges = false,
    init = function() return {n = 0} end,
    reached = function(s, o, m)
      if s.cost < o.below then m.n = m.n + 1 else m.n = 0 end
      return m.n >= 4, "%d times below %g", m.n, o.below
    end,
  }
  local x, n = 3.0, 0
  while cost(x) >= 1.5 do x, n = x - 0.02*slope(x), n + 1 end
  stops_at(rule(1.5), n + 3)
end

function TestStops.test_an_upvalue_that_on_epoch_changes()
  local limit = 1000
  local r = gd.minimize(cost, 3, {method = "gd", step = 0.02, epochs = 300,
    stop = function(s) return s.epoch >= limit and "limit" end,
    on_epoch = function(s) if s.epoch == 20 then limit = 31 end end})
  lu.assertEquals(r.epochs, 31)
end

--
-- Whole descents
--

TestDescents = {}

function TestDescents.test_sides_change_again_and_again()
  local function zigzag(x) return math.abs(x) > 0.3 and math.abs(x) or x^2 + 0.21 end
  local function d(x) if math.abs(x) > 0.3 then return x > 0 and 1 or -1 end return 2*x end
  local x = 2.05
  local r = gd.minimize(zigzag, x, {method = "gd", step = 0.55, epochs = 60, tolerance = 0, history = {"x"}})
  for i = 1, 61 do
    near(r.history.x[i], x, "x in row " .. i)
    x = x - 0.55*d(x)
  end
end

function TestDescents.test_a_cost_equal_at_a_visited_point()
  -- x = 0.5^k, exactly; special at 0.125
  local function special(x) if x == 0.125 then return 100 end return x^2 end
  local r = gd.minimize(special, 1, {method = "gd", step = 0.25, epochs = 2, tolerance = 0, history = {"x", "cost"}})
  lu.assertEquals(r.history.cost[3], 0.0625)
  local d = gd.descent(special, 1, {method = "gd", step = 0.25, epochs = 3, tolerance = 0})
  for _ = 1, 3 do d:step() end
  lu.assertEquals(d:result().last.cost, 100)
end

function TestDescents.test_everything_at_once()
  local offset, calls = 0, 0
  local data = {1, 2, 3}
  local function f(p)
    local s = 0
    for i = 1, #data do
      local r = p.a*i + p.b - data[i] - offset
      s = s + (math.abs(r) < 1 and r^2 or 2*math.abs(r) - 1)
    end
    return s
  end
  local function gradient(p)
    local a, b = 0, 0
    for i = 1, #data do
      local r = p.a*i + p.b - data[i] - offset
      local d = math.abs(r) < 1 and 2*r or 2*(r > 0 and 1 or -1)
      a, b = a + d*i, b + d
    end
    return {a = a, b = b}
  end
  local function world(s)
    calls = calls + 1
    if s.epoch == 20 then data[#data + 1] = 9 end
    if s.epoch == 40 then offset = 0.5 end
    if s.epoch == 60 then data[1] = -4 end
    if s.epoch == 80 then table.remove(data) end
  end
  local runs = {}
  for i = 1, 2 do
    offset, data = 0, {1, 2, 3}
    runs[i] = gd.minimize(f, {a = 3, b = -4}, {
      method = "adam", step = gd.schedule.cosine(0.2, 0.01, 100), epochs = 100, tolerance = 0, history = {"x", "cost"},
      gradient = i == 1 and gradient or nil, on_epoch = world,
    })
  end
  lu.assertEquals(calls, 2*101)
  for i = 1, 101 do
    near(runs[2].history.cost[i], runs[1].history.cost[i], "cost in row " .. i, 1e-9)
  end
  near(runs[2].x.a, runs[1].x.a, "a", 1e-9)
  near(runs[2].x.b, runs[1].x.b, "b", 1e-9)
end

function TestDescents.test_batches()
  local X, Y = gd.zeros(10, 2), gd.zeros(10)
  for i = 1, 10 do X[i] = {1, i/10}; Y[i] = 2 + 3*i/10 end
  local scale = 1
  local function f(w, batch)
    local s = 0
    for i = 1, #batch.y do s = s + (batch.x[i]:dot(w) - batch.y[i])^2 end
    return scale*s/#batch.y
  end
  local function gradient(w, batch)
    local g, n = {0, 0}, #batch.y
    for i = 1, n do
      local r = 2*scale*(batch.x[i]:dot(w) - batch.y[i])/n
      g[1], g[2] = g[1] + r*batch.x[i][1], g[2] + r*batch.x[i][2]
    end
    return g
  end
  local runs = {}
  for i = 1, 2 do
    scale = 1
    gd.seed(9)
    runs[i] = gd.minimize(f, {0, 0}, {
      data = {x = X, y = Y}, batch = 4, method = "gd", step = 0.05, epochs = 12, tolerance = 0, history = {"x"},
      gradient = i == 1 and gradient or nil,
      on_epoch = function(s) if s.epoch == 6 then scale = 0.5 end end,
    })
  end
  for k = 1, 2 do near(runs[2].x[k], runs[1].x[k], "x", 1e-10) end
end

-- Whatever function of the user's runs between two evaluations may change what
-- the cost reads.
local function changed_by(callback)
  local runs = {}
  for i = 1, 2 do
    local k, data = 1, {1, 2}
    local function change() k, data[1] = k + 1, data[1]*1.1 end
    local o = {method = "gd", step = 0.01, epochs = 30, tolerance = 0, history = {"x", "cost"},
               gradient = i == 1 and function(x) return 2*k*(x - data[1]) end or nil}
    callback(o, change)
    runs[i] = gd.minimize(function(x) return k*(x - data[1])^2 end, 5, o)
  end
  lu.assertEquals(runs[2].epochs, 30)
  for i = 1, 31 do
    near(runs[2].history.x[i], runs[1].history.x[i], "x in row " .. i)
    near(runs[2].history.cost[i], runs[1].history.cost[i], "cost in row " .. i)
  end
end

function TestDescents.test_changed_by_a_schedule()
  changed_by(function(o, change)
    o.step = function(t) if t % 7 == 3 then change() end return 0.01 end
  end)
end

function TestDescents.test_changed_by_a_stopping_rule()
  changed_by(function(o, change)
    o.stop = function(s) if s.epoch % 7 == 3 then change() end return false end
  end)
end

function TestDescents.test_changed_by_an_update_rule()
  changed_by(function(o, change)
    o.method = gd.method.define{
      name = "meddling", init = function() return {} end,
      update = function(x, g, step, _, _, t) if t % 7 == 3 then change() end return x - step*g end,
    }
  end)
end

function TestDescents.test_changed_by_a_projection()
  local n = 0
  changed_by(function(o, change)
    n = 0
    o.project = function(x) n = n + 1; if n % 7 == 3 then change() end return x end
  end)
end

function TestDescents.test_changed_within_the_other_cost()
  -- one descent in the hand changes what the cost of another reads
  local k = 1
  local a = gd.descent(function(x) return k*x^2 end, 3, {method = "gd", step = 0.01, tolerance = 0})
  local b = gd.descent(function(x) k = k + 1; return x^2 end, 3, {method = "gd", step = 0.01, tolerance = 0})
  local x, used = 3.0, 1
  a:step()                                            -- begins: the gradient at 3 with k = 1
  x, used = x - 0.01*2*used*x, k
  for i = 1, 10 do
    b:step()
    near(a:result().x, x, "before step " .. i)
    a:step()
    x, used = x - 0.01*2*used*x, k
    near(a:result().x, x, "after step " .. i)
  end
end

function TestDescents.test_two_runs_in_turns()
  local k = 1
  local function f(x) if x > 1 then return k*x^2 end return k*x end
  local a = gd.descent(f, 3, {method = "gd", step = 0.05, tolerance = 0})
  local b = gd.descent(f, 5, {method = "gd", step = 0.05, tolerance = 0})
  for _ = 1, 10 do
    a:step()
    b:step()
  end
  local x, y = 3.0, 5.0
  for _ = 1, 10 do
    x = x - 0.05*(x > 1 and 2*x or 1)
    y = y - 0.05*(y > 1 and 2*y or 1)
  end
  near(a:result().x, x, "a")
  near(b:result().x, y, "b")
end

function TestDescents.test_a_descent_held_in_the_hand()
  local k = 1
  local function f(x) return k*x^2 end
  local d = gd.descent(f, 4, {method = "gd", step = 0.05, tolerance = 0})
  local x, used = 4.0, 1
  for i = 1, 20 do
    d:step()
    x = x - 0.05*2*used*x
    near(d:result().x, x, "after step " .. i)
    -- the gradient at x was worked out with the step that led there
    used = k
    if i % 5 == 0 then k = k + 1 end
  end
end

os.exit(lu.LuaUnit.run())
