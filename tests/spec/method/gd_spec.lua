local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
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

  it("has a step of its own", function()
    assert.equal(0.01, gd.method.gd().step)
    assert.equal("gd", tostring(gd.method.gd()))
    blamed(function() gd.method.gd{step = 1} end, "bad option 'step' to 'gd' %(known: linesearch%)")
  end)

  it("is a solver with a line search", function()
    local m = gd.method.gd{linesearch = "exact"}
    assert.equal("solver", m.kind)
    assert.equal("rule", gd.method.gd().kind)
    assert.equal("gd{linesearch = exact}", tostring(m))
    -- the zigzag of textbooks: each step 0.2 gradients long
    local r = gd.minimize(function(v) return v[1]^2/2 + 9*v[2]^2/2 end, {9, 1},
                          {method = m, epochs = 10})
    for i = 2, 11 do assert.near(0.2, r.history.step[i], 1e-12) end
    assert.near(9*0.8^10, r.x[1], 1e-12)
    blamed(function() gd.minimize(gd.sum_of_squares, {1}, {method = m, step = 0.1}) end,
           "bad option 'step' to 'minimize' %(the method 'gd' is a solver")
    blamed(function() gd.method.chain("clip", m) end, "the method 'gd' is a solver")
  end)
end)
