local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function valley(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end

describe("bfgs", function()
  it("is a solver that takes a line search", function()
    local m = gd.method.bfgs()
    assert.equal("solver", m.kind)
    assert.equal("bfgs", tostring(m))
    assert.is_true(m.traits.search)
    assert.is_false(m.traits.bounds)
  end)

  it("needs no more evaluations than lbfgs with few variables", function()
    local a = gd.minimize(valley, {-1.2, 1}, {method = "bfgs"})
    assert.is_true(a.converged)
    assert.is_true(a.cost < 1e-12)
    local b = gd.minimize(valley, {-1.2, 1}, {method = "lbfgs"})
    assert.is_true(a.evaluations <= b.evaluations)
  end)

  it("maximizes, leaves frozen leaves alone, works with differences", function()
    local function hill(p) return -(p.a - 1)^2 - (p.b - 2)^2 end
    local r = gd.maximize(hill, {a = 0, b = 0}, {method = "bfgs", frozen = "b"})
    assert.equal(0, r.x.b)
    assert.is_true(math.abs(r.x.a - 1) < 1e-6)
    r = gd.minimize(valley, {-1.2, 1}, {method = "bfgs", gradient = "central", epochs = 200})
    assert.is_true(r.cost < 1e-9)
  end)

  it("refuses bounds and what is for update rules", function()
    blamed(function() gd.minimize(valley, {0, 0}, {method = "bfgs", bounds = {0, 2}}) end,
           "bad option 'bounds' to 'minimize' %(the method 'bfgs' is a solver that does not keep")
    blamed(function() gd.minimize(valley, {0, 0}, {method = "bfgs", step = 1}) end,
           "the method 'bfgs' is a solver, which finds its own steps")
  end)
end)
