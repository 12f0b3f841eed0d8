local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local bits = dofile "tests/spec/bits.lua"
local copy = dofile "tests/spec/copy.lua"

local function valley(v) return (1 - v[1])^2 + 10*(v[2] - v[1]^2)^2 end
local x = gd.linspace(0, 1, 10)
local function line(p, rows) return ((p.a*rows + p.b - 2*rows)^2):mean() end
local s = gd.schedule

-- Runs of all kinds: cost, start, options.
local kinds = {
  gd = {valley, {-1.2, 1}, {step = 0.01}},
  momentum = {valley, {-1.2, 1}, {method = "momentum", step = s.cosine(0.01, 0, 90)}},
  adam = {valley, {-1.2, 1}, {method = "adam", step = 0.05, stop = gd.stop.patience(50)}},
  plateau = {valley, {-1.2, 1}, {method = "gd", step = s.plateau(0.02, 0.5, 3), history = {"cost", "x"}}},
  lbfgs = {valley, {-1.2, 1}, {method = "lbfgs", tolerance = 1e-12}},
  nelder_mead = {valley, {-1.2, 1}, {method = "nelder_mead"}},
  batches = {line, {a = 3, b = 1}, {data = x, batch = 3, step = 0.05, epochs = 60}},
  no_history = {valley, {-1.2, 1}, {step = 0.01, history = false}},
  differences = {valley, {-1.2, 1}, {step = 0.01, gradient = "central"}},
  leaves = {function(p) return (p.a - 1)^2 + 3*p.b^2 end, {a = 4, b = 2}, {step = {a = 0.01, b = 0.02}}},
  averaged = {valley, {-1.2, 1}, {method = "schedule_free", step = 0.01}},
  halving = {valley, {-1.2, 1}, {step = 0.3, on_rise = "halve"}},
}

local function new(kind, more)
  gd.seed(1)
  return gd.descent(kind[1], kind[2], copy(copy(kind[3], {epochs = 80}), more or {}))
end

describe("d:rewind", function()
  for name, kind in pairs(kinds) do
    it("repeats a run bit for bit: " .. name, function()
      local whole = bits(new(kind):run())
      local d = new(kind)
      d:run(9)
      local nine = bits(d:result())
      d:run(17)
      d:run()
      assert.equal(whole, bits(d:result()))
      assert.equal(d, d:rewind(9))
      assert.equal(9, d:state().epoch)
      assert.equal(nine, bits(d:result()))
      assert.equal(whole, bits(d:run()))
      d:rewind(0)
      assert.equal(0, d:state().epoch)
      assert.equal(whole, bits(d:run()))
    end)
  end

  it("leaves results as they were", function()
    local d = new(kinds.gd)
    local r = d:run(50)
    d:rewind(10)
    assert.equal(51, #r.history.cost)
    assert.equal(11, #d:result().history.cost)
  end)

  it("puts gd's random numbers back, where the cost draws them", function()
    gd.seed(5)
    local d = gd.descent(function(v) return (v - gd.normal(1)[1])^2 end, 3, {step = 0.1, gradient = "central"})
    local r = bits(d:run(20))
    gd.uniform(7)
    assert.equal(r, bits(d:rewind(8):run(12)))
  end)

  it("does not ask the observer again about what is repeated", function()
    local seen = {}
    local d = new(kinds.gd, {on_epoch = function(state) seen[#seen + 1] = state.epoch end})
    d:run(4)
    d:rewind(2)
    d:run(2)
    assert.same({0, 1, 2, 3, 4, 3, 4}, seen)
  end)

  it("does nothing where the run is", function()
    local d = new(kinds.gd)
    d:run()
    local r = bits(d:result())
    assert.equal(r, bits(d:rewind(d:result().epochs):result()))
  end)

  it("refuses a run that does not repeat", function()
    for _, history in ipairs{true, false} do
      local factor = 1
      local d = gd.descent(function(v) return factor*v^2 end, 3, {step = 0.1, history = history})
      d:run(5)
      factor = 2
      d:run(5)
      local before = d:result().x
      blamed(function() d:rewind(3) end, "^the run does not repeat: at epoch %d+ its cost was")
      assert.equal(before, d:result().x)
    end
  end)

  it("refuses a run that went on from a checkpoint, unless it is forgotten", function()
    local path = os.tmpname()
    local d = new(kinds.gd)
    d:run(10)
    d:save(path)
    local e = new(kinds.gd):restore(path)
    e:run(10)
    local f = new(kinds.gd, {checkpoint = {path = path, resume = true}})
    blamed(function() e:rewind(5) end, "went on from a checkpoint at epoch 10")
    blamed(function() f:rewind(5) end, "went on from a checkpoint at epoch 10")
    os.remove(path)
  end)

  it("refuses what is no epoch of the run", function()
    local d = new(kinds.gd)
    assert.equal("not started", d:rewind(0):result().reason)
    blamed(function() d:rewind(1) end, "%(1; the run has not started%)")
    d:run(5)
    blamed(function() d:rewind(6) end, "bad argument #1 to 'rewind' %(6; the run is at epoch 5%)")
    blamed(function() d:rewind(-1) end, "whole number >= 0, expected, got %-1")
    blamed(function() d:rewind(1.5) end, "got 1.5")
    blamed(function() d:rewind() end, "got nil")
    blamed(function() d:rewind("3") end, "got '3'")
    blamed(function() d.rewind(5) end, "bad self in a call of 'rewind'")
  end)

  it("cannot be called by the run itself", function()
    local d
    d = new(kinds.gd, {on_epoch = function(state)
      if state.epoch == 3 then d:rewind(1) end
    end})
    assert.has_error(function() d:run() end)
    assert.equal(3, d:state().epoch)
  end)
end)

describe("d:fork with options", function()
  for name, kind in pairs(kinds) do
    it("goes on with the same bits from an earlier epoch: " .. name, function()
      local d = new(kind)
      d:run(30)
      local e = d:fork{epoch = 12}
      assert.equal(12, e:state().epoch)
      local r = bits(d:run())
      assert.equal(r, bits(e:run()))
    end)
  end

  it("leaves gd's random numbers alone", function()
    local d = new(kinds.batches)
    d:run(20)
    gd.seed(3)
    local expected = gd.uniform(2)
    gd.seed(3)
    d:fork{epoch = 4, step = 0.1}:run()
    assert.equal(expected, gd.uniform(2))
  end)

  it("takes another step from there on", function()
    local d = new(kinds.gd)
    d:run(60)
    local e = d:fork{epoch = 40, step = 0.005}
    local r = e:run(20)
    local was = d:result().history
    for i = 1, 41 do assert.equal(was.cost[i], r.history.cost[i]) end
    for i = 42, 61 do assert.equal(0.005, r.history.step[i]) end
    -- the same by hand
    local x = new(kinds.gd):run(40).x
    for _ = 1, 20 do x = x - 0.005*gd.gradient(valley, x) end
    assert.is_true(gd.equal(x, r.x, 1e-14))
  end)

  it("begins a schedule with a memory, and a rule, anew", function()
    local d = new(kinds.plateau)
    d:run(30)
    local e = d:fork{epoch = 20, step = s.plateau(0.001, 0.5, 2), stop = gd.stop.patience(3)}
    local r = e:run()
    local f = gd.descent(valley, d:rewind(20):result().x, {step = s.plateau(0.001, 0.5, 2), epochs = 60,
                         stop = gd.stop.patience(3), history = {"cost", "x"}})
    local q = f:run()
    assert.equal(q.x, r.x)
    assert.equal(q.epochs + 20, r.epochs)
  end)

  it("opens an ending that its options do not have", function()
    local d = new(kinds.gd, {epochs = 25})
    d:run()
    assert.equal(25, d:fork():run().epochs)
    assert.equal(40, d:fork{epochs = 40}:run().epochs)
    local e = gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25, stop = gd.stop.cost_below(1)})
    local r = e:run()
    assert.is_true(r.converged)
    local q = e:fork{stop = gd.stop.cost_below(0.01)}:run()
    assert.is_true(q.converged and q.cost <= 0.01 and q.epochs > r.epochs)
    local tight = gd.descent(gd.sum_of_squares, {3, 4}, {step = 0.25})
    tight:run()
    assert.is_true(tight:fork{tolerance = 1e-9}:run().gradient_norm <= 1e-9)
  end)

  it("is rewound through its past", function()
    local d = new(kinds.momentum)
    d:run(60)
    local e = d:fork{epoch = 40, step = 0.002}
    e:run(20)
    local f = e:fork{epoch = 50, step = 0.001}
    local whole = bits(f:run())
    f:rewind(55)
    assert.equal(whole, bits(f:run()))
    f:rewind(45)
    assert.equal(0.002, f:result().history.step[46])
    f:rewind(10)
    assert.equal(bits(new(kinds.momentum):run(10)), bits(f:result()))
    f:run(1)
    assert.equal(0.001, f:result().history.step[12])
  end)

  it("knows its options, and the start of its run", function()
    local d = new(kinds.gd)
    d:run(10)
    local r = d:fork{epoch = 5, step = 0.002}:run(1)
    local origin = require "gdlua.result".origin(r)
    assert.equal(0.002, origin.options.step)
    assert.same({-1.2, 1}, origin.start)
  end)

  it("works before the run has started", function()
    local d = new(kinds.gd)
    local r = d:fork{step = 0.005}:run()
    assert.equal(bits(new(kinds.gd, {step = 0.005}):run()), bits(r))
  end)

  it("saves itself on request, and goes on from there", function()
    local path = os.tmpname()
    os.remove(path)
    local d = new(kinds.gd)
    d:run(10)
    local options = {epoch = 5, step = 0.002, checkpoint = {path = path, every = 5, resume = true}}
    d:fork(options):run(15)
    local e = d:fork(options)
    assert.equal(20, e:state().epoch)
    assert.equal(bits(d:fork{epoch = 5, step = 0.002}:run()), bits(e:run()))
    os.remove(path)
  end)

  it("refuses what it cannot change", function()
    local d = new(kinds.gd)
    d:run(10)
    blamed(function() d:fork{method = "adam"} end, "bad option 'method' to 'fork' %(a fork goes on with the memory")
    blamed(function() d:fork{history = true} end, "bad option 'history' to 'fork' %(a fork goes on with the history")
    blamed(function() d:fork{data = {1}} end, "bad option 'data' to 'fork'")
    blamed(function() d:fork{stpe = 1} end, "did you mean 'step'")
    blamed(function() d:fork{epoch = 11} end, "bad option 'epoch' to 'fork' %(11; the run is at epoch 10%)")
    blamed(function() d:fork{epoch = 1.5} end, "whole number >= 0 expected, got 1.5")
    blamed(function() d:fork{step = -1} end, "number >= 0")
    blamed(function() d:fork(3) end, "a table expected, got 3")
    blamed(function() d:fork{bounds = {5, 6}} end, "outside")
    blamed(function() new(kinds.lbfgs):fork{step = 0.1} end, "'step' to 'fork' %(the method 'lbfgs' is a solver")
    blamed(function() new(kinds.leaves):fork{step = 0.1} end, "the run cannot go on like this: it has several step sizes")
  end)
end)
