local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function residuals(x) return {10*(x[2] - x[1]^2), 1 - x[1]} end

describe("levenberg_marquardt", function()
  it("is a solver whose options come from the engine", function()
    local m = gd.method.levenberg_marquardt{gtol = 1e-4}
    assert.equal("solver", m.kind)
    assert.equal(1e-4, m.o.gtol)
    assert.equal("levenberg_marquardt{gtol = 0.0001}", tostring(m))
    blamed(function() gd.method.levenberg_marquardt{ftol = -1} end, "bad option 'ftol'")
  end)

  it("wants residuals, and takes them in a run that is held", function()
    blamed(function() gd.minimize(residuals, {1, 2}, {method = "levenberg_marquardt"}) end,
           "takes a function that answers residuals: gd.least_squares")
    blamed(function() gd.maximize(residuals, {1, 2}, {method = "levenberg_marquardt"}) end,
           "bad option 'method' to 'maximize'")
    blamed(function()
      gd.descent(function(x) return x[1]^2 end, {1}, {method = "levenberg_marquardt"})
    end, "the function returned 1.0; residuals, a vector or a list of numbers, expected")
    for _, gradient in ipairs{"richardson", function(x) return x end} do
      blamed(function()
        gd.descent(residuals, {1, 2}, {method = "levenberg_marquardt", gradient = gradient})
      end, "bad option 'gradient' to 'descent'")
    end
    local d = gd.descent(residuals, {-1.2, 1}, {method = "levenberg_marquardt"})
    assert.equal(1, d:step().epoch)
    assert.is_true(math.abs(d:result().history.cost[1] - 12.1) < 1e-14)
    assert.is_true(d:run().converged)
  end)

  it("goes on with the same bits in a fork", function()
    local d = gd.descent(residuals, {-1.2, 1}, {method = "levenberg_marquardt"})
    d:run(3)
    local e = d:fork()
    local a, b = d:run(), e:run()
    assert.is_true(gd.equal(a.x, b.x))
    assert.equal(a.reason, b.reason)
    assert.equal(a.evaluations, b.evaluations)
    assert.is_true(gd.equal(a.history.cost, b.history.cost))
  end)

  it("stops by a rule of the user's", function()
    local d = gd.descent(residuals, {-1.2, 1}, {method = "levenberg_marquardt",
                                                stop = gd.stop.cost_below(1)})
    assert.matches("^cost_below", d:run().reason)
    d = gd.descent(residuals, {-1.2, 1}, {method = "levenberg_marquardt", tolerance = 10})
    assert.matches("^gradient: ", d:run().reason)
  end)
end)
