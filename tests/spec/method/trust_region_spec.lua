local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function saddle(v) return v[1]^2 - v[2]^2 + v[2]^4/2 end

describe("trust_region", function()
  it("has options of the engine", function()
    assert.equal("trust_region", tostring(gd.method.trust_region()))
    assert.equal("trust_region{radius = 2}", tostring(gd.method.trust_region(2)))
    for _, name in ipairs{"radius", "largest", "accept", "exact", "forcing"} do
      assert.equal("number", type(gd.method.trust_region().o[name]))
    end
    blamed(function() gd.method.trust_region{radius = -1} end, "bad option 'radius' to 'trust_region'")
    blamed(function() gd.method.trust_region{accept = 0.5} end, "bad option 'accept' to 'trust_region'")
    blamed(function() gd.method.trust_region{radius = 2, largest = 1} end,
      "bad option 'radius' to 'trust_region' %(a number up to 'largest', 1, expected, got 2%)")
  end)

  it("never goes further than its radius", function()
    local r = gd.minimize(function(x) return (x - 10)^2 end, 0,
                          {method = gd.method.trust_region{radius = 0.5, largest = 2}, history = {"x", "step"}})
    assert.is_true(r.converged)
    local x = r.history.x
    for i = 2, #x do
      assert.is_true(math.abs(x[i] - x[i - 1]) <= 2*1.1)
    end
    assert.is_true(math.abs(x[2] - x[1]) <= 0.5*1.1)
  end)

  it("leaves saddles", function()
    for _, start in ipairs{{1, 0}, {-3, 0}, {1, 1e-12}} do
      local r = gd.minimize(saddle, start, {method = "trust_region"})
      assert.is_true(r.converged)
      assert.is_true(math.abs(r.cost + 0.5) < 1e-9)
    end
  end)

  it("solves its model in two ways", function()
    local function chain(v)
      local s = 0
      for i = 1, #v - 1 do s = s + 100*(v[i + 1] - v[i]^2)^2 + (1 - v[i])^2 end
      return s
    end
    for _, exact in ipairs{0, 100} do
      local r = gd.minimize(chain, {-1.2, 1, -1.2, 1, 1.2, 0.8}, {method = gd.method.trust_region{exact = exact}})
      assert.is_true(r.converged, tostring(r))
    end
  end)

  it("backs off where the cost has no value", function()
    local r = gd.minimize(function(v) return v[1] - 2*math.log(v[1]) + math.sqrt(v[2]) - math.log(v[2]) end,
                          {1e-3, 1e-3}, {method = gd.method.trust_region{radius = 100}})
    assert.is_true(r.converged)
    assert.is_true(gd.equal(r.x, {2, 4}, 1e-4))
  end)
end)
