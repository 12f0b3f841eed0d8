local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function saddle(v) return v[1]^2 - v[2]^2 + v[2]^4/2 end

describe("newton", function()
  it("is a solver without options", function()
    local m = gd.method.newton()
    assert.equal("solver", m.kind)
    assert.equal("newton", tostring(m))
    assert.same({}, m.o)
    blamed(function() gd.method.newton{memory = 3} end, "bad option 'memory' to 'newton'")
  end)

  it("takes a quadratic in one step", function()
    local r = gd.minimize(function(v) return 3*(v[1] - 1)^2 + v[1]*v[2] + 40*v[2]^2 end, {9, -9},
                          {method = "newton"})
    assert.equal(1, r.epochs)
    assert.is_true(r.converged)
  end)

  it("leaves saddles, but not one that it starts at", function()
    local r = gd.minimize(saddle, {1, 0}, {method = "newton"})
    assert.is_true(r.converged)
    assert.is_true(math.abs(r.cost + 0.5) < 1e-9)
    r = gd.minimize(saddle, {0, 0}, {method = "newton"})
    assert.equal(0, r.epochs)                        -- the gradient's tolerance is met there
  end)

  it("backs off where the cost has no value", function()
    local r = gd.minimize(function(v) return v[1] - 2*math.log(v[1]) + math.sqrt(v[2]) - math.log(v[2]) end,
                          {1e-3, 1e-3}, {method = "newton"})
    assert.is_true(r.converged)
    assert.is_true(gd.equal(r.x, {2, 4}, 1e-4))
  end)
end)
