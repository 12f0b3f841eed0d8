local gd = require "gdlua"
local problems = require "gdlua.problems"
local blamed = dofile "tests/spec/blamed.lua"

-- Published: costs at the usual start, and at the lowest minimum, with as many digits
-- as the paper prints.
local published = {
  rosenbrock = {24.2, 0}, freudenstein_roth = {400.5, 0}, powell_badly_scaled = {1.13526, 0},
  brown_badly_scaled = {9.99998e11, 0}, beale = {14.203125, 0},
  jennrich_sampson = {4171.306, 124.362}, helical_valley = {2500, 0},
  bard = {41.68170, 8.21487e-3}, gaussian = {3.888107e-6, 1.12793e-8},
  meyer = {1.693608e9, 87.9458}, gulf = {12.11071, 0}, box_3d = {1031.154, 0},
  powell_singular = {215, 0}, wood = {19192, 0}, kowalik_osborne = {5.313172e-3, 3.07505e-4},
  brown_dennis = {7926693, 85822.2}, osborne_1 = {0.8790263, 5.46489e-5},
  biggs_exp6 = {0.7790701, 0}, osborne_2 = {2.093420, 4.01377e-2}, watson = {30, 2.28767e-3},
}

local function digits(expected, got)
  assert.is_true(math.abs(got - expected) <= 6e-6*math.abs(expected),
                 ("%.9g, published %.9g"):format(got, expected))
end

describe("the collection of test problems", function()
  it("is the same by both names", function()
    assert.equal(problems, gd.problems)
  end)

  it("has the 35 of the paper and others", function()
    assert.equal(35, #problems.list "mgh")
    assert.is_true(#problems.list "classic" >= 20)
    assert.equal(#problems.list(), #problems.list "mgh" + #problems.list "classic")
    local numbers = {}
    for _, name in ipairs(problems.list "mgh") do
      numbers[tonumber(problems[name].source:match("problem (%d+)$"))] = name
    end
    assert.equal(35, #numbers)
    assert.equal("rosenbrock", numbers[1])
    assert.equal("gulf", numbers[11])
    assert.equal("watson", numbers[20])
    assert.equal("chebyquad", numbers[35])
  end)

  it("is gone over in the order of names", function()
    local names = {}
    for name, p in pairs(problems) do
      assert.equal(name, p.name)
      names[#names + 1] = name
    end
    assert.same(problems.list(), names)
    local sorted = table.move(names, 1, #names, 1, {})
    table.sort(sorted)
    assert.same(sorted, names)
  end)

  it("holds one problem a name, and makes new ones", function()
    assert.equal(problems.beale, problems.beale)
    local p = problems.get "beale"
    assert.are_not.equal(p, problems.beale)
    p.start[1], p.minimum.x[1], p.starts[2][1] = 7, 7, 7
    local q = problems.get "beale"
    assert.same({{1, 1}, {3, 0.5}, {10, 10}}, {q.start, q.minimum.x, q.starts[2]})
  end)

  it("says who is not in it", function()
    blamed(function() return problems.rosenbrok end,
           "no problem 'rosenbrok' %(did you mean 'rosenbrock'%?%)")
    blamed(function() problems.get "qqqqqqqqqqq" end, "gd.problems.list%(%) has the names")
    blamed(function() problems.get() end, "the name of a problem expected, got nil")
    blamed(function() problems.list "large" end,
           "\"mgh\", \"classic\" or nothing expected, got 'large'")
  end)

  it("completes its names at the prompt", function()
    local names = getmetatable(problems).__names()
    assert.equal(#problems.list() + 2, #names)
  end)
end)

describe("the published cost", function()
  for name, costs in pairs(published) do
    it("of " .. name, function()
      local p = problems.get(name)
      digits(costs[1], p(p.start))
      digits(costs[2], p.minimum.cost)
    end)
  end

  it("of minima for other numbers of variables", function()
    for _, row in ipairs{
      {"watson", 9, 1.39976e-6}, {"watson", 12, 4.72238e-10}, {"penalty_1", 4, 2.24997e-5},
      {"penalty_1", 10, 7.08765e-5}, {"penalty_2", 4, 9.37629e-6}, {"penalty_2", 10, 2.93660e-4},
      {"chebyquad", 8, 3.51687e-3}, {"chebyquad", 10, 6.50395e-3}, {"chebyquad", 9, 0},
    } do
      digits(row[3], problems.get(row[1], row[2]).minimum.cost)
    end
  end)

  it("of other local minima", function()
    for name, cost in pairs{
      freudenstein_roth = 48.9842, bard = 17.4286, kowalik_osborne = 1.02734e-3,
      trigonometric = 2.79506e-5, brown_almost_linear = 1,
    } do
      digits(cost, problems[name].minima[1].cost)
    end
    digits(5.65565e-3, problems.biggs_exp6.minima[2].cost)
  end)

  it("of linear functions follows m and n", function()
    assert.equal(45, problems.get("linear_full_rank", 5, 50).minimum.cost)
    digits(50*49/(2*101), problems.get("linear_rank_1", 5, 50).minimum.cost)
    digits((2500 + 150 - 6)/(2*97), problems.get("linear_rank_1_zero", 5, 50).minimum.cost)
  end)
end)

describe("a cost approached at infinity", function()
  it("is that of bard", function()
    digits(problems.bard.minima[1].cost, problems.bard{0.8406, -1e9, -1e9})
  end)
end)

describe("the discrete integral equation", function()
  it("is what its formula says, sums written out", function()
    local x, n = {0.3, -0.2, 0.5, 0.1}, 4
    local r = problems.get("discrete_integral_equation", n).residuals(x)
    local h = 1/(n + 1)
    for i = 1, n do
      local first, second = 0, 0
      for j = 1, i do first = first + j*h*(x[j] + j*h + 1)^3 end
      for j = i + 1, n do second = second + (1 - j*h)*(x[j] + j*h + 1)^3 end
      assert.near(x[i] + h*((1 - i*h)*first + i*h*second)/2, r[i], 1e-14)
    end
  end)
end)

describe("chebyquad", function()
  it("has the integrals of Chebyshev polynomials: a fine mean makes it 0", function()
    local x = {}
    for i = 1, 2000 do x[i] = (i - 0.5)/2000 end
    local r = problems.get("chebyquad", 2000).residuals(x)
    for i = 1, 4 do assert.near(0, r[i], 1e-5, "residual " .. i) end
  end)
end)
