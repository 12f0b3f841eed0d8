local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("newton_cg", function()
  it("has options of the engine", function()
    assert.equal("newton_cg", tostring(gd.method.newton_cg()))
    assert.equal("newton_cg{forcing = 0.1}", tostring(gd.method.newton_cg{forcing = 0.1}))
    assert.equal(0, gd.method.newton_cg().o.products)
    blamed(function() gd.method.newton_cg{forcing = 2} end, "bad option 'forcing' to 'newton_cg'")
    blamed(function() gd.method.newton_cg{products = 1.5} end, "a whole number")
    blamed(function() gd.method.newton_cg{forces = 1} end, "did you mean 'forcing'")
  end)

  it("takes many variables", function()
    local function chain(v)
      local a, b = v:slice(1, #v - 1), v:slice(2, #v)
      return (100*(b - a^2)^2 + (1 - a)^2):sum()
    end
    local r = gd.minimize(chain, gd.full(500, 1.3), {method = "newton_cg"})
    assert.is_true(r.converged)
    assert.is_true(r.cost < 1e-9)
    assert.is_true(r.epochs < 40)
  end)
end)
