local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local problems = {"beale", "rosenbrock", "wood", "powell_singular"}

describe("gd.profile", function()
  it("measures what a method takes to the target", function()
    for _, measure in ipairs{"evaluations", "epochs"} do
      local p = gd.profile(problems, {"lbfgs", "cg", "nelder_mead"}, {measure = measure, accuracy = 1e-3})
      assert.same(problems, p.problems)
      for _, name in ipairs(problems) do
        local problem = gd.problems[name]
        local target = problem.minimum.cost + 1e-3*(problem(gd.vector(problem.start)) - problem.minimum.cost)
        assert.equal(target, p.targets[name])
        for _, method in ipairs(p.methods) do
          -- the run that stops there
          local r = gd.minimize(problem, problem.start, {method = method, stop = gd.stop.cost_below(target)})
          assert.equal(r.converged and r[measure] or nil, p.work[name][method] and math.tointeger(p.work[name][method]))
        end
      end
    end
  end)

  it("makes ratios and shares of it", function()
    local p = gd.profile(problems, {"lbfgs", "cg", "nelder_mead"})
    for _, method in ipairs(p.methods) do
      local ratios = {}
      for _, name in ipairs(problems) do
        local best = math.huge
        for _, other in ipairs(p.methods) do best = math.min(best, p.work[name][other] or math.huge) end
        if p.work[name][method] then ratios[#ratios + 1] = p.work[name][method]/best end
      end
      table.sort(ratios)
      assert.same(ratios, p.ratios[method])
      for _, factor in ipairs{1, 1.5, 2, 7, math.huge} do
        local n = 0
        for _, ratio in ipairs(ratios) do n = n + (ratio <= factor and 1 or 0) end
        assert.equal(n/#problems, p:share(method, factor))
      end
      assert.equal(#ratios/#problems, p:share(method))
    end
  end)

  it("takes the best cost found where the minimum is not known", function()
    local function bowl(v) return (v[1] - 1)^2 + 3*v[2]^2 + 5 end
    local p = gd.profile({bowl = {cost = bowl, start = {3, 1}}},
                         {fast = {step = 0.1}, slow = {step = 0.001}, best = {method = "lbfgs"}})
    local least = gd.minimize(bowl, {3, 1}).cost
    assert.equal(least + 1e-5*(bowl{3, 1} - least), p.targets.bowl)
    assert.same({"best", "fast", "slow"}, p.methods)
    assert.is_nil(p.work.bowl.slow)
    assert.equal(1, p:share("best"))
    assert.equal(0, p:share("slow"))
    assert.equal("slow", p.failures[1].method)
    assert.is_truthy(p.failures[1].reason:find("^epochs: 1000 of 1000"))
  end)

  it("has one that nobody solves", function()
    local p = gd.profile({"beale", "rosenbrock"}, {{step = 1e-9}}, {epochs = 5})
    assert.same({"beale", "rosenbrock"}, p.unsolved)
    assert.equal(0, p:share(p.methods[1]))
    assert.is_truthy(tostring(p):find("solved by none: beale, rosenbrock", 1, true))
  end)

  it("counts an error and a cost that is no number as not solved", function()
    local p = gd.profile({
      bad = {cost = function() error "mine" end, start = 1},
      nan = {cost = function(x) return x*0/0 end, start = 1},
      good = {cost = function(x) return x^2 end, start = 1},
    }, {"lbfgs"})
    assert.same({"bad", "nan"}, p.unsolved)
    assert.equal(1/3, p:share("lbfgs"))
    assert.is_truthy(tostring(p):find("failed: lbfgs on bad (", 1, true))
  end)

  it("prints a table", function()
    assert.equal(table.concat({
      "2 methods, 3 problems, evaluations to within 1e-05 of the fall",
      "  method         solved      best    in 2 x   in 10 x",
      "  lbfgs           100 %     100 %     100 %     100 %",
      "  nelder_mead     100 %       0 %       0 %     100 %"}, "\n"),
      tostring(gd.profile({"beale", "rosenbrock", "wood"}, {"lbfgs", "nelder_mead"})))
  end)

  it("gives the same with every number of jobs", function()
    for _, jobs in ipairs{2, 3} do
      local a, b = gd.profile(problems, {"lbfgs", "cg"}), gd.profile(problems, {"lbfgs", "cg"}, {jobs = jobs})
      assert.same(a.work, b.work)
      assert.equal(tostring(a), tostring(b))
    end
  end)

  it("takes problems and methods in many forms", function()
    local p = gd.profile({gd.problems.beale, mine = {cost = gd.sum_of_squares, start = {1, 2}}, "wood"},
                         {gd.method.adam{beta1 = 0.5}, quick = {step = 0.1}, {step = 0.2}})
    assert.same({"beale", "wood", "mine"}, p.problems)
    assert.same({"adam{beta1 = 0.5}", "method 2", "quick"}, p.methods)
  end)

  it("refuses what it cannot use", function()
    blamed(function() gd.profile(3, {"gd"}) end, "bad argument #1 to 'profile' %(a list of problems")
    blamed(function() gd.profile({}, {"gd"}) end, "an empty list of problems")
    blamed(function() gd.profile({3}, {"gd"}) end, "problem 1: a problem of gd.problems")
    blamed(function() gd.profile({{cost = gd.sum_of_squares}}, {"gd"}) end, "problem 1: ")
    blamed(function() gd.profile({"beal"}, {"gd"}) end, "did you mean 'beale'")
    blamed(function() gd.profile({"beale"}, {}) end, "an empty list of methods")
    blamed(function() gd.profile({"beale"}, {3}) end, "method 1: a method, its name")
    blamed(function() gd.profile({"beale"}, {"lbfsg"}) end, "did you mean 'lbfgs'")
    blamed(function() gd.profile({"beale"}, {{stpe = 1}}) end, "did you mean 'step'")
    blamed(function() gd.profile({"beale"}, {"gd", "gd"}) end, "two methods are called 'gd'")
    blamed(function() gd.profile({"beale", "beale"}, {"gd"}) end, "two problems are called 'beale'")
    blamed(function() gd.profile({"beale"}, {"gd"}, {accuracy = 1}) end, "'accuracy' to 'profile'")
    blamed(function() gd.profile({"beale"}, {"gd"}):share("gg") end, "no method 'gg'.*did you mean 'gd'")
  end)
end)
