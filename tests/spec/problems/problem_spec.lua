local gd = require "gdlua"
local problems = require "gdlua.problems"
local blamed = dofile "tests/spec/blamed.lua"

describe("a test problem", function()
  it("is called as a cost", function()
    local p = problems.rosenbrock
    assert.equal(p.cost{-1.2, 1}, p{-1.2, 1})
    assert.same({-40, -1}, p.residuals{2, 0})
    local r = gd.minimize(p, p.start)
    assert.is_true(r.converged)
    assert.near(1, r.x[1], 1e-6)
    assert.equal("compiled", gd.explain(p, p.start).rung)
  end)

  it("can be minimized within its bounds", function()
    local p = problems.mccormick
    local r = gd.minimize(p, p.start, {bounds = p.bounds, step = 0.1})
    assert.near(p.minimum.cost, r.cost, 1e-9)
  end)

  it("has three starts", function()
    assert.same({{-1.2, 1}, {-12.0, 10}, {-120.0, 100}}, problems.rosenbrock.starts)
    assert.same(problems.rosenbrock.starts[1], problems.rosenbrock.start)
  end)

  it("goes away from a start at 0 along (1, 1, ...)", function()
    assert.same({{0, 0}, {10, 10}, {100, 100}}, problems.get("watson", 2).starts)
  end)

  it("has the size asked for", function()
    local p = problems.get("chebyquad", 3, 5)
    assert.same({3, 5, 3, 5}, {p.n, p.m, #p.start, #p.residuals(p.start)})
    assert.is_nil(p.minimum)
    assert.same({3, 3}, {problems.get("chebyquad", 3).n, problems.get("chebyquad", 3).m})
    assert.equal(12, problems.get("sum_of_powers", 12).n)
    assert.equal(12, #problems.get("sum_of_powers", 12).bounds[1])
    assert.equal(2, problems.get("beale", 2, 3).n)
  end)

  it("is of one size beside another", function()
    local p, q = problems.get("box_3d", 3, 5), problems.get("box_3d", 3, 9)
    assert.same({5, 9, 5}, {#p.residuals(p.start), #q.residuals(q.start), #p.residuals(p.start)})
    assert.is_true(q(p.start) > p(p.start))
    assert.equal(p(p.start), select(2, gd.gradient(p, p.start)))
    assert.equal(q(p.start), select(2, gd.gradient(q, p.start)))
  end)

  it("has no residuals where the cost is no sum of squares", function()
    assert.is_nil(problems.easom.residuals)
    assert.is_nil(problems.easom.m)
  end)

  it("says what it is", function()
    assert.equal("bard: Bard; 3 variables, 15 residuals; minimum 0.00821487731",
                 tostring(problems.bard))
    assert.equal("easom: Easom: a hole in a plain; 2 variables; minimum -1",
                 tostring(problems.easom))
    assert.matches("minimum not known$", tostring(problems.get("penalty_2", 7)))
  end)

  it("refuses sizes it has not", function()
    blamed(function() problems.get("beale", 3) end,
           "#2 .*n = 2, or none, expected for 'beale', got 3")
    blamed(function() problems.get("beale", 2, 4) end,
           "#3 .*m = 3, or none, expected for 'beale', got 4")
    blamed(function() problems.get("sphere", 0) end,
           "#2 .*n, 1 or more expected for 'sphere', got 0")
    blamed(function() problems.get("sphere", 2.5) end, "got 2.5")
    blamed(function() problems.get("sphere", "3") end, "got '3'")
    blamed(function() problems.get("watson", 32) end, "n from 2 to 31 expected")
    blamed(function() problems.get("extended_rosenbrock", 3) end, "a multiple of 2 expected")
    blamed(function() problems.get("gulf", nil, 101) end, "m from 3 to 100 expected")
    blamed(function() problems.get("linear_rank_1", 5, 4) end, "m, 5 or more expected")
    blamed(function() problems.get("matyas", 2, 3) end, "no m %(it has no residuals%) expected")
  end)
end)
