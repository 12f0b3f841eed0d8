-- Rows of a sweep as a list that can be asked and printed.
local rows = require "gdlua.experiment.rows"

local function new(scores, fields)
  local list, params = {}, {}
  for i, score in ipairs(scores) do
    local k = fields and fields.seeds and (i - 1) // fields.seeds or i
    params[k] = params[k] or {k = k, name = "n" .. k}
    list[i] = rows.row{params = params[k], seed = i, seconds = 0.5, score = score or nil,
                       result = score or nil, error = not score and "it broke\nhere" or nil}
  end
  return rows.new(list, {goal = fields and fields.goal or "minimum", title = "result",
                         names = {"k", "name"}, jobs = 2, failed = 0, seconds = 1.25})
end

local function seeds(list)
  local t = {}
  for i, row in ipairs(list) do t[i] = row.seed end
  return t
end

describe("rows of a sweep", function()
  it("are ordered by their score, what failed and what is not finite last", function()
    local list = new{3, false, 1, 0/0, 2, math.huge, 1}
    assert.same({3, 7, 5, 1, 2, 4, 6}, seeds(list:best(7)))
    assert.same({3, 7}, seeds(list:best(2)))
    assert.equal(3, list:best().seed)
    assert.same({1, 2, 3, 4, 5, 6, 7}, seeds(list))
  end)

  it("are ordered the other way for maxima", function()
    assert.same({1, 3, 2, 4}, seeds(new({5, 1, 4, false}, {goal = "maximum"}):best(4)))
  end)

  it("put those with the largest budget first", function()
    local list = new{1, 2, 3, 4}
    for i, budget in ipairs{1, 3, 9, 9} do list[i].budget = budget end
    assert.same({3, 4, 2, 1}, seeds(list:best(4)))
  end)

  it("are grouped by their parameters", function()
    local list = new({1, 3, 5, 2, 2.5, false, 0.5, 0.5, 0.5}, {seeds = 3})
    local groups = list:groups()
    assert.same({2, 0, 1}, {groups[1].params.k, groups[2].params.k, groups[3].params.k})
    local g = groups[2]
    assert.same({3, 3, 2, 1, 5, 0}, {g.mean, g.median, g.sd, g.best, g.worst, g.failed})
    assert.equal(2.25, groups[3].mean)
    assert.equal(2.25, groups[3].median)
    assert.equal(1, groups[3].failed)
    assert.equal(3, #groups[1].rows)
  end)

  it("are a table", function()
    assert.equal([[
  k  name  seed  result  seconds
  1  n1       1       2      0.5
  2  n2       2       -      0.5  it broke
  3  n3       3       1      0.5]], new{2, false, 1}:table())
    assert.equal([[
  k  name  seed  result  seconds
  1  n1       1       2      0.5
  and 2 more]], new{2, false, 1}:table(1))
  end)

  it("are printed best first, with means over the seeds", function()
    assert.equal([[
3 runs: 3 points; 2 jobs, 1.25 s
  k  name  seed  result  seconds
  3  n3       3       1      0.5
  1  n1       1       2      0.5
  2  n2       2       -      0.5  it broke]], tostring(new{2, false, 1}))
    local list = new({1, 3, 0, false}, {seeds = 2})
    list.failed, list.missing, list.interrupted = 1, 4, true
    assert.equal([[
4 runs: 2 points, 2 seeds; 2 jobs, 1.25 s; 1 failed; 4 not done: interrupted
  k  name  result: mean       sd  best  worst  runs  failed
  0  n0               2  1.41421     1      3     2       0
  1  n1               0              0      0     2       1]], tostring(list))
    assert.equal("k = 3, name = n3, seed 3: 1", tostring(new{2, false, 1}[3]))
    assert.equal("k = 2, name = n2, seed 2: it broke", tostring(new{2, false, 1}[2]))
  end)

  it("say how many are not shown", function()
    local scores = {}
    for i = 1, 25 do scores[i] = i end
    assert.matches("\n  and 5 more$", tostring(new(scores)))
  end)

  it("are printed where there are none", function()
    assert.equal("0 runs: 0 points; 2 jobs, 1.25 s\n  k  name  seed  result  seconds", tostring(new{}))
  end)

  it("say how they are asked", function()
    local list = new{1}
    assert.has_error(function() list:best(1.5) end)
    local good, text = pcall(list.best, 3)
    assert.is_false(good)
    assert.matches("bad self in a call of 'best' %(the rows of a sweep expected, got 3; methods " ..
                   "are called with a colon: rows:best%(%)%)", text)
    good, text = pcall(list.best, list, "all")
    assert.matches("bad argument #1 to 'best' %(how many rows, a whole number, expected, got 'all'", text)
  end)
end)
