-- Stretches: many epochs as one program give the bits of the same epochs one by
-- one. A run that is watched at every epoch makes no stretches: it is the other
-- side of each comparison.
local gd = require "gdlua"
local copy, plain = dofile "tests/spec/copy.lua", dofile "tests/spec/plain.lua"
local s, stop, m = gd.schedule, gd.stop, gd.method

local function rosenbrock(p) return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 end

local function bowl(p)
  local total = 0
  for i = 1, #p do total = total + i*(p[i] - i)^2 end
  return total
end

local fields = {"cost", "step", "gradient_norm", "change", "updates", "evaluations", "x", "gradient"}

local function assert_same_result(a, b)
  for _, name in ipairs{"cost", "gradient_norm", "epochs", "updates", "evaluations", "reason",
                        "converged", "warnings"} do
    assert.same(plain(b[name]), plain(a[name]), name)
  end
  for _, name in ipairs{"x", "gradient"} do
    if type(b[name]) == "table" then
      for key, v in pairs(b[name]) do assert.same(plain(v), plain(a[name][key]), name) end
    else
      assert.same(plain(b[name]), plain(a[name]), name)
    end
  end
  assert.same(b.best.epoch, a.best.epoch)
  assert.same(plain(b.best.cost), plain(a.best.cost))
  assert.same(plain(b.best.x), plain(a.best.x))
  assert.equal(b.last.epoch, a.last.epoch)
  for _, name in ipairs(b.history and fields or {}) do
    if b.history[name] then
      assert.same(plain(b.history[name]), plain(a.history[name]), "history of " .. name)
    end
  end
end

-- The run with stretches, which must be the one without.
local function check(cost, start, opts, least)
  opts = copy({epochs = 400, tolerance = 0, method = "gd", step = 1e-3}, opts)
  local quick = gd.descent(cost, start, opts)
  local watched = gd.descent(cost, start, copy(opts, {on_epoch = function() end}))
  local r = quick:run()
  assert_same_result(r, watched:run())
  local stretches, epochs, why = quick:stretches()
  assert.is_nil(why)
  assert.is_true(epochs >= (least or r.epochs/2), epochs .. " of " .. r.epochs .. " epochs in stretches")
  assert.equal(0, (watched:stretches()))
  return r, stretches
end

describe("a stretch", function()
  it("is of any update rule that is traced", function()
    for _, method in ipairs{"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"} do
      check(rosenbrock, {-1.2, 1}, {method = method})
    end
    check(rosenbrock, {-1.2, 1}, {method = m.define{
      name = "heavyball", options = {{"beta", 0.9}},
      init = function(x) return {m = gd.zeros_like(x), n = 0} end,
      update = function(x, g, step, st, o, t, cost)
        st.m, st.n = o.beta*st.m + g, st.n + (cost > 1 and 1 or 0)
        return x - step*st.m/(1 + t*1e-4 + st.n*1e-6)
      end}{beta = 0.8}})
  end)

  it("is of any schedule that is traced", function()
    for _, step in ipairs{s.cosine(1e-3, 0, 300), s.plateau(1e-3), s.step(1e-3, 0.5, 50),
                          function(t) return 1e-3/(1 + 0.01*t) end,
                          function(_, st) return st.cost < 1 and 1e-3 or 5e-4 end,
                          function(t, st) return 1e-4*(1 + 1/(1 + st.change + t + st.updates)) end,
                          function(_, st) return 1e-4*(1 + st.best.x[1]^2/(1 + st.best.epoch)) end,
                          function(t, st) return 1e-4 + math.min(t, 200)*4e-6 + st.step_peak/1000 end,
                          s.cosine(1e-3, 1e-4, 300):per_update()} do
      check(rosenbrock, {-1.2, 1}, {step = step}, 100)
    end
  end)

  it("ends where a rule fires", function()
    for _, rule in ipairs{stop.gradient(1e-3), stop.gradient(1e-3, 2), stop.patience(20, 1e-4),
                          stop.cost_below(2), stop.change(1e-4), stop.cost_change(1e-5),
                          stop.gradient(1e-3) & stop.epochs(350), stop.distance({1, 1}, 1.5)*3,
                          function(st) return st.cost < 2 and "low" or false end,
                          function(st) return st.epoch > 123 and st.evaluations > 200 end} do
      check(rosenbrock, {-1.2, 1}, {stop = rule, epochs = 3000}, 0)
    end
    local r = check(bowl, {5, 5, 5}, {step = 0.05, tolerance = 1e-6, epochs = 10000})
    assert.is_true(r.converged)
    -- 2^-k after k epochs: the tolerance is met exactly
    r = check(function(x) return x^2/2 end, 1, {step = 0.5, tolerance = 2.0^-80}, 20)
    assert.equal(80, r.epochs)
    -- the tolerance is that of the gradient before clipping
    check(bowl, {5, 5}, {step = 0.05, tolerance = 1e-2, clip = {value = 1e-3}}, 0)
  end)

  it("takes every form of start", function()
    check(function(x) return (x - 3)^2 end, 10, {step = 0.01})
    check(function(p) return (p.a - 1)^2 + gd.sum_of_squares(p.v - 2) + p.a*p.v[1] end,
          {a = 4, v = gd.vector{1, 2}}, {step = 0.01})
    check(function(p) return gd.sum_of_squares(p.A[1]) + (p.b - p.A[2][1])^2 end,
          {A = gd.matrix{{1, 2}, {3, 4}}, b = 3}, {step = 0.01})
    check(function(p) return (p.a - 1)^2 + (p.b + 2)^2 end, {a = 4, b = 1},
          {step = {a = 0.1, b = s.cosine(0.01, 0, 300)}})
  end)

  it("has the options of the driver", function()
    check(rosenbrock, {-1.2, 1}, {clip = {norm = 1}})
    check(rosenbrock, {-1.2, 1}, {clip = {value = 0.5}})
    check(rosenbrock, {-1.2, 1}, {on_rise = "halve", step = 2e-3}, 100)
    check(rosenbrock, {-1.2, 1}, {on_rise = "stop", step = 5e-3}, 0)
    check(function(p) return (p.a - p.b)^2 + (p.b + 2)^2 end, {a = 4, b = 1}, {frozen = {"b"}})
    local decay = m.define{name = "decay", options = {}, update = function(x, g, step) return x - step*(g + x) end}
    check(function(p) return (p.a - p.b)^2 + (p.b + 2)^2 end, {a = 4, b = 1}, {frozen = {"b"}, method = decay{}})
    local down = function(p) return -rosenbrock(p) end
    local opts = {epochs = 400, tolerance = 0, method = "gd", step = 1e-3}
    local a, b = gd.maximize(down, {-1.2, 1}, opts),
                 gd.maximize(down, {-1.2, 1}, copy(opts, {on_epoch = function() end}))
    assert_same_result(a, b)
  end)

  it("has the user's gradient, and central differences", function()
    local function gradient(p)
      local t = p[2] - p[1]^2
      return {-400*p[1]*t - 2*(1 - p[1]), 200*t}
    end
    check(rosenbrock, {-1.2, 1}, {gradient = gradient})
    check(rosenbrock, {-1.2, 1}, {gradient = {mode = "central", h = 1e-4}})
    check(bowl, {5, 5, 5}, {gradient = {mode = "central", h = 1e-4}, step = 0.05, tolerance = 1e-6}, 0)
  end)

  it("goes through branches", function()
    local xs = {1, 2, 3, 10}
    local function huber(p)
      local total = 0
      for _, x in ipairs(xs) do
        local r = p[1] - x
        if math.abs(r) <= 1 then total = total + r*r/2 else total = total + math.abs(r) - 0.5 end
      end
      return total
    end
    check(huber, {0}, {step = 0.05, epochs = 2000})
    check(function(p) return p[1] > p[2] and (p[1] - 1)^2 + p[2]^2 or (p[2] - 2)^2 + p[1]^2 end,
          {3, 1}, {step = 0.3, epochs = 2000}, 0)
  end)

  it("writes the history that is asked for", function()
    check(rosenbrock, {-1.2, 1}, {history = fields})
    check(rosenbrock, {-1.2, 1}, {history = false})
    check(bowl, {1, 5}, {history = {"x", "step"}, step = s.cosine(0.01, 0, 400)})
    check(rosenbrock, {-1.2, 1}, {epochs = 140000, step = 2e-3})
    check(rosenbrock, {-1.2, 1}, {epochs = 70000, history = fields, method = "adam", step = 0.01})
  end)

  it("may be of a cost that is not finite in the end", function()
    check(function(x) return -x^2 end, 1, {step = 0.1, epochs = 5000}, 100)
    check(function(x) return x - math.log(x) end, 5, {step = 0.3, epochs = 500}, 0)
    check(function(p) return gd.sqrt(p[1]) + 0*p[2] end, {1, 1}, {step = 0.01, epochs = 500}, 0)
  end)

  it("is of part of a run, too", function()
    local opts = {method = "adam", step = s.cosine(0.01, 0, 900), epochs = 1000, tolerance = 0,
                  stop = stop.patience(900)}
    local whole = gd.minimize(rosenbrock, {-1.2, 1}, opts)
    local d = gd.descent(rosenbrock, {-1.2, 1}, opts)
    d:run(100)
    for _ = 1, 3 do d:step() end
    d:run(297)
    local fork = d:fork()
    assert_same_result(d:run(), whole)
    assert_same_result(fork:run(), whole)
    assert.is_true((fork:stretches()) > 0)
    assert.is_true((d:stretches()) > 0)
  end)

  it("is seen by nobody who looks at every k-th epoch", function()
    local file = os.tmpname()
    local lines = {}
    for pass, more in ipairs{{}, {on_epoch = function() end}} do
      local out = assert(io.open(file, "w"))
      local stdout = io.output()
      io.output(out)
      local print_was = print
      _G.print = function(v) out:write(tostring(v):gsub("elapsed.*", ""), "\n") end
      local ok, err = pcall(gd.minimize, rosenbrock, {-1.2, 1},
                            copy({epochs = 500, step = 1e-3, method = "gd", verbose = 50}, more))
      _G.print = print_was
      io.output(stdout)
      out:close()
      assert(ok, err)
      lines[pass] = assert(io.open(file)):read "a"
    end
    os.remove(file)
    assert.equal(lines[2], lines[1])
    assert.equal(11, select(2, lines[1]:gsub("\n", "")))
    local d = gd.descent(rosenbrock, {-1.2, 1},
                         {epochs = 500, step = 1e-3, method = "gd", verbose = 1000})
    _G.print, lines = function() end, print
    d:run()
    _G.print = lines
    assert.is_true((d:stretches()) > 0)
  end)

  it("makes a run without Lua", function()
    local xs = {}
    for i = 1, 5 do xs[i] = {i, 3*i + (i == 4 and 20 or math.sin(i)/10)} end
    local function huber(p)
      local total = 0
      for _, row in ipairs(xs) do
        local r = p[1] + p[2]*row[1] - row[2]
        if math.abs(r) <= 1 then total = total + r*r/2 else total = total + math.abs(r) - 0.5 end
      end
      return total
    end
    -- Liu et al. 2020, "On the variance of the adaptive learning rate and beyond".
    local radam = m.define{
      name = "rectified", options = {{"beta1", 0.9}, {"beta2", 0.999}},
      init = function(x) return {m = gd.zeros_like(x), v = gd.zeros_like(x)} end,
      update = function(x, g, step, st, o, t)
        local k = t + 1
        st.m = o.beta1*st.m + (1 - o.beta1)*g
        st.v = o.beta2*st.v + (1 - o.beta2)*g^2
        local most = 2/(1 - o.beta2) - 1
        local rho = most - 2*k*o.beta2^k/(1 - o.beta2^k)
        local first = st.m/(1 - o.beta1^k)
        if rho <= 4 then return x - step*first end
        local r = math.sqrt((rho - 4)*(rho - 2)*most/((most - 4)*(most - 2)*rho))
        return x - step*r*math.sqrt(1 - o.beta2^k)*first/(gd.sqrt(st.v) + 1e-8)
      end}
    for _, opts in ipairs{{}, {stop = stop.patience(10^7)}, {method = radam{}},
                          {method = radam{}, stop = stop.patience(10^7)}} do
      local d = gd.descent(huber, {0, 0}, copy({method = "gd", step = 1e-4, epochs = 10^6,
                                                tolerance = 0}, opts))
      local before = select(4, d:stretches())
      local r = d:run()
      local _, epochs, _, after = d:stretches()
      assert.equal(10^6, r.epochs)
      assert.is_true(after - before <= 100, after - before .. " calls of Lua")
      assert.is_true(epochs > 990000)
    end
  end)

  it("says why there is none", function()
    local d = gd.descent(function(p) return gd.exp(p):sum() end, {1, 2},
                         {epochs = 300, method = "gd", tolerance = 0})
    local r = d:run()
    local stretches, epochs, why = d:stretches()
    assert.equal(300, r.epochs)
    if stretches == 0 then assert.matches("exp", why) else assert.is_true(epochs > 0) end
  end)

  it("reads numbers that change between calls", function()
    local k = 1
    local function cost(p) return k*(p[1] - 1)^2 + p[2]^2 end
    local opts = {epochs = 400, method = "gd", step = 0.01, tolerance = 0}
    local d, e = gd.descent(cost, {5, 5}, opts),
                 gd.descent(cost, {5, 5}, copy(opts, {on_epoch = function() end}))
    for i = 1, 4 do
      k = i
      d:run(90)
      e:run(90)
    end
    assert_same_result(d:result(), e:result())
    assert.is_true((d:stretches()) > 0)
  end)
end)
