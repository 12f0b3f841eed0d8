local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("lbfgs", function()
  it("is a solver whose options come from the engine", function()
    local m = gd.method.lbfgs{memory = 5}
    assert.equal("solver", m.kind)
    assert.equal("lbfgs", m.name)
    assert.equal(5, m.o.memory)
    assert.equal("integer", math.type(m.o.memory))
    assert.equal("lbfgs{memory = 5}", tostring(m))
    assert.equal("lbfgs", tostring(gd.method.lbfgs()))
    for _, name in ipairs{"memory", "decrease", "curvature", "evaluations"} do
      assert.equal("number", type(gd.method.lbfgs().o[name]))
    end
  end)

  it("checks them", function()
    blamed(function() gd.method.lbfgs{memory = 0} end,
      "bad option 'memory' to 'lbfgs' %(a whole number in %[1, %d+%] expected, got 0%)")
    blamed(function() gd.method.lbfgs{memory = 2.5} end, "got 2.5")
    blamed(function() gd.method.lbfgs{memry = 5} end, "did you mean 'memory'")
    blamed(function() gd.method.lbfgs{decrease = 0.4, curvature = 0.3} end,
      "bad option 'curvature' to 'lbfgs' %(a number above 'decrease', 0.4, expected, got 0.3%)")
  end)
end)
