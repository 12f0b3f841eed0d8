local gd = require "gdlua"

local function run(o)
  o = o or {}
  o.step = 0.1
  return gd.minimize(gd.sum_of_squares, {3, 4}, o)
end

-- What the rule itself does, in a run of its own.
local function check(rule, o)
  o = o or {}
  o.history = {"cost", "step", "gradient_norm", "change", "updates", "evaluations", "elapsed", "x", "gradient"}
  local r = run(o)
  local p = gd.replay(r, rule)
  local own = run{stop = rule, epochs = r.epochs}
  assert.is_true(p.fired)
  assert.equal(own.epochs, p.epoch)
  assert.equal(own.reason, p.reason)
  assert.equal(own.converged, p.converged)
  assert.equal(own.cost, p.cost)
  assert.equal(own.cost - r.cost, p.lost)
  assert.equal(r.epochs - own.epochs, p.saved)
  assert.is_true(own.x == p.x)
end

describe("gd.replay", function()
  it("ends where the rule itself would have ended the run", function()
    local stop = gd.stop
    for _, rule in ipairs{
      stop.epochs(7), stop.updates(9), stop.evaluations(12), stop.gradient(1e-3), stop.gradient(1e-3, 2),
      stop.cost_change(1e-4), stop.cost_change(0, 2), stop.change(1e-3), stop.cost_below(0.1), stop.distance({0, 0}, 0.1),
      stop.step_size(0.2), stop.patience(1, 1), stop.gradient(1e-2) * 3, stop.gradient(1e-2) & stop.change(1e-3),
      stop.gradient(1e-2) | stop.epochs(90), stop.gradient(1):after(30),
      stop.rule(function(s) return s.cost < 1 and s.best.cost < 0.5 and s.updates > 3 end),
      stop.rule(function(s) return s.cost < 1 and "enough" end),
    } do
      check(rule)
    end
  end)

  it("says when it would not have ended", function()
    local p = gd.replay(run(), gd.stop.patience(10))
    assert.is_false(p.fired)
    assert.equal(0, p.saved)
    assert.equal("patience(10) would not have ended the run within its 72 epochs", tostring(p))
  end)

  it("turns gains and losses for a maximum", function()
    local r = gd.maximize(function(x) return -x^2 end, 3, {step = 0.1})
    local p = gd.replay(r, gd.stop.cost_below(-1))
    assert.is_true(p.fired and p.lost > 0.1 and p.cost <= 0)
    assert.matches("worse than at the end", tostring(p))
  end)

  it("says what was not recorded", function()
    local r = run()
    assert.has_error(function() gd.replay(r, gd.stop.change(1e-3)) end,
      "the rule needs 'change' of every epoch, which the run did not record: give the run the option " ..
      "history = {\"cost\", \"change\"}")
    assert.error_matches(function() gd.replay(run{history = false}, gd.stop.epochs(3)) end, "was not recorded")
    assert.error_matches(function() gd.replay(run{history = {"step"}}, function(s) return s.best.cost < 1 end) end, "needs 'cost'")
  end)

  it("tells a thinned history", function()
    local r = gd.minimize(function(x) return x^2 end, 1, {step = 1e-7, epochs = 200000})
    local p = gd.replay(r, gd.stop.epochs(100000))
    assert.is_true(p.every > 1 and p.epoch >= 100000 and p.epoch <= 100000 + 2*p.every)
    assert.matches("the history keeps", tostring(p))
  end)

  it("refuses what is no result and no rule", function()
    local r = run()
    assert.has_error(function() gd.replay(3, gd.stop.epochs(3)) end, "bad argument #1 to 'replay' (a result expected, got 3)")
    assert.has_error(function() gd.replay(r, 3) end, "bad argument #2 to 'replay' (a stopping rule or function expected, got 3)")
    assert.error_matches(function() gd.replay(r) end, "got nil")
    assert.has_error(function() gd.replay(r, function() error("mine", 0) end) end, "mine")
  end)
end)
