local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"
local bits = dofile "tests/spec/bits.lua"

local path

before_each(function() path = process.folder() .. "/run.ckpt" end)
after_each(process.clean)

local function exists(name)
  local file = io.open(name)
  if file then file:close() end
  return file ~= nil
end

-- Costs ------------------------------------------------------------------

local function bowl(v) return (v[1] - 1)^2 + 4*(v[2] + 2)^2 + 0.5*math.sin(3*v[1]) end
local function bowl_gradient(v)
  return gd.vector{2*(v[1] - 1) + 1.5*math.cos(3*v[1]), 8*(v[2] + 2)}
end
local function hill(v) return -bowl(v) end

local function line(p, b) return ((p.w*b.x + p.c - b.y)^2):mean() end
local function line_data()
  local x = gd.linspace(-1, 1, 23)
  return {x = x, y = 3*x - 1 + gd.sin(20*x)}
end

-- Something to remember of every kind: nested and shared tables, cycles, arrays
-- of both ranks, integers and floats, texts with zeros in them.
local everything = gd.method.define{
  name = "everything",
  init = function(x)
    local shared = {m = gd.zeros_like(x), count = 0}
    local s = {a = shared, b = shared, text = "\0a\255", list = {1, 2.5, false}, [true] = "yes",
               A = gd.eye(2), x = gd.zeros_like(x)}
    s.self, s.again = s, s.A
    return s
  end,
  update = function(x, g, step, s)
    s.b.m = 0.5*s.a.m + g
    s.self.a.count = s.b.count + 1
    s.list[2] = s.list[2]/2
    s.again[1][2] = s.A[1][2] + s.list[2]
    s.text = s.text:reverse() .. (s.b.count % 7 == 0 and "\0" or "")
    return x - step*(s.a.m + 0.01*s.A[1][2]/(#s.text + s.a.count + 1))
  end,
}

local averaged = gd.method.define{
  name = "averaged",
  init = function(x) return {mean = x:copy(), n = 1} end,
  update = function(x, g, step, s)
    local next = x - step*g
    s.n = s.n + 1
    s.mean = s.mean + (next - s.mean)/s.n
    return next
  end,
  point = function(x, s) return 0.9*x + 0.1*s.mean end,
  answer = function(_, s) return s.mean end,
}

local counting = gd.schedule.define{
  name = "counting",
  init = function() return {asked = 0} end,
  at = function(_, _, _, m)
    m.asked = m.asked + 1
    return 0.05/(1 + 0.01*m.asked)
  end,
}

-- Runs: what to do, on what, with which options. ------------------------------

local runs = {}
local function run(name, opts, more)
  local r = more or {}
  r.name, r.opts = name, opts
  runs[#runs + 1] = r
end

for _, m in ipairs{"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"} do
  run(m, {method = m, step = 0.03})
  run(m .. " with on_rise", {method = m, step = 1.7, on_rise = "halve"})
  run(m .. ", maximised", {method = m, step = 0.02}, {maximize = true, f = hill})
  run(m .. " in shuffled batches", {method = m, step = 0.05, batch = 5}, {f = line, data = true})
end
run("lbfgs", {method = "lbfgs", epochs = 12}, {f = function(v)
  return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2
end})
run("lbfgs with a memory of three", {method = gd.method.lbfgs{memory = 3}, epochs = 200}, {
  start = gd.linspace(-1, 1, 9), at = {0, 1, 3, 4, 11, 14},
  f = function(v) return ((v - 1)^2 * gd.linspace(1, 900, 9)):sum() + (v^4):sum() end,
})
run("lbfgs, maximised", {method = "lbfgs"}, {maximize = true, f = hill, at = {0, 1, 2}})
for _, m in ipairs{"lbfgsb", "newton", "newton_cg", "trust_region"} do
  run(m, {method = m, epochs = 9}, {start = {-1.2, 1}, at = {0, 1, 2, 5}, f = function(v)
    return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2
  end})
end
run("lbfgsb between bounds", {bounds = {{-2, -2}, {0.5, 2}}, epochs = 9}, {
  start = {-1.2, 1}, at = {0, 1, 2, 5}, f = function(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end})
run("a method that remembers all kinds", {method = everything, step = 0.05})
run("the same with on_rise", {method = everything, step = 0.6, on_rise = "halve"})
run("the same in batches", {method = everything, step = 0.05, batch = 5}, {
  start = {0, 0}, data = true,
  f = function(v, b) return ((v[1]*b.x + v[2] - b.y)^2):mean() end,
})
run("a method with point and answer", {method = averaged, step = 0.05})
run("the same in batches", {method = averaged, step = 0.05, batch = 4, shuffle = false}, {f = line, data = true,
  start = {w = 0, c = 0}})
run("a schedule with a memory", {step = gd.schedule.plateau{from = 0.2, factor = 0.5, patience = 2}})
run("one that counts", {step = counting()})
run("one that counts updates", {step = counting():per_update(), batch = 4}, {f = line, data = true})
run("composed schedules", {step = gd.schedule.warmup(3) .. (0.5*counting()):take(9) .. counting()})
run("steps per leaf", {step = {w = counting(), c = gd.schedule.cosine(0.1, 0.01, 30)}, batch = 6}, {
  f = line, data = true, start = {w = 0, c = 0}})
run("patience", {step = 0.05, stop = gd.stop.patience(4, 1e-4)})
run("a rule three times in a row", {step = 0.05, stop = gd.stop.change(0.02) * 3})
run("composed rules", {step = 0.05, tolerance = nil,
  stop = (gd.stop.patience(3, 1e-5) & gd.stop.cost_change(1e-6) * 2) | gd.stop.gradient(1e-9):after(5)})
run("distance from a target", {step = 0.05, stop = gd.stop.distance({0.5, -2}, 0.3) * 2})
run("bounds", {step = 0.1, bounds = {{1.2, -1.5}, {5, 5}}})
run("projection", {step = 0.1, project = function(v) return v/math.max(1, v:norm()) end})
run("clipping", {step = 0.1, clip = {norm = 0.7}})
run("frozen leaves", {step = 0.1, frozen = "c"}, {f = line, data = true, start = {w = 0, c = 0.5}})
run("a gradient of one's own", {step = 0.1, gradient = bowl_gradient})
run("an order of rows of one's own", {step = 0.05, batch = 7, shuffle = function(epoch)
  local order = {}
  for i = 1, 23 do order[i] = (i*5 + epoch) % 23 + 1 end
  return order
end}, {f = line, data = true})
run("random numbers in the cost", {step = 0.05}, {f = function(v) return bowl(v) + gd.uniform()*1e-3 end})
run("all the history there is", {step = 0.05, history = {
  "cost", "step", "gradient_norm", "change", "updates", "evaluations", "x", "gradient"}})
run("no history", {step = 0.05, history = false})
run("divergence", {step = 1.3, epochs = 1000}, {at = {0, 5, 40, 90}})
run("a number", {step = 0.1}, {start = 3, f = function(x) return x*x + math.sin(5*x) end})
run("a matrix", {method = "adam", step = 0.1}, {start = gd.matrix{{1, 2}, {3, 4}, {5, 6}}, f = function(A)
  return (A:matmul(A.T)):sum() + ((A - 1)^2):sum()
end})
run("a tree", {method = "momentum"}, {start = {a = {b = {1, 2}, c = 3}, A = gd.eye(2)}, f = function(p)
  return (p.a.b^2):sum() + p.a.c^2 + ((p.A - 2)^2):sum()
end})

local function options(r, more)
  local o = {epochs = 40, tolerance = 1e-12}
  if r.data then o.data = line_data() end
  for key, value in pairs(r.opts) do o[key] = value end
  for key, value in pairs(more or {}) do o[key] = value end
  return o
end

local function start_of(r)
  return r.start or r.f == line and {w = 0, c = 0} or {3, -1}
end

-- The run of `r`; the generators start in the same place.
local function go(r, more)
  gd.seed(42)
  return (r.maximize and gd.maximize or gd.minimize)(r.f or bowl, start_of(r), options(r, more))
end

-- The run, broken off by an error once `epochs` are done: what is on the disk
-- is what there is.
local function break_off(r, epochs, checkpoint)
  local broken = pcall(go, r, {checkpoint = checkpoint, on_epoch = function(s)
    if s.epoch == epochs + 1 then error "broken off" end
  end})
  return not broken
end

describe("a run that goes on from a checkpoint ends with the bits of one that was not interrupted:", function()
  for _, r in ipairs(runs) do
    it(r.name, function()
      local expected = bits(go(r))
      local times = 0
      for _, epochs in ipairs(r.at or {0, 1, 2, 7, 20}) do
        if break_off(r, epochs, {path = path, every = 1}) then
          times = times + 1
          gd.seed(epochs)                        -- the file knows better
          assert.equal(expected, bits(go(r, {checkpoint = {path = path, every = 3, resume = true}})))
          -- What is there now is the end.
          assert.equal(expected, bits(go(r, {checkpoint = {path = path, resume = true}})))
        end
        os.remove(path)
      end
      assert.is_true(times >= 3)
    end)

    it(r.name .. ", saved by hand, in steps", function()
      if r.maximize then return end              -- gd.descent descends
      local function descent()
        gd.seed(42)
        return gd.descent(r.f or bowl, start_of(r), options(r))
      end
      local expected = bits(descent():run())
      local d = descent()
      for _ = 1, 100 do
        d:save(path)
        local at = bits(d:result())
        d = descent():restore(path)
        assert.equal(at, bits(d:result()))
        if not d:step() then break end
      end
      assert.equal(expected, bits(d:run()))
    end)
  end
end)

describe("a run that goes on after an error", function()
  -- The cost fails at its k-th call, at every place there is in an epoch.
  local function breaking(r, k)
    local f, calls = r.f or bowl, 0
    return function(...)
      calls = calls + 1
      if calls == k then error "broken" end
      return f(...)
    end
  end

  local function points(r)
    return bits{x = r.x, cost = r.cost, best = r.best, epochs = r.epochs, updates = r.updates,
                history = r.history}
  end

  for _, name in ipairs{"momentum with on_rise", "a method that remembers all kinds", "the same with on_rise",
                        "a method with point and answer", "bounds", "gd", "momentum in shuffled batches", "lbfgs",
                        "adam in shuffled batches"} do
    it("was saved where it was: " .. name, function()
      local r
      for _, other in ipairs(runs) do r = other.name == name and other or r end
      gd.seed(42)
      local expected = points(gd.descent(r.f or bowl, start_of(r), options(r)):run())
      local times = 0
      for k = 1, 60 do
        gd.seed(42)
        local d = gd.descent(breaking(r, k), start_of(r), options(r))
        if not pcall(d.run, d) then
          times = times + 1
          d:save(path)
          gd.seed(k)
          assert.equal(expected, points(gd.descent(r.f or bowl, start_of(r), options(r)):restore(path):run()))
        end
      end
      assert.is_true(times > (name == "lbfgs" and 8 or 30), times)
    end)
  end
end)

describe("an ending in a checkpoint", function()
  local function go_on(opts)
    opts.step = opts.step or 0.05
    opts.checkpoint = {path = path, resume = true}
    return gd.minimize(bowl, {3, -1}, opts)
  end
  local function plainly(opts)
    opts.step, opts.checkpoint = 0.05, nil
    return gd.minimize(bowl, {3, -1}, opts)
  end

  it("by a limit is over where the limit is higher", function()
    assert.equal("epochs: 5 of 5 done, |g| = 2.6 > 1e-12", go_on{epochs = 5, tolerance = 1e-12}.reason:gsub("= %S+", "= 2.6", 1))
    assert.equal(bits(plainly{epochs = 30, tolerance = 1e-12}), bits(go_on{epochs = 30, tolerance = 1e-12}))
    assert.equal(bits(plainly{tolerance = 1e-4}), bits(go_on{tolerance = 1e-4}))
    assert.equal(bits(plainly{tolerance = 1e-8}), bits(go_on{tolerance = 1e-8}))
  end)

  it("by a limit stays where the limit is lower", function()
    local r = go_on{epochs = 9, tolerance = 0}
    assert.equal(bits(r), bits(go_on{epochs = 4, tolerance = 0}))
  end)

  it("comes at once where a limit has been passed", function()
    local d = gd.descent(bowl, {3, -1}, {step = 0.05})
    d:run(12)
    d:save(path)
    local r = go_on{epochs = 7}
    assert.equal(12, r.epochs)
    assert.matches("^epochs: 12 of 7 done", r.reason)
  end)

  it("by time is over where there is more of it", function()
    local function slow(v)
      local t = os.clock()
      repeat until os.clock() - t > 1e-3
      return bowl(v)
    end
    local r = gd.minimize(slow, {3, -1}, {step = 0.05, time = 0.01, tolerance = 0, checkpoint = path})
    assert.matches("^time: ", r.reason)
    assert.equal(r.epochs, go_on{time = 0.01, tolerance = 0}.epochs)
    assert.equal(1000, go_on{time = 1000, tolerance = 0}.epochs)
  end)

  it("by a rule stays with that rule, and is over with another", function()
    local r = go_on{stop = gd.stop.cost_below(3)}
    assert.matches("^cost_below: ", r.reason)
    assert.equal(bits(r), bits(go_on{stop = gd.stop.cost_below(3)}))
    assert.equal(bits(plainly{stop = gd.stop.cost_below(1)}), bits(go_on{stop = gd.stop.cost_below(1)}))
  end)

  it("by on_epoch stays", function()
    local function watch(s) return s.epoch == 7 end
    local r = go_on{on_epoch = watch}
    assert.equal(7, r.epochs)
    assert.equal(bits(r), bits(go_on{on_epoch = watch}))
  end)

  it("by an interrupt is none", function()
    local script = ([[
      local gd = require "gdlua"
      local function f(v)
        if interrupted == nil and v[1] < 2 then
          interrupted = true
          io.popen("kill -INT $PPID"):close()
        end
        return (v[1] - 1)^2 + 4*(v[2] + 2)^2
      end
      interrupted = arg[1]
      local r = gd.minimize(f, {3, -1}, {step = 0.05, method = "momentum", on_rise = "halve", history = "all",
                                         checkpoint = {path = %q, resume = true}})
      print(r.reason, r.epochs, ("%%a %%a"):format(r.x[1], r.x[2]), #r.history.cost)
    ]]):format(path)
    local file = process.folder() .. "/run.lua"
    process.write(file, script)
    local command = ("%s %s"):format(process.quote(process.gdlua), process.quote(file))
    local expected = process.run(command .. " not")
    os.remove(path)
    local out, err, status = process.run(command)
    assert.equal("", err)
    assert.equal(0, status)
    assert.matches("^interrupt: ", out)
    assert.equal(expected, (process.run(command .. " not")))
  end)
end)

-- Files that cannot be had -----------------------------------------------------

describe("a file of another run is refused:", function()
  local three, tree = gd.vector{1, 2, 3}, {w = {1, 2}, b = 3}
  local function sum(p)
    if type(p) == "number" then return p*p end
    if type(p) == "userdata" then return (p^2):sum() end
    local s = 0
    for _, v in pairs(p) do s = s + sum(v) end
    return s
  end
  local function with(opts, start) return {start = start or three, opts = opts} end
  local plateau = gd.schedule.plateau
  local mine = function(fields, name)
    return gd.method.define{name = name or "mine", init = function() return fields end,
                            update = function(x, g, step) return x - step*g end}
  end
  local data = {gd.vector{1, 2, 3, 4}}

  local cases = {
    {"shape", with({}, three), with({}, {1, 2}), "with the start a vector of 3, this one has a vector of 2"},
    {"rank", with({}, three), with({}, gd.matrix{{1, 2, 3}}), "a vector of 3, this one has a matrix of 1 x 3"},
    {"kind", with({}, 3), with({}, {3}), "a number, this one has a vector of 1"},
    {"leaf", with({}, tree), with({}, {w = {1}, b = 3}), "with the parameter 'w', a vector of 2, this one has a vector of 1"},
    {"name", with({}, tree), with({}, {w = {1, 2}, c = 3}), "with the parameter 'c', none, this one has a number"},
    {"more leaves", with({}, tree), with({}, {w = {1, 2}}), "with the parameter 'b', a number, this one has none"},
    {"method", with{method = "adam"}, with{method = "gd"}, "with the method 'adam', this one has 'gd'"},
    {"solver", with{method = "lbfgs"}, with{method = "gd"}, "with the method 'lbfgs', this one has 'gd'"},
    {"options of the method", with{method = gd.method.adam{beta1 = 0.5}}, with{method = "adam"},
     "with the method 'adam{beta1 = 0.5}', this one has 'adam'"},
    {"steps per leaf", with({step = {w = 0.1, b = 0.2}}, tree), with({step = 0.1}, tree),
     "with the step sizes: one each for b, w, this one has one"},
    {"schedule", with{step = plateau(0.1)}, with{step = plateau(0.2)}, "with the schedule plateau%(0.1%), this one has plateau%(0.2%)"},
    {"no schedule", with{step = 0.1}, with{step = plateau(0.2)}, "with the schedule %(one without a memory%), this one has plateau"},
    {"schedule of a leaf", with({step = {w = plateau(0.1), b = 0.1}}, tree), with({step = {w = 0.1, b = 0.1}}, tree),
     "with the schedule w: plateau%(0.1%), this one has %(one without a memory%)"},
    {"rule", with{step = 0.1, stop = gd.stop.patience(3)}, with{step = 0.1, stop = gd.stop.patience(4)},
     "with the stopping rule patience%(3%), this one has patience%(4%)"},
    {"rule instead of tolerance", with{step = 0.1}, with{step = 0.1, stop = gd.stop.patience(4)},
     "with the stopping rule %(one without a memory%), this one has patience%(4%)"},
    {"data", with({step = 0.1}, 1), with({step = 0.1, data = data}, 1), "with the data: none, this one has all at once"},
    {"batches", with({step = 0.1, data = data}, 1), with({step = 0.1, data = data, batch = 2}, 1),
     "with the data: all at once, this one has in batches"},
    {"frozen", with({step = 0.1, frozen = "w"}, tree), with({step = 0.1}, tree), "with the frozen parts: w, this one has none"},
    {"history", with{history = {"cost", "x"}}, with{}, "with the history of cost, epoch, x, this one has cost, gradient_norm, step"},
    {"no history", with{history = false}, with{}, "with the history of nothing, this one has"},
    {"thinning", with{history = "all"}, with{}, "with the history of cost, gradient_norm, step, of all epochs, this one has"},
    {"bounds", with{step = 0.1, bounds = {-9, 9}}, with{step = 0.1, bounds = {-9, {1, 2, 2.5}}, start = {1, 1, 1}},
     "with element 3 at 3, outside of the bounds %-9 and 2.5 of this one", {1, 1, 1}},
    {"fields of the method", with{method = mine{a = 1, b = 2}}, with{method = mine{a = 1}},
     "whose method remembers 'b', the method of this one does not"},
  }
  for _, case in ipairs(cases) do
    it(case[1], function()
      local theirs, ours = case[2], case[3]
      ours.opts.start = nil
      local function make(which, start)
        return gd.descent(function(p) return sum(p) end, start or which.start, which.opts)
      end
      local d = make(theirs)
      d:save(path)
      local other = make(ours, case[5])
      blamed(function() other:restore(path) end, "checkpoint '.*run.ckpt' is of a run .*" .. case[4])
      -- It is what it was.
      assert.equal("not started", other:result().reason)
      assert.equal(bits(make(ours, case[5]):run(20)), bits(other:run(20)))
      assert.equal(bits(make(theirs):run(20)), bits(d:run(20)))
    end)
  end

  it("also by the option resume", function()
    gd.minimize(bowl, {3, -1}, {method = "adam", epochs = 3, checkpoint = path})
    blamed(function()
      gd.minimize(bowl, {3, -1}, {method = "gd", checkpoint = {path = path, resume = true}})
    end, "with the method 'adam', this one has 'gd'")
  end)

  it("in the middle of its own run, which goes on as if nothing had been", function()
    local function new(seed)
      gd.seed(seed)
      return gd.descent(line, {w = 0, c = 0}, {data = line_data(), batch = 4, method = "momentum", epochs = 30,
                                               step = counting(), stop = gd.stop.patience(9)})
    end
    local expected = bits(new(3):run())
    gd.descent(bowl, {1, 1}, {method = "adam"}):save(path)
    local d = new(3)
    while d:step() do assert.is_false(pcall(d.restore, d, path)) end
    assert.equal(expected, bits(d:result()))
  end)
end)

describe("what no file can hold", function()
  local function refuses(opts, what)
    blamed(function() gd.minimize(bowl, {3, -1}, opts) end, "cannot save this run: " .. what .. " %(what a file can hold")
  end

  it("in the memory of a method", function()
    local function method(memory)
      return gd.method.define{name = "m", init = function() return memory end, update = function(x) return x end}
    end
    local deep = {w = {{}, {f = print}}}
    local checkpoint = {path = path}
    refuses({method = method{f = print}, checkpoint = checkpoint}, "'f' in the memory of the method is a function")
    refuses({method = method(deep), checkpoint = checkpoint}, "'w%[2%]%.f' in the memory of the method is a function")
    refuses({method = method{[print] = 1}, checkpoint = checkpoint}, "'%[%?%]' in the memory of the method is a function")
    refuses({method = method{co = coroutine.create(print)}, checkpoint = checkpoint}, "'co' in .* is a thread")
    refuses({method = method{file = io.stdout}, checkpoint = checkpoint}, "'file' in .* is a userdata")
    refuses({method = method{t = setmetatable({}, {})}, checkpoint = checkpoint}, "'t' in .* is a table with a metatable")
    assert.is_false(exists(path))
  end)

  it("in those of schedules and rules", function()
    local function memory() return {f = print} end
    local schedule = gd.schedule.define{name = "s", init = memory, at = function() return 0.1 end}
    local rule = gd.stop.define{name = "r", init = memory, reached = function() return false end}
    refuses({step = schedule(), checkpoint = path}, "'f' in the memory of the schedule is a function")
    refuses({step = 0.1, stop = rule(), checkpoint = path}, "'f' in the memory of the stopping rule is a function")
    local bare = gd.stop.define{name = "r", init = function() return print end, reached = function() return false end}
    refuses({step = 0.1, stop = bare(), checkpoint = path}, "the memory of the stopping rule is a function")
  end)

  it("leaves the run as it is", function()
    local schedule = gd.schedule.define{name = "s", init = function() return {f = math.sqrt} end,
                                        at = function(t, _, _, m) return 0.1/m.f(t + 1) end}
    local d = gd.descent(bowl, {3, -1}, {step = schedule(), epochs = 9, tolerance = 0})
    local expected = bits(gd.minimize(bowl, {3, -1}, {step = schedule(), epochs = 9, tolerance = 0}))
    while d:step() do assert.is_false(pcall(d.save, d, path)) end
    assert.equal(expected, bits(d:result()))
  end)
end)
