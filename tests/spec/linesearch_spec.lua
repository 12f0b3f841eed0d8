local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function valley(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end

describe("gd.linesearch", function()
  it("has searches with the options that the engine tells", function()
    assert.same({"armijo", "exact", "hager_zhang", "nonmonotone", "strong_wolfe"},
                gd.linesearch.names())
    for _, name in ipairs(gd.linesearch.names()) do
      local s = gd.linesearch[name]()
      assert.is_true(gd.linesearch.is(s))
      assert.equal(name, s.name)
      assert.equal(name, tostring(s))
      assert.equal("number", type(s.o.evaluations))
      assert.equal(#s.options, #s.values)
    end
    assert.is_false(gd.linesearch.is("armijo"))
    assert.is_false(gd.linesearch.is(gd.linesearch.armijo))
    assert.equal("armijo{decrease = 0.25}", tostring(gd.linesearch.armijo(0.25)))
  end)

  it("checks them", function()
    blamed(function() gd.linesearch.armijo{decrese = 1} end, "did you mean 'decrease'")
    blamed(function() gd.linesearch.exact{evaluations = 2.5} end, "whole number")
    blamed(function() gd.linesearch.strong_wolfe{decrease = 0.3, curvature = 0.1} end,
           "bad options to 'strong_wolfe' %('curvature' must be above 'decrease'%)")
    blamed(function() gd.linesearch.hager_zhang{decrease = 0.3, curvature = 0.1} end,
           "bad options to 'hager_zhang' %('curvature' must be above 'decrease'%)")
    blamed(function() gd.linesearch.strong_wolfe{smallest = 2, largest = 1} end,
           "'largest' must not be below 'smallest'")
    blamed(function() return gd.linesearch.armjo end, "did you mean 'armijo'")
    blamed(function() gd.linesearch.of(3) end, "name of a line search of the engine")
  end)

  it("is the option of solvers as a value, a constructor or a name", function()
    for _, search in ipairs{"exact", gd.linesearch.exact, gd.linesearch.exact()} do
      local m = gd.method.bfgs{linesearch = search}
      assert.equal("bfgs{linesearch = exact}", tostring(m))
      assert.equal(18, gd.minimize(valley, {-1.2, 1}, {method = m}).epochs)
    end
    blamed(function() gd.method.cg{linesearch = "armjo"} end,
           "bad option 'linesearch' to 'cg' %(no line search 'armjo'; did you mean 'armijo'%?%)")
    blamed(function() gd.method.bfgs{linesearch = 3} end,
           "bad option 'linesearch' to 'bfgs' %(a line search, like gd.linesearch.armijo%(%), or " ..
           "its name expected, got 3%)")
    blamed(function() gd.method.bfgs{linesearch = gd.method.gd()} end, "its name expected")
  end)

  it("is refused where it does not belong", function()
    blamed(function() gd.method.adam{linesearch = "armijo"} end,
           "bad option 'linesearch' to 'adam' %(this is an update rule, which is given its step; " ..
           "gd, cg, bfgs and lbfgs take one%)")
    blamed(function() gd.method.nelder_mead{linesearch = "armijo"} end,
           "this solver does not go along lines")
    blamed(function() gd.minimize(valley, {1, 2}, {linesearch = "armijo"}) end,
           "bad option 'linesearch' to 'minimize' %(it belongs to the method, as in method = " ..
           "gd.method.lbfgs{linesearch = \"armijo\"}%)")
    local mine = gd.method.define{name = "mine", update = function(x, g, step) return x - step*g end}
    blamed(function() mine{linesearch = "armijo"} end, "'linesearch' to 'mine' %(this is an update rule")
  end)

  it("has options that matter", function()
    local evaluations = {}
    for i, width in ipairs{1e-15, 0.1} do
      local m = gd.method.bfgs{linesearch = gd.linesearch.exact{width = width}}
      evaluations[i] = gd.minimize(valley, {-1.2, 1}, {method = m}).evaluations
    end
    assert.is_true(evaluations[2] < evaluations[1]/2)
  end)

  it("goes on with the same bits when forked, saved and restored", function()
    for _, search in ipairs(gd.linesearch.names()) do
      for _, name in ipairs{"lbfgs", "bfgs", "cg", "gd"} do
        local opts = {method = gd.method[name]{linesearch = search}, epochs = 30, tolerance = 0}
        local whole = gd.minimize(valley, {-1.2, 1}, opts)
        local d = gd.descent(valley, {-1.2, 1}, opts)
        d:run(7)
        local fork, path = d:fork(), os.tmpname()
        d:save(path)
        local other = gd.descent(valley, {0, 0}, opts)
        other:restore(path)
        os.remove(path)
        for _, run in ipairs{d, fork, other} do
          local r = run:run()
          assert.same(whole.x:totable(), r.x:totable())
          assert.equal(whole.reason, r.reason)
          assert.equal(whole.evaluations, r.evaluations)
        end
      end
    end
  end)

  it("is part of what a saved run must have in common", function()
    local path = os.tmpname()
    local d = gd.descent(valley, {-1.2, 1}, {method = "bfgs"})
    d:run(3)
    d:save(path)
    local other = gd.descent(valley, {-1.2, 1}, {method = gd.method.bfgs{linesearch = "exact"}})
    blamed(function() other:restore(path) end, "bfgs")
    os.remove(path)
  end)
end)
