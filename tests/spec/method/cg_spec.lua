local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function valley(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end
local betas = {"fletcher_reeves", "polak_ribiere", "hestenes_stiefel", "dai_yuan", "hager_zhang"}

describe("cg", function()
  it("has a choice of betas", function()
    assert.equal("hager_zhang", gd.method.cg().o.beta)
    assert.equal("cg", tostring(gd.method.cg()))
    assert.equal('cg{beta = "dai_yuan"}', tostring(gd.method.cg "dai_yuan"))
    assert.equal('cg{beta = "dai_yuan", period = 5}', tostring(gd.method.cg("dai_yuan", 5)))
    local costs = {}
    for _, beta in ipairs(betas) do
      local r = gd.minimize(valley, {-1.2, 1}, {method = gd.method.cg{beta = beta}})
      assert.is_true(r.converged)
      assert.is_true(r.cost < 1e-11)
      local way = gd.minimize(valley, {-1.2, 1}, {method = gd.method.cg{beta = beta}, epochs = 4})
      costs[way.cost] = beta
    end
    local n = 0
    for _ in pairs(costs) do n = n + 1 end
    assert.is_true(n >= 3)                     -- they are not all the same
  end)

  it("checks its options", function()
    blamed(function() gd.method.cg{beta = "polak"} end,
           "bad option 'beta' to 'cg' %('fletcher_reeves', .- or 'hager_zhang' expected, got 'polak'")
    blamed(function() gd.method.cg{beta = 1} end, "bad option 'beta' to 'cg'")
    blamed(function() gd.method.cg{period = -1} end, "bad option 'period' to 'cg'")
  end)

  it("finds the minimum of a quadratic in as many steps as there are variables", function()
    local function bowl(v) return v[1]^2 + 5*v[2]^2 + 20*v[3]^2 end
    local r = gd.minimize(bowl, {1, 1, 1}, {method = gd.method.cg{linesearch = "exact"}})
    assert.equal(3, r.epochs)
  end)

  it("needs little memory: many variables", function()
    local function many(v) return ((v - 1)^2):sum() + (v^4):sum() end
    local r = gd.minimize(many, gd.zeros(20000), {method = "cg"})
    assert.is_true(r.converged)
  end)
end)
