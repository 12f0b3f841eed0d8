local gd = require "gdlua"

local function bowl(x) return (x[1] - 1)^2 + 4*(x[2] + 2)^2 end
local function square(x) return x*x end
local function slope(x) return 2*x end

describe("d:step", function()
  it("makes one epoch and answers the state", function()
    local d = gd.descent(square, 8, {step = 0.25, gradient = slope})
    assert.equal(1, d:step().epoch)
    assert.equal(4.0, d:result().x)
    assert.equal(2, d:step().epoch)
    assert.equal(2.0, d:result().x)
  end)

  it("answers the same state object every time", function()
    local d = gd.descent(square, 8, {step = 0.25})
    local s = d:step()
    assert.is_true(rawequal(s, d:step()))
    assert.equal(2, s.epoch)
  end)

  it("answers nil and the reason once the run has stopped", function()
    local d = gd.descent(square, 8, {step = 0.25, epochs = 2, gradient = slope})
    assert.is_truthy(d:step())
    assert.is_truthy(d:step())
    for _ = 1, 2 do
      local state, reason = d:step()
      assert.is_nil(state)
      assert.equal("epochs: 2 of 2 done, |g| = 4 > 1e-06", reason)
    end
    assert.equal(2, d:result().epochs)
  end)

  it("answers nil at once where the start is the end", function()
    local d = gd.descent(square, 0, {step = 0.25, gradient = slope})
    local state, reason = d:step()
    assert.is_nil(state)
    assert.equal("gradient: |g| = 0 <= 1e-06 after 0 epochs", reason)
    assert.equal(0, d:result().epochs)
  end)

  it("answers nil where an epoch led nowhere", function()
    local d = gd.descent(square, 1, {step = 2, on_rise = "stop", gradient = slope})
    local state, reason = d:step()
    assert.is_nil(state)
    assert.matches("^on_rise", reason)
  end)
end)

describe("d:epochs", function()
  it("goes over all epochs", function()
    local seen = {}
    for s in gd.descent(square, 8, {step = 0.25, epochs = 3, gradient = slope}):epochs() do
      seen[#seen + 1] = {s.epoch, s.x}
    end
    assert.same({{1, 4.0}, {2, 2.0}, {3, 1.0}}, seen)
  end)

  it("may be broken off and taken up again", function()
    local d = gd.descent(square, 8, {step = 0.25, epochs = 5})
    for s in d:epochs() do if s.epoch == 2 then break end end
    assert.matches("^running: 2 epochs done$", d:result().reason)
    local seen = {}
    for s in d:epochs() do seen[#seen + 1] = s.epoch end
    assert.same({3, 4, 5}, seen)
  end)
end)

describe("d:run", function()
  it("makes as many epochs as asked for, or all", function()
    local d = gd.descent(square, 8, {step = 0.1, epochs = 10})
    assert.equal(3, d:run(3).epochs)
    assert.equal(3, d:run(0).epochs)
    assert.equal(5, d:run(2).epochs)
    assert.equal(10, d:run().epochs)
    assert.equal(10, d:run(5).epochs)
  end)

  it("of 0 epochs evaluates the start", function()
    local r = gd.descent(square, 8, {step = 0.1, gradient = slope}):run(0)
    assert.equal(64.0, r.cost)
    assert.equal(1, r.evaluations)
    assert.same({0}, r.history.epoch:totable())
  end)

  it("in pieces is the same as in one go", function()
    for _, m in ipairs{"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lbfgs", "lbfgsb", "newton",
                        "newton_cg", "trust_region"} do
      local whole = gd.minimize(bowl, {5, 5}, {method = m, epochs = 12, tolerance = 0})
      local d = gd.descent(bowl, {5, 5}, {method = m, epochs = 12, tolerance = 0})
      d:run(5)
      for _ = 1, 4 do d:step() end
      local r = d:run()
      assert.equal(whole.x, r.x, m)
      assert.equal(whole.cost, r.cost)
      assert.equal(whole.evaluations, r.evaluations)
      assert.equal(whole.reason, r.reason)
      assert.equal(whole.history.cost, r.history.cost)
    end
  end)
end)

describe("d:result", function()
  it("may be had before anything was done", function()
    local calls = 0
    local r = gd.descent(function(x) calls = calls + 1; return x*x end, 8):result()
    assert.equal("not started", r.reason)
    assert.is_false(r.converged)
    assert.equal(8.0, r.x)
    assert.equal(0, r.epochs)
    assert.equal(0, calls)
    assert.is_nil(r.history)
    assert.is_string(tostring(r))
  end)

  it("may be had at any time, and stays", function()
    local d = gd.descent(bowl, {5, 5}, {step = 0.1})
    d:run(2)
    local r = d:result()
    local x, cost, rows = r.x:totable(), r.cost, #r.history.cost
    d:run(5)
    assert.same(x, r.x:totable())
    assert.equal(cost, r.cost)
    assert.equal(rows, #r.history.cost)
    assert.equal(7, d:result().epochs)
  end)

  it("does not count as work", function()
    local d = gd.descent(square, 1, {step = 2, stop = gd.stop.diverged(10)})
    d:run()
    local n = d:result().evaluations
    assert.equal(n, d:result().evaluations)
  end)

  it("may be had from within", function()
    local seen = {}
    local d
    d = gd.descent(square, 1, {step = 0.25, epochs = 2, gradient = slope,
                               on_epoch = function() seen[#seen + 1] = d:result().x end})
    d:run()
    assert.same({1.0, 0.5, 0.25}, seen)
  end)

  it("may be had from within at an epoch whose cost is not finite", function()
    local seen
    local d
    d = gd.descent(function(x) return x < 0 and 0/0 or x end, 1, {step = 0.75, gradient = function() return 1 end,
      on_epoch = function(s) if s.epoch == 2 then seen = d:result() end end})
    local r = d:run()
    assert.equal(0.25, seen.x)
    assert.equal(0.25, r.x)
    assert.equal(1.0, r.gradient)
  end)
end)

describe("d:fork", function()
  it("knows what its rule has of its own, and the steps of the leaves", function()
    local function cost(p) return (p.a - 1)^2 + 3*(p.b + 2)^2 end
    local ahead = gd.method.define{
      name = "ahead", init = function(x) return {m = gd.zeros_like(x)} end,
      point = function(x, s) return x + 0.5*s.m end,
      update = function(x, g, step, s)
        s.m = 0.5*s.m - step*g
        return x + s.m
      end,
    }
    for _, opts in ipairs{{method = ahead, step = 0.02}, {method = "adam", step = {a = 0.1, b = 0.01}}} do
      opts.epochs, opts.tolerance = 100, 0
      local d = gd.descent(cost, {a = 3, b = 4}, opts)
      d:run(9)
      local f = d:fork()
      local r, s = d:run(), f:run()
      assert.same({r.x, r.cost, r.epochs}, {s.x, s.cost, s.epochs})
    end
  end)

  local rules = {
    gd = {step = 0.1}, momentum = {method = "momentum"}, nesterov = {method = "nesterov"},
    adagrad = {method = "adagrad", step = 1}, rmsprop = {method = "rmsprop"}, adam = {method = "adam", step = 0.1},
    lbfgs = {method = gd.method.lbfgs{memory = 2}}, lbfgsb = {bounds = {{-3, -1}, 8}, tolerance = 0},
    newton = {method = "newton", tolerance = 0}, newton_cg = {method = "newton_cg", tolerance = 0},
    trust_region = {method = gd.method.trust_region{radius = 0.1}, tolerance = 0},
    plateau = {step = gd.schedule.plateau{from = 0.24, patience = 1, factor = 0.5}},
    patience = {step = 0.26, stop = gd.stop.patience(4)},
    thrice = {step = 0.1, stop = gd.stop.change(0.01)*3},
    halving = {step = 1, on_rise = "halve", method = "momentum"},
    leaves = {step = 0.1, bounds = {-3, 8}, clip = {norm = 3}},
  }
  for name, opts in pairs(rules) do
    it("goes on to the same bits: " .. name, function()
      local function start()
        local o = {epochs = 30, history = {"x", "cost", "evaluations"}}
        for k, v in pairs(opts) do o[k] = v end
        return gd.descent(bowl, {5, 5}, o)
      end
      local whole = start():run()
      for _, at in ipairs{0, 1, 7} do
        local d = start()
        d:run(at)
        local forks = {d:fork(), d:fork()}
        local again = forks[1]:fork()
        for _, run in ipairs{forks[1], d, again, forks[2]} do
          local r = run:run()
          assert.equal(whole.x, r.x)
          assert.equal(whole.history.x, r.history.x)
          assert.equal(whole.history.cost, r.history.cost)
          assert.equal(whole.history.evaluations, r.history.evaluations)
          assert.equal(whole.reason, r.reason)
          assert.equal(whole.evaluations, r.evaluations)
        end
      end
    end)
  end

  it("goes on with the same order of rows", function()
    local function cost(m, x) local d = x - m; return d:dot(d)/#x end
    local opts = {data = gd.linspace(0, 1, 23), batch = 5, step = 0.1, method = "momentum", epochs = 9}
    gd.seed(3)
    local whole = gd.minimize(cost, 5, opts)
    gd.seed(3)
    local d = gd.descent(cost, 5, opts)
    d:run(4)
    local f = d:fork()
    assert.equal(whole.x, f:run().x)
    assert.equal(whole.x, d:run().x)
    assert.equal(whole.history.cost, f:result().history.cost)
  end)

  it("is independent: batches do not meet", function()
    local seen = {}
    local function cost(m, x) seen[#seen + 1] = x; return (m - x:mean())^2 end
    local d = gd.descent(cost, 5, {data = gd.vector{1, 2, 3, 4}, batch = 2, step = 0.1, shuffle = false,
                                   gradient = function(m, x) return 2*(m - x:mean()) end})
    d:run(1)
    local f = d:fork()
    f:run(1)
    d:run(1)
    local one, two = seen[#seen], seen[#seen - 2]
    assert.is_false(rawequal(one, two))
  end)

  it("works from within a callback, with memories that were just made", function()
    local f, d
    local opts = {step = gd.schedule.plateau{from = 0.24, patience = 1}, stop = gd.stop.patience(9), epochs = 25}
    local whole = gd.minimize(bowl, {5, 5}, opts)
    opts.on_epoch = function(s) if s.epoch == 1 and not f then f = d:fork() end end
    d = gd.descent(bowl, {5, 5}, opts)
    assert.equal(whole.x, d:run().x)
    assert.equal(whole.x, f:run().x)
  end)

  it("of a run that has ended has ended", function()
    local d = gd.descent(square, 3)
    local r = d:run()
    local f = d:fork()
    assert.is_nil((f:step()))
    assert.equal(r.reason, f:result().reason)
    assert.equal(r.converged, f:result().converged)
    d = gd.descent(square, 3, {step = 0.1, stop = gd.stop.cost_below(1)})
    r = d:run()
    assert.equal(r.reason, d:fork():result().reason)
  end)

  it("outlives the run it came from", function()
    local d = gd.descent(bowl, {5, 5}, {method = "adam"})
    d:run(3)
    local f = d:fork()
    d = nil
    collectgarbage()
    collectgarbage()
    assert.equal(6, f:run(3).epochs)
  end)
end)

describe("after an error", function()
  -- A cost that raises at its k-th call, once.
  local function failing(f, k)
    local n = 0
    return function(x)
      n = n + 1
      if n == k then error("call " .. k, 0) end
      return f(x)
    end
  end

  it("the run is at its last accepted point and goes on from there", function()
    for _, m in ipairs{"gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "lbfgs"} do
      local opts = {method = m, epochs = 8, tolerance = 0}
      local path = {}
      opts.on_epoch = function(s) path[s.epoch] = s.x end
      local whole = gd.minimize(bowl, {5, 5}, opts)
      opts.on_epoch = nil
      for k = 1, 25 do
        local d = gd.descent(failing(bowl, k), {5, 5}, opts)
        local ok, text = pcall(d.run, d)
        if not ok then
          assert.equal("call " .. k, text)
          local r = d:result()
          assert.equal(r.epochs == 0 and gd.vector{5, 5} or path[r.epochs], r.x)
          assert.is_false(r.converged)
          r = d:run()
          -- a solver's search is begun anew, and may go on with another rounding
          assert.is_true(gd.equal(whole.x, r.x, m == "lbfgs" and 1e-6 or 0), m .. k)
          if m ~= "lbfgs" then assert.equal(whole.history.cost, r.history.cost) end
        end
      end
    end
  end)

  it("with on_rise the method's memory is what it was", function()
    local opts = {method = "momentum", step = 0.4, on_rise = "halve", epochs = 8, tolerance = 0}
    local whole = gd.minimize(bowl, {5, 5}, opts)
    for k = 1, 60 do
      local d = gd.descent(failing(bowl, k), {5, 5}, opts)
      if not pcall(d.run, d) then assert.equal(whole.x, d:run().x, "call " .. k) end
    end
  end)

  it("a pass over batches is begun anew", function()
    local X = gd.linspace(0, 1, 10)
    local function cost(m, x) local d = x - m; return d:dot(d)/#x end
    local opts = {data = X, batch = 3, step = 0.1, method = "momentum", epochs = 4, shuffle = false, tolerance = 0}
    local whole = gd.minimize(cost, 5, opts)
    for k = 1, 50, 3 do
      local n = 0
      local d = gd.descent(function(m, x)
        n = n + 1
        if n == k then error("once", 0) end
        return cost(m, x)
      end, 5, opts)
      local ok = pcall(d.run, d)
      if not ok then
        local r = d:result()
        assert.equal(4*r.epochs, r.updates)
        r = d:run()
        assert.equal(whole.x, r.x)
        assert.equal(16, r.updates)
      end
    end
  end)

  it("in an observer or a rule the same epoch is asked about again", function()
    for _, name in ipairs{"on_epoch", "stop"} do
      local asked = {}
      local opts = {step = 0.25, epochs = 3, gradient = slope}
      opts[name] = function(s)
        asked[#asked + 1] = s.epoch
        if #asked == 3 or #asked == 5 then error("look away", 0) end
      end
      local d = gd.descent(square, 1, opts)
      assert.is_false(pcall(d.run, d))
      assert.equal(2, d:result().epochs)
      assert.is_false(pcall(d.run, d))
      assert.equal(3, d:result().epochs)
      local r = d:run()
      assert.equal(3, r.epochs)
      assert.matches("^epochs: 3 of 3 done", r.reason)
      assert.same({0, 1, 2, 2, 3, 3}, asked)
      assert.same({0, 1, 2, 3}, r.history.epoch:totable())
    end
  end)

  it("in a schedule the update is made once", function()
    local n = 0
    local d = gd.descent(square, 1, {method = "momentum", step = function()
      n = n + 1
      if n == 3 then error("later", 0) end
      return 0.1
    end, epochs = 5, tolerance = 0})
    assert.is_false(pcall(d.run, d))
    assert.equal(gd.minimize(square, 1, {method = "momentum", step = 0.1, epochs = 5, tolerance = 0}).x, d:run().x)
  end)
end)

describe("a descent", function()
  it("may be stepped from several coroutines", function()
    local d = gd.descent(square, 8, {step = 0.25, gradient = slope})
    for _ = 1, 3 do coroutine.wrap(function() d:step() end)() end
    assert.equal(1.0, d:result().x)
  end)

  it("may be stepped from another descent's cost", function()
    local inner = gd.descent(square, 8, {step = 0.25, gradient = slope, epochs = math.huge, tolerance = 0})
    local r = gd.minimize(function(x) inner:step(); return x*x end, 1, {step = 0.1, epochs = 2, gradient = slope})
    assert.equal(2, r.epochs)
    assert.equal(1.0, inner:result().x)
  end)

  it("is collected with its cost", function()
    local alive = setmetatable({}, {__mode = "k"})
    do
      local big = {}
      alive[big] = true
      local d = gd.descent(function(x) return big and x*x end, 1)
      d:run(2)
    end
    collectgarbage()
    collectgarbage()
    assert.is_nil(next(alive))
  end)

  it("seeded again shuffles the same way", function()
    local function run()
      gd.seed(11)
      return gd.minimize(function(m, x) return (m - x:mean())^2 end, 5,
                         {data = gd.linspace(0, 1, 50), batch = 7, step = 0.1, epochs = 5}).x
    end
    assert.equal(run(), run())
    gd.seed(12)
    local other = gd.minimize(function(m, x) return (m - x:mean())^2 end, 5,
                              {data = gd.linspace(0, 1, 50), batch = 7, step = 0.1, epochs = 5}).x
    assert.is_true(other ~= run())
  end)
end)
