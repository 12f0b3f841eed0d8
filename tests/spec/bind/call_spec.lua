-- Own update rules run in between; what a cost has read is looked at again only
-- where a user's function has run.
local gd = require "gdlua"

describe("an update rule of gdlua's own", function()
  local sqrt, calls = gd.sqrt, nil
  after_each(function()
    rawset(gd, "sqrt", sqrt)
    debug.sethook()
  end)

  local function problem()
    local data = {}
    for i = 1, 2000 do data[i] = 1/i end
    local function cost(x)
      local s = 0
      for i = 1, #data do s = s + (x[1] - data[i])^2 end
      return s/#data
    end
    return cost, data
  end
  local function run(cost, epochs)
    return gd.minimize(cost, gd.vector{1}, {method = "adam", step = 1e-3, epochs = epochs, tolerance = 0})
  end

  it("changes nothing that a cost reads", function()
    local cost = problem()
    local r = run(cost, 60)
    assert.equal(60, r.epochs)
    assert.is_near(cost(r.x), r.cost, 1e-12)
  end)

  it("may call a function that somebody else has put there", function()
    local cost, data = problem()
    calls = 0
    gd.sqrt = function(v)
      calls = calls + 1
      if calls == 9 then data[1000] = 50.0 end
      return sqrt(v)
    end
    local r = run(cost, 60)
    assert.is_true(calls >= 9)
    assert.is_near(cost(r.x), r.cost, 1e-10)
    assert.is_true(r.cost > 1)
  end)

  it("may be under somebody else's hook", function()
    local cost, data = problem()
    calls = 0
    debug.sethook(function()
      calls = calls + 1
      if calls == 400 then data[1000] = 50.0 end
    end, "c")
    local r = run(cost, 60)
    assert.is_function((debug.gethook()))
    debug.sethook()
    assert.is_true(calls >= 400)
    assert.is_near(cost(r.x), r.cost, 1e-10)
    assert.is_true(r.cost > 1)
  end)

  it("leaves hook and collector as they were", function()
    local cost = problem()
    run(cost, 20)
    assert.is_nil((debug.gethook()))
    assert.is_true(collectgarbage("isrunning"))
    collectgarbage("stop")
    run(cost, 20)
    local stopped = not collectgarbage("isrunning")
    collectgarbage("restart")
    assert.is_true(stopped)
  end)
end)
