-- gd.compare: one cost, several options.
local gd = require "gdlua"
local process = dofile "tests/spec/cli/process.lua"
local result = require "gdlua.result"

local function valley(x) return 100*(x[2] - x[1]^2)^2 + (1 - x[1])^2 end
local function noisy(x) return valley(x) + gd.normal(1)[1]*x[1] end

local three = {plain = {step = 1e-3}, adam = {method = "adam", step = 0.01}, lbfgs = {}}

describe("gd.compare", function()
  teardown(process.clean)

  it("answers the results of the runs alone", function()
    local c = gd.compare(valley, {-1.2, 1}, three, {common = {epochs = 300}})
    assert.equal(3, #c)
    for name, opts in pairs(three) do
      local o = {epochs = 300}
      for key, value in pairs(opts) do o[key] = value end
      local r = gd.minimize(valley, {-1.2, 1}, o)
      assert.equal(r.cost, c.results[name].cost)
      assert.equal(r.history.cost, c.results[name].history.cost)
      assert.is_true(result.is(c.results[name]))
    end
    assert.equal("lbfgs", c:best().params.run)
    assert.same({"adam", "lbfgs", "plain"}, {c[1].params.run, c[2].params.run, c[3].params.run})
    assert.matches("^3 runs: 3 points; 1 job, [^\n]*\n  run    seed +cost  epochs  evaluations  +seconds\n" ..
                   "  lbfgs     1 [^\n]+\n  plain     1 [^\n]+\n  adam      1 ", tostring(c))
  end)

  it("lets the options of a run come before those they have in common", function()
    local c = gd.compare(valley, {-1.2, 1}, {a = {epochs = 5}, b = {}}, {common = {epochs = 3, step = 1e-3}})
    assert.equal(5, c.results.a.epochs)
    assert.equal(3, c.results.b.epochs)
  end)

  it("gives every run the same random numbers, in any number of processes", function()
    local function costs(jobs)
      local list = {}
      local c = gd.compare(noisy, {-1.2, 1}, {a = {step = 1e-3}, b = {step = 1e-3}, c = {step = 2e-3}},
                           {common = {epochs = 20}, seeds = 3, jobs = jobs})
      for i, row in ipairs(c) do list[i] = row.result.cost end
      assert.equal(21, #c.results.a.history.cost)
      return list
    end
    gd.seed(4)
    local expected = gd.uniform(1)[1]
    gd.seed(4)
    local here = costs(1)
    assert.equal(expected, gd.uniform(1)[1])
    assert.equal(here[1], here[4])
    assert.are_not.equal(here[1], here[2])
    assert.are_not.equal(here[1], here[7])
    assert.same(here, costs(2))
  end)

  it("finds maxima", function()
    for _, jobs in ipairs{1, 2} do
      local c = gd.compare(function(x) return -(x - 3)^2 end, 0, {far = {step = 0.4}, near = {step = 0.001}},
                           {goal = "maximum", jobs = jobs, common = {epochs = 20}})
      assert.equal("far", c:best().params.run)
      assert.near(3, c.results.far.x, 1e-6)
    end
  end)

  it("is drawn", function()
    local path = process.folder() .. "/c.svg"
    local c = gd.compare(valley, {-1.2, 1}, three, {common = {epochs = 30}})
    assert.equal(path, c:plot(path))
    assert.matches("lbfgs: cost", process.read(path), 1, true)
  end)

  it("shows runs that fail, as long as one does not", function()
    local count = 0
    local function fails(x)
      count = count + 1
      if x > 2 then error("too large", 0) end
      return -x
    end
    for _, jobs in ipairs{1, 2} do
      local c = gd.compare(fails, 0, {large = {step = 3}, small = {step = 0.1}},
                           {common = {epochs = 5, gradient = "central"}, jobs = jobs})
      assert.equal(1, c.failed)
      assert.matches("too large", c[1].error)
      assert.is_nil(c.results.large)
      assert.near(-0.5, c.results.small.cost, 1e-9)
    end
    assert.has_error(function()
      gd.compare(function() error("always", 0) end, 0, {a = {}})
    end)
  end)

  it("says what is wrong with its arguments", function()
    for what, args in pairs{
      ["bad argument #3 to 'compare' ({name = options, ...} expected, got 3)"] = {3},
      ["bad argument #3 to 'compare' ({name = options, ...} expected, got an empty table)"] = {{}},
      ["bad argument #3 to 'compare' (the options of 'a' should be a table, they are 0.1)"] = {{a = 0.1}},
      ["bad option 'stpe' to 'compare.a' (did you mean 'step'?)"] = {{a = {stpe = 1}}},
      ["bad option 'checkpoint' to 'compare.a' (several runs would write into one file)"] =
        {{a = {checkpoint = {path = "x"}}}},
      ["bad option 'seed' to 'compare' (did you mean 'seeds'?)"] = {{a = {}}, {seed = 1}},
      ["bad option 'seeds' to 'compare' (1 is there twice)"] = {{a = {}}, {seeds = {1, 1}}},
    } do
      local good, text = pcall(gd.compare, valley, {1, 1}, args[1], args[2])
      assert.is_false(good)
      assert.matches("^tests/spec/experiment/compare_spec.lua:%d+: ", text)
      assert.equal(what, (text:gsub("^[^:]*:%d+: ", "")))
    end
  end)
end)
