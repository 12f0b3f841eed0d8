-- gd.sweep: many runs in several processes.
local gd = require "gdlua"
local result = require "gdlua.result"

local function valley(x) return 100*(x[2] - x[1]^2)^2 + (1 - x[1])^2 end

local function sweep(o)
  o.progress = false
  return gd.sweep(o)
end

local function results(list)
  local t = {}
  for i, row in ipairs(list) do t[i] = row.result or row.error end
  return t
end

describe("gd.sweep", function()
  it("runs every combination with every seed, in one order", function()
    local list = sweep{run = function(p, seed) return ("%d%s%d"):format(p.b, p.a, seed) end,
                       grid = {b = {1, 2}, a = {"x", "y", "z"}}, seeds = {7, 3}, jobs = 3}
    assert.same({"1x7", "1x3", "2x7", "2x3", "1y7", "1y3", "2y7", "2y3", "1z7", "1z3", "2z7", "2z3"},
                results(list))
    assert.same({a = "y", b = 1}, list[5].params)
    assert.equal(7, list[5].seed)
    assert.same({"a", "b"}, list.names)
  end)

  it("answers the same for any number of processes", function()
    local function go(jobs)
      local list = sweep{jobs = jobs, seeds = 7, grid = {step = {1e-3, 2e-3}}, run = function(p)
        local noise = math.random()
        local r = gd.minimize(function(x) return valley(x) + 0.01*gd.normal(1)[1]*x[1] end,
                              gd.uniform(2, -1, 1), {step = p.step, epochs = 30})
        return {x = r.x, cost = r.cost, noise = noise}
      end}
      local t = {}
      for i, row in ipairs(list) do
        t[i] = ("%a %a %a %a"):format(row.result.x[1], row.result.x[2], row.result.cost, row.result.noise)
      end
      return t
    end
    local one = go(1)
    assert.equal(14, #one)
    assert.are_not.equal(one[1], one[2])
    assert.same(one, go(2))
    assert.same(one, go(5))
  end)

  it("leaves the generator and the data of the script as they are", function()
    local count = 0
    gd.seed(5)
    local expected = gd.uniform(1)[1]
    gd.seed(5)
    sweep{run = function(p) count = count + 1; p.step = 9; return gd.normal(1)[1] end, grid = {step = {1, 2}}}
    assert.equal(0, count)
    assert.equal(expected, gd.uniform(1)[1])
  end)

  it("gives results of gdlua back as such", function()
    local list = sweep{run = function(p) return gd.minimize(valley, {-1.2, 1}, {epochs = p.n}) end,
                       grid = {n = {3, 200}}}
    local here = gd.minimize(valley, {-1.2, 1}, {epochs = 200})
    local r = list[2].result
    assert.is_true(result.is(r))
    for _, name in ipairs{"cost", "epochs", "updates", "evaluations", "gradient_norm", "converged", "reason"} do
      assert.equal(here[name], r[name])
    end
    assert.equal(here.x, r.x)
    assert.equal(here.best.x, r.best.x)
    assert.same(here.warnings, r.warnings)
    assert.is_nil(r.history)
    assert.equal((tostring(here):gsub("[%d.e-]+ s$", "")), (tostring(r):gsub("[%d.e-]+ s$", "")))
    assert.equal(r.cost, list[2].score)
  end)

  it("keeps histories where it is told to", function()
    local list = sweep{run = function() return gd.minimize(valley, {-1.2, 1}, {step = 1e-3, epochs = 2000}) end,
                       keep = "history"}
    local here = gd.minimize(valley, {-1.2, 1}, {step = 1e-3, epochs = 2000})
    assert.equal(here.history.cost, list[1].result.history.cost)
    assert.equal(2001, #list[1].result.history.epoch)
  end)

  it("gives back what runs answer, results within it and none", function()
    local list = sweep{grid = {k = {1, 2, 3, 4}}, run = function(p)
      if p.k == 1 then return nil end
      if p.k == 2 then return {a = {gd.minimize(valley, {1, 1})}, v = gd.vector{1, 2}} end
      if p.k == 3 then return true end
      return gd.fit(function(q, x) return q*x end, {1, 2, 3}, {2, 4, 6.1}, 1)
    end}
    assert.is_nil(list[1].result)
    assert.is_nil(list[1].error)
    assert.is_true(result.is(list[2].result.a[1]))
    assert.equal(gd.vector{1, 2}, list[2].result.v)
    assert.is_true(list[3].result)
    assert.matches("fit of 3 observations", tostring(list[4].result), 1, true)
    assert.near(2.0214286, list[4].result.x, 1e-7)
  end)

  it("has maxima of maximize on top", function()
    local list = sweep{grid = {c = {1, 3, 2}}, run = function(p)
      return gd.maximize(function(x) return p.c - x^2 end, 1, {step = 0.1})
    end}
    assert.equal("maximum", list.goal)
    assert.equal(3, list:best().params.c)
  end)

  it("makes rows of what fails, and says why", function()
    local list = sweep{grid = {k = {1, 2, 3, 4, 5, 6, 7}}, jobs = 2, run = function(p)
      if p.k == 1 then error "oh no" end
      if p.k == 2 then error {} end
      if p.k == 3 then os.exit(7) end
      if p.k == 4 then return {deep = {print}} end
      if p.k == 5 then os.execute("kill -9 $PPID") while true do end end
      if p.k == 6 then return gd.minimize(valley, {1, 1}, {stpe = 1}) end
      return p.k
    end}
    assert.matches("sweep_spec.lua:%d+: oh no$", list[1].error)
    assert.equal("an error that is a table", list[2].error)
    assert.equal("the process ended: exit status 7", list[3].error)
    assert.matches("'value.deep[1]' in what it answered is a function", list[4].error, 1, true)
    assert.equal("the process ended: signal 9 (Killed)", list[5].error)
    assert.matches("sweep_spec.lua:%d+: bad option 'stpe' to 'minimize'", list[6].error)
    assert.equal(7, list[7].result)
    assert.equal(6, list.failed)
    assert.equal(7, list:best().result)
  end)

  it("ends what takes too long", function()
    local list = sweep{grid = {k = {1, 2, 3}}, jobs = 2, time = 0.2, run = function(p)
      if p.k == 2 then gd.minimize(valley, {0, 0}, {epochs = math.huge, stop = gd.stop.never(), step = 1e-4}) end
      return p.k
    end}
    assert.equal("time limit of 0.2 s for a run", list[2].error)
    assert.is_true(list[2].seconds >= 0.2)
    assert.equal(1, list[1].result)
    assert.equal(3, list[3].result)
  end)

  -- Sanitizers need all the address space there is.
  if not os.getenv "GDLUA_PRELOAD" then
    it("gives a run no more memory than it may have", function()
      local list = sweep{grid = {k = {1, 2, 3, 4}}, jobs = 1, memory = "120M", run = function(p)
        if p.k == 2 then
          local t = {}
          for i = 1, math.huge do t[i] = ("x"):rep(1000000) .. i end
        elseif p.k == 3 then
          return #gd.zeros(1000, 1000000)
        end
        return #("x"):rep(30000000)
      end}
      assert.equal(30000000, list[1].result)
      assert.matches("not enough memory", list[2].error)
      assert.matches("memory", list[3].error)
      assert.equal(30000000, list[4].result)
    end)
  end

  it("is one run where there is nothing to vary", function()
    local list = sweep{run = function(p, seed) return next(p) == nil and seed end}
    assert.same({1}, results(list))
    assert.equal("1 run: 1 point", tostring(list):match("^[^;]*"))
  end)

  it("may be asked for within a run", function()
    local list = sweep{grid = {k = {1, 2}}, run = function(p)
      gd.seed(9)
      local expected = gd.uniform(1)[1]
      gd.seed(9)
      local inner = sweep{grid = {j = {1, 2, 3}}, run = function(q) return q.j*p.k end}
      return {inner[3].result, gd.uniform(1)[1] == expected}
    end}
    assert.same({{3, true}, {6, true}}, results(list))
  end)

  it("compares by the score that is asked for", function()
    local list = sweep{grid = {k = {3, 1, 2}}, run = function(p) return {v = p.k} end,
                       score = function(r) return -r.v end}
    assert.equal(3, list:best().params.k)
    list = sweep{grid = {k = {3, 1, 2}}, run = function(p) return p.k end, goal = "maximum"}
    assert.equal(3, list:best().params.k)
  end)

  it("gives better points more of the budget", function()
    local list = sweep{points = {{k = 5}, {k = 2}, {k = 9}, {k = 1}, {k = 7}, {k = 3}, {k = 8}, {k = 4}, {k = 6}},
                       halving = {factor = 3, from = 10}, seeds = 2, jobs = 2,
                       run = function(p, seed, budget) return p.k + seed/10 + 100/budget end}
    local budgets = {}
    for i = 1, #list, 2 do
      assert.equal(list[i].budget, list[i + 1].budget)
      budgets[list[i].params.k] = list[i].budget
    end
    assert.same({90, 30, 30, 10, 10, 10, 10, 10, 10}, budgets)
    assert.equal(1, list:best().params.k)
    assert.equal(18, #list)
    assert.near(1 + 0.1 + 100/90, list:best().score, 1e-12)
  end)

  it("gives no more to what failed", function()
    local list = sweep{grid = {k = {1, 2, 3}}, halving = {factor = 3}, run = function(p, _, budget)
      if p.k == 1 then error "no" end
      return budget == 1 and p.k or 100
    end}
    assert.same({1, 3, 1}, {list[1].budget, list[2].budget, list[3].budget})
    assert.equal(2, list:best().params.k)
    list = sweep{grid = {k = {1, 2, 3}}, halving = {factor = 3}, run = function() error "no" end}
    assert.equal(3, list.failed)
  end)

  it("says what is wrong with its options", function()
    local run = function() end
    local cases = {
      {{run = run, gird = {}}, "bad option 'gird' to 'sweep' (did you mean 'grid'?)"},
      {{grid = {}}, "missing option 'run' to 'sweep' (a function expected)"},
      {{run = run, memory = "much"}, "bad option 'memory' to 'sweep' (bytes, or a text such as \"500M\", expected, got 'much' (a string))"},
      {{run = run, store = {}}, "bad option 'store' to 'sweep' (a store, as gd.store(path) answers, expected, got a table)"},
      {{run = run, jobs = 0}, "bad option 'jobs' to 'sweep' (a whole number in [1, 1024] expected, got 0)"},
    }
    for _, case in ipairs(cases) do
      local good, text = pcall(gd.sweep, case[1])
      assert.is_false(good)
      assert.equal(case[2], (text:gsub("^[^:]*:%d+: ", "")))
      assert.matches("^tests/spec/experiment/sweep_spec.lua:", text)
    end
    assert.has_error(function() sweep{run = function() return 1 end, score = function() end} end)
  end)
end)
