-- Schedules, update rules and stopping rules run without Lua where they can be
-- traced, and give the bits they give as Lua.
local gd = require "gdlua"
local core = require "gdlua.core"

local function cost(p) return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 end

-- The same function, which cannot be traced: its first argument, a number or a
-- vector, is made text of.
local function as_lua(f)
  return function(t, ...)
    local _ = tostring(t):len()
    return f(t, ...)
  end
end

local function run(opts, epochs)
  local o = {epochs = epochs or 300, tolerance = 0}
  for key, value in pairs(opts) do o[key] = value end
  local d = gd.descent(cost, {-1.2, 1}, o)
  local r = d:run()
  return r, d:rungs()
end

-- Both runs, which must agree in all bits, and the rungs of the first.
local function same_run(opts, lua_opts, epochs)
  local r, rungs = run(opts, epochs)
  local s, others = run(lua_opts, epochs)
  assert.equal(s.epochs, r.epochs)
  assert.equal(s.reason, r.reason)
  assert.same(s.history.cost:totable(), r.history.cost:totable())
  assert.same(s.history.step:totable(), r.history.step:totable())
  assert.same(s.x:totable(), r.x:totable())
  return rungs, others, r
end

describe("schedules without Lua", function()
  local function check(schedule)
    local rungs, others = same_run({step = schedule}, {step = as_lua(schedule)})
    assert.equal("compiled", rungs.schedule)
    assert.equal("Lua", others.schedule)
  end

  it("are plain functions of the epoch", function()
    check(function(t) return 1e-3/(1 + 0.1*t) end)
    check(function(t) return t % 30 == 0 and 2e-3 or 1e-3 end)
    check(function(t) return t < 100 and 1e-3 or t < 200 and 5e-4 or 1e-4 end)
  end)

  it("may look at the state", function()
    check(function(_, s) return 1e-3/(1 + s.gradient_norm) end)
    check(function(_, s) return s.cost < 3 and 1e-3 or 5e-4 end)
    check(function(_, s) return 1e-4*(1 + 1/(1 + gd.magnitude(s.x) + s.best.cost)) end)
  end)

  it("are those of gd.schedule", function()
    local s = gd.schedule
    for _, schedule in ipairs{s.cosine(1e-3, 0, 200), s.warmup(10) .. s.cosine(1e-3, 1e-4, 100),
                              s.step(1e-3, 0.5, 50), s.piecewise{{0, 1e-3}, {50, 1e-4}},
                              s.warm_restarts(1e-3, 0, 50), s.plateau(1e-3)} do
      local at, init = schedule.at, schedule.init
      local copy = gd.schedule.define{name = "copy", init = init and function(_, state)
        return init(state)
      end, at = function(t, _, state, m)
        local _ = tostring(t):len()
        return at(t, state, m)
      end}
      local rungs = same_run({step = schedule}, {step = copy()})
      assert.equal("compiled", rungs.schedule, tostring(schedule))
    end
  end)

  it("stay compiled when plateau has made the step smaller", function()
    local r, parts = run{step = gd.schedule.plateau{from = 1e-3, factor = 0.9, patience = 20, threshold = 0.5}}
    assert.is_true(r.history.step[300] < 5e-4)
    assert.equal("compiled", parts.schedule)
  end)

  it("go on as Lua where they have effects, each call made once", function()
    local calls = 0
    local r, rungs = run({step = function() calls = calls + 1 return 1e-3 end}, 100)
    assert.equal("Lua", rungs.schedule)
    assert.equal(100, r.epochs)
    assert.is_true(calls == 100 or calls == 101)
  end)

  it("follow what they read of the script", function()
    local size = 1e-3
    local d = gd.descent(cost, {-1.2, 1}, {step = function() return size end, epochs = 200,
                                           tolerance = 0})
    for state in d:epochs() do
      assert.equal(size, state.step)
      if state.epoch % 20 == 0 then size = size/2 end
    end
  end)

  it("raise for a step that is none, at the user's line", function()
    local ok, message = pcall(run, {step = function(t) return t < 50 and 1e-3 or -1 end})
    assert.is_false(ok)
    assert.match("the schedule returned %-1 at t = 50", message)
  end)
end)

describe("update rules without Lua", function()
  for _, name in ipairs{"momentum", "nesterov", "adagrad", "rmsprop", "adam"} do
    it("are " .. name .. "'s, to the same bits", function()
      local original = gd.method[name]()
      local copy = gd.method.define{
        name = "copy", init = function(x) return original.init(x, original.o) end,
        update = function(x, g, step, s, _, t, c)
          local _ = tostring(t):len()
          return original.update(x, g, step, s, original.o, t, c)
        end,
      }
      local rungs, others = same_run({method = name, step = 1e-3}, {method = copy(), step = 1e-3})
      assert.equal("compiled", rungs.method)
      assert.equal("Lua", others.method)
    end)
  end

  it("may have numbers and nested tables in their memory", function()
    local function rule(lua)
      return gd.method.define{
        name = "mine",
        init = function(x) return {k = 0, inner = {m = gd.zeros_like(x), scale = 1.0}} end,
        update = function(x, g, step, s, _, t)
          if lua then local _ = tostring(t):len() end
          s.k = s.k + 1
          s.inner.scale = 0.99*s.inner.scale
          s.inner.m = 0.5*s.inner.m + g
          return x - step*s.inner.scale/s.k*s.inner.m
        end,
      }()
    end
    local rungs = same_run({method = rule(false), step = 1e-3}, {method = rule(true), step = 1e-3})
    assert.equal("compiled", rungs.method)
  end)

  it("go back with on_rise", function()
    local function opts(lua)
      return {method = gd.method.define{
        name = "mine", init = function(x) return {m = gd.zeros_like(x), n = 0} end,
        update = function(x, g, step, s, _, t)
          if lua then local _ = tostring(t):len() end
          s.n = s.n + 1
          s.m = 0.9*s.m + g
          return x - step*s.m
        end}(), step = 5e-3, on_rise = "halve"}
    end
    local rungs = same_run(opts(false), opts(true))
    assert.equal("compiled", rungs.method)
  end)

  it("can be forked, saved and restored in the middle", function()
    local opts = {method = "adam", step = 0.01, epochs = 200, tolerance = 0}
    local whole = gd.minimize(cost, {-1.2, 1}, opts)
    local d = gd.descent(cost, {-1.2, 1}, opts)
    d:run(90)
    local path = os.tmpname()
    d:save(path)
    local fork = d:fork()
    assert.same(whole.x:totable(), d:run().x:totable())
    assert.same(whole.x:totable(), fork:run().x:totable())
    local other = gd.descent(cost, {-1.2, 1}, opts)
    other:run(40)
    other:restore(path)
    os.remove(path)
    assert.same(whole.x:totable(), other:run().x:totable())
  end)
end)

describe("stopping rules without Lua", function()
  it("fire at the same epoch with the same sentence", function()
    local s = gd.stop
    for _, rule in ipairs{s.patience(25, 1e-3), s.cost_change(1e-4), s.cost_change(1e-3)*3,
                          s.gradient(1) & s.cost_below(3), s.time(1000) | s.change(1e-5),
                          s.cost_below(2):after(50)} do
      local check, init = rule.check, rule.init
      local copy = gd.stop.define{name = "copy", init = init, reached = function() return false end}()
      copy.check = function(state, m)
        local _ = tostring(state.epoch):len()
        return check(state, m)
      end
      local rungs = same_run({stop = rule, step = 1e-3}, {stop = copy, step = 1e-3}, 1000)
      assert.is_true(rungs["stopping rule"] == "compiled" or rungs["stopping rule"] == "Lua")
    end
  end)

  it("run compiled until they fire", function()
    local _, rungs = run{stop = gd.stop.patience(400), step = 1e-3}
    assert.equal("compiled", rungs["stopping rule"])
    _, rungs = run{stop = function(state) return state.cost < 0 end, step = 1e-3}
    assert.equal("compiled", rungs["stopping rule"])
  end)

  it("are asked at every epoch: adam, cosine and patience on a cost with an if", function()
    local function huber(p)
      local sum = 0
      for i = 1, #p do
        local r = math.abs(p[i] - i)
        if r < 1 then sum = sum + 0.5*r^2 else sum = sum + r - 0.5 end
      end
      return sum
    end
    local opts = {method = "adam", step = gd.schedule.cosine(0.1, 0, 2000),
                  stop = gd.stop.patience(100), epochs = 5000}
    local d = gd.descent(huber, {5, -5, 9}, opts)
    local r = d:run()
    assert.match("^patience: no fall of 0 in 100 epochs", r.reason)
    assert.is_true(gd.distance(r.best.x, {1, 2, 3}) < 1e-3)
    assert.equal("compiled", d:rungs().method)
    assert.equal("compiled", d:rungs().schedule)
  end)
end)

describe("a part that is found wrong", function()
  -- Numbers get a metatable behind the back of the trace.
  local function set(k) debug.setmetatable(1, {__index = {k = k}}) end
  teardown(function() debug.setmetatable(1, nil) end)

  local function minimize(opts, epochs)
    opts.epochs, opts.tolerance, opts.history = epochs, 0, "all"
    return gd.minimize(cost, {-1.2, 1}, opts)
  end

  it("is asked in Lua from where the run was verified on", function()
    set(1)
    local function size(t)
      local one = 5
      return 1e-3*one.k/(1 + 0.01*t)
    end
    local changed = false
    local r = minimize({step = size, on_epoch = function(s)
      -- Spot checks are made while they take a small share of the run's time: it
      -- has to be long enough for one that is interrupted by other programs.
      local ends = os.clock() + 2e-4
      repeat until os.clock() >= ends
      if s.epoch == 70 and not changed then set(0.5) changed = true end
    end}, 400)
    assert.equal(400, r.epochs)
    assert.equal(1, #r.warnings)
    assert.match("^the schedule was compiled, but a spot check found another answer", r.warnings[1])
    -- Some epoch after the change, the last verified one or sooner, the right
    -- step is taken, and ever after.
    local steps, wrong = r.history.step, {}
    for t = 72, 400 do
      local right = 1e-3*0.5/(1 + 0.01*(t - 1))
      if steps[t + 1] ~= right then wrong[#wrong + 1] = t end
    end
    assert.same({}, wrong)
  end)
end)

describe("a memory that somebody else holds", function()
  local function rule(init, update)
    return gd.method.define{name = "mine", options = {}, init = init, update = update}{}
  end

  -- Runs 40 epochs; the rung of `part` and why.
  local function rungs(opts, part)
    opts.epochs, opts.tolerance, opts.step = 40, 0, opts.step or 1e-3
    local d = gd.descent(cost, {-1.2, 1}, opts)
    d:run()
    local parts, why = d:rungs()
    return parts[part], why[part], d
  end

  local function check_lua(opts, part)
    local rung, why = rungs(opts, part)
    assert.equal("Lua", rung)
    assert.matches("is held elsewhere, too", why, 1, true)
  end

  local function count(x, g, step, s)
    s.m[1] = s.m[1] + 1
    return x - step*g
  end

  it("is changed at once: arrays", function()
    local held
    check_lua({method = rule(function(x) held = gd.zeros_like(x); return {m = held} end, count)}, "method")
    assert.same({40, 0}, held:totable())
    held = gd.zeros(2, 2)
    check_lua({method = rule(function()
      local second, _ = held[2], held[1]       -- a matrix keeps the view made last
      return {m = second}
    end, count)}, "method")
    assert.same({{0, 0}, {40, 0}}, held:totable())
    local row
    check_lua({method = rule(function(x)
      local A = gd.zeros(2, 2)
      row = A[1]
      return {A = A}
    end, function(x, g, step, s)
      s.A[1][2] = s.A[1][2] + 1
      return x - step*g
    end)}, "method")
    assert.same({0, 40}, row:totable())
  end)

  it("is changed at once: tables", function()
    local held, seen = nil, {}
    check_lua({method = rule(function() held = {n = 0}; return held end, function(x, g, step, s)
      s.n = s.n + 1
      return x - step*g
    end), on_epoch = function(s) if s.epoch % 20 == 0 then seen[#seen + 1] = held.n end end}, "method")
    assert.same({0, 20, 40}, seen)
    check_lua({method = rule(function() held = {n = 0}; return {inner = {held}} end, function(x, g, step, s)
      s.inner[1].n = s.inner[1].n + 1
      return x - step*g
    end)}, "method")
    assert.equal(40, held.n)
  end)

  it("is seen to change", function()
    local mask = gd.vector{1, 1}
    local _, _, d = rungs({on_epoch = function(s) if s.epoch == 30 then mask[1] = 0 end end,
                           method = rule(function() return {mask = mask} end, function(x, g, step, s)
                             return x - step*g*s.mask
                           end)}, "method")
    local e = gd.descent(cost, {-1.2, 1}, {epochs = 30, tolerance = 0, step = 1e-3})
    assert.equal(e:run().x[1], d:result().x[1])
  end)

  it("is the schedule's, or the stopping rule's, however it is put together", function()
    local held
    local function init() held = {n = 0}; return held end
    local schedule = gd.schedule.define{name = "mine", options = {}, init = init, at = function(_, _, _, m)
      m.n = m.n + 1
      return 1e-3
    end}()
    local s = gd.schedule
    for _, step in ipairs{schedule, schedule:take(100) .. s.constant(1e-3), schedule*s.cosine(1, 0, 100)} do
      check_lua({step = step}, "schedule")
      assert.equal(40, held.n)
    end
    local stop = gd.stop.define{name = "mine", options = {}, init = init, reached = function(_, _, m)
      m.n = m.n + 1
      return false
    end}()
    local other = gd.stop.patience(1000)
    for _, r in ipairs{stop, stop | other, other & stop, stop*3, stop:after(5), (stop | other):after(5)*2} do
      check_lua({stop = r}, "stopping rule")
      assert.equal(41, held.n)
    end
  end)

  it("is one that its own functions let out", function()
    local held
    check_lua({method = rule(function(x) return {m = gd.zeros_like(x)} end, function(x, g, step, s, _, t)
      if t == 3 then held = s end
      return count(x, g, step, s)
    end)}, "method")
    assert.same({40, 0}, held.m:totable())
    check_lua({method = rule(function(x)
      local m = gd.zeros_like(x)
      return {m = m, sum = function() return m:sum() end}
    end, function(x, g, step, s)
      s.m[1] = s.m[1] + 1
      return x - step*g*s.sum()/100
    end)}, "method")
  end)

  it("is none that nobody holds: it is compiled, and stays what it is", function()
    local meta = {__index = {more = function(s) s.n = s.n + 1 end}}
    local function init(x)
      local a = gd.zeros_like(x)
      return setmetatable({m = a, n = 0, flag = "on", inner = {A = gd.eye(2)}}, meta)
    end
    local function update(x, g, step, s)
      s:more()
      s.m[1] = s.m[1] + 1
      s.inner.A[2][1] = s.inner.A[2][1] - 1
      assert(s.flag == "on")
      return x - step*g*(1 + s.n % 3)/(1 + s.m[1] - s.inner.A[2][1])
    end
    local r, parts = run({method = rule(init, update), step = 1e-3})
    assert.equal("compiled", parts.method)
    local plain = gd.descent(cost, {-1.2, 1}, {epochs = 300, tolerance = 0, step = 1e-3,
                             method = rule(init, as_lua(update))}):run()
    assert.same(plain.x:totable(), r.x:totable())
  end)
end)

describe("a state object that the script has kept", function()
  -- Each run is one with `watch`, where the state is shown at every epoch.
  local function check(make)
    local function go(watch)
      local opts, f, kept = {epochs = 300, tolerance = 0, step = 1e-3, method = "gd"}, nil, {}
      f = make(opts, kept) or function(p) return p[1]^2 end
      opts.on_epoch = watch and function() end or nil
      local r = gd.descent(f, {3}, opts):run()
      return {r.x[1], r.epochs, r.evaluations, #r.warnings}
    end
    assert.same(go(true), go(false))
  end

  it("is now, whoever reads it", function()
    check(function(o, kept)
      o.step = function(t, s) if t == 0 then kept[1] = s end return 1e-3 end
      return function(p) return p[1]^2*(1 + (kept[1] and kept[1].epoch*1e-3 or 0)) end
    end)
    check(function(o, kept)
      o.stop = function(s) if s.epoch == 0 then kept[1] = s end end
      return function(p) return p[1]^2*(1 + (kept[1] and kept[1].cost*1e-3 or 0)) end
    end)
    check(function(o, kept)
      o.step = function(t, s) if t == 0 then kept[1] = s end return 1e-3 end
      o.method = gd.method.define{name = "mine", options = {}, update = function(x, g, step)
        return x - step*g/(1 + kept[1].epoch*1e-3)
      end}{}
    end)
  end)

  it("is now for the rule itself", function()
    for _, name in ipairs{"epoch", "cost", "updates", "evaluations"} do
      check(function(o, kept)
        o.step = function(t, s) if t == 0 then kept[1] = s end return 1e-3/(1 + kept[1][name]) end
      end)
    end
    check(function(o, kept)
      o.step = function(t, s) if t == 0 then kept[1] = s end return 1e-3/(1 + kept[1].x[1]) end
    end)
    check(function(o, kept)
      o.stop = function(s) if s.epoch == 0 then kept[1] = s end return kept[1].epoch == 200 end
    end)
  end)
end)
