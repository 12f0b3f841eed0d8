local gd = require "gdlua"
local follow = require "tests.spec.method.follow"

local function gradient(x) return {2*x[1], 6*x[2]} end

describe("gd", function()
  it("goes down the gradient, to the last bit", function()
    local a, b, expected = 3, -4, {}
    for t = 1, 20 do
      a, b = a - 0.1*(2*a), b - 0.1*(6*b)
      expected[t] = {a, b}
    end
    assert.same(expected, follow(gd.method.gd(), {3, -4}, gradient, 0.1, 20))
  end)

  it("takes a step for each component", function()
    local points = follow(gd.method.gd(), {3, -4}, gradient, gd.vector{0.5, 0}, 1)
    assert.same({{0, -4}}, points)
  end)

  it("has a step of its own and no options", function()
    assert.equal(0.01, gd.method.gd().step)
    assert.equal("gd", tostring(gd.method.gd()))
  end)
end)
