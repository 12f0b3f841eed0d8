--- The option `validation`.
local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function cost(x) return (x - 3)^2 end
local function other(x) return (x - 2)^2 end

local function run(opts)
  opts.step, opts.validation = opts.step or 0.1, opts.validation or other
  return gd.minimize(opts.cost or cost, 0, opts)
end

describe("validation", function()
  it("is asked once per epoch, the start included, of a copy of x", function()
    local seen = {}
    local r = run{epochs = 7, validation = function(x)
      seen[#seen + 1] = x
      return other(x)
    end, history = {"x", "validation"}}
    assert.equal(8, #seen)
    assert.equal(r.history.x, gd.vector(seen))
    for i, x in ipairs(seen) do assert.equal(other(x), r.history.validation[i]) end
    assert.equal(other(r.x), r.validation)
  end)

  it("says which point is best, not where the run ends", function()
    local r = run{epochs = 30}
    local least = math.huge
    for i = 1, 31 do least = math.min(least, r.history.validation[i]) end
    assert.equal(least, r.best.validation)
    assert.equal(least, other(r.best.x))
    assert.equal(cost(r.best.x), r.best.cost)
    assert.is_true(r.best.epoch < 10 and r.x > 2.9)
    assert.matches("validated 0.99%d+\n  best      cost %S+ validated %S+ after 5 epochs", tostring(r))
  end)

  it("guides patience and plateau", function()
    local r = run{epochs = 100, stop = gd.stop.patience(4)}
    assert.equal(r.best.epoch + 4, r.epochs)
    local s = run{epochs = 30, step = gd.schedule.plateau{from = 0.1, patience = 2, factor = 0.5}}
    assert.is_true(s.history.step[31] < 0.1/2^6)
    local t = gd.minimize(cost, 0, {epochs = 30, step = gd.schedule.plateau{from = 0.1, patience = 2,
                                                                            factor = 0.5}})
    assert.equal(0.1, t.history.step[31])
  end)

  it("is seen by schedules, rules and on_epoch, traced ones too", function()
    local states = {}
    local d = gd.descent(cost, 0, {
      validation = other, epochs = 200, tolerance = 0,
      step = function(_, state) return 0.01 + 0.001*state.validation end,
      stop = function(state) return state.best.validation < 0 and state.validation < 0 end,
      on_epoch = function(state) states[state.epoch] = {state.x, state.validation} end,
    })
    local r = d:run()
    assert.same("compiled", d:rungs().schedule)
    for epoch = 0, 200 do assert.equal(other(states[epoch][1]), states[epoch][2]) end
    local x = 0
    for epoch = 0, 199 do x = x - (0.01 + 0.001*other(x))*2*(x - 3) end
    assert.equal(x, r.x)
  end)

  it("is not there without the option", function()
    gd.minimize(cost, 0, {step = 0.1, epochs = 3, on_epoch = function(state)
      assert.is_nil(state.validation)
      assert.is_nil(state.best.validation)
    end})
    local r = gd.minimize(cost, 0, {step = 0.1, epochs = 3})
    assert.is_nil(r.validation)
    assert.is_nil(r.history.validation)
  end)

  it("goes with gd.maximize: the largest is best", function()
    local r = gd.maximize(function(x) return -cost(x) end, 0,
                          {step = 0.1, epochs = 30, validation = function(x) return -other(x) end})
    local s = run{epochs = 30}
    assert.same({s.best.x, s.best.epoch, -s.best.validation},
                {r.best.x, r.best.epoch, r.best.validation})
    assert.equal(-s.validation, r.validation)
  end)

  it("goes with batches, solvers, forks and restored runs", function()
    gd.seed(1)
    local X = gd.normal(40)
    local function mean(x, batch) return ((x - batch)^2):mean() end
    local opts = {data = X, batch = 8, step = 0.05, epochs = 10, validation = other}
    local d = gd.descent(mean, 0, opts)
    d:run(4)
    local path = os.tmpname()
    d:save(path)
    local f = d:fork()
    local whole = d:run()
    local forked = f:run()
    local restored = gd.descent(mean, 0, opts):restore(path):run()
    os.remove(path)
    for _, r in ipairs{forked, restored} do
      assert.same({whole.x, whole.best.epoch, whole.best.validation, whole.validation},
                  {r.x, r.best.epoch, r.best.validation, r.validation})
      assert.equal(whole.history.validation, r.history.validation)
    end
    local l = gd.minimize(gd.problems.beale, gd.problems.beale.start, {
      method = "lbfgs", validation = function(x) return (x[1] - 2)^2 end})
    assert.is_true(l.converged and l.best.epoch < l.epochs)
  end)

  it("a number that is none is never best", function()
    local r = run{epochs = 10, validation = function(x) return x > 1 and 0/0 or -x end}
    assert.is_true(r.best.x <= 1 and r.best.epoch > 0)
    assert.is_true(r.validation ~= r.validation)
    local n = run{epochs = 10, validation = function() return 0/0 end}
    assert.equal(0, n.best.epoch)
  end)

  it("says what is wrong", function()
    blamed(function() run{validation = 3} end,
           "^bad option 'validation' to 'minimize' %(a function expected, got 3%)")
    blamed(function() run{validation = function() return "a" end} end,
           "^validation returned 'a' %(a string%) %(a number expected%) %(validation defined at")
    blamed(function()
      gd.minimize(cost, 0, {step = 0.1, history = {"validation"}})
    end, "^bad option 'history' to 'minimize' %(the field 'validation' goes with the option")
    blamed(function() run{validation = function() error("no data") end} end, "no data")
  end)
end)
