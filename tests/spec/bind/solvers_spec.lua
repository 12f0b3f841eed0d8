local core = require "gdlua.core"

describe("the solvers' own words", function()
  it("are their options and what they are able to do", function()
    local list, traits = core.solver_options "cg"
    assert.equal("beta", list[1].name)
    assert.equal("hager_zhang", list[1].choices[list[1].default + 1])
    assert.is_true(list[1].integer)
    assert.is_nil(list[2].choices)
    assert.same({bounds = false, search = true, residuals = false, hessian = false,
                 no_gradient = false}, traits)
    traits = select(2, core.solver_options "nelder_mead")
    assert.is_true(traits.bounds and traits.no_gradient)
    assert.is_nil((core.solver_options "simplex"))
  end)

  it("and those of line searches", function()
    local list, doc = core.linesearch_options "exact"
    assert.same({"width", "evaluations"}, {list[1].name, list[2].name})
    assert.equal("the minimum along the line, to the last digits", doc)
    assert.is_nil((core.linesearch_options "golden"))
    local gd = require "gdlua"
    assert.is_nil(core.linesearch_check("exact", gd.vector{1e-15, 200}))
    assert.equal("'curvature' must be above 'decrease'",
                 core.linesearch_check("strong_wolfe", gd.vector{0.3, 0.2, 0, 1, 0, 20}))
  end)
end)
