-- What a sweep is to do, by number.
local plan = require "gdlua.experiment.plan"

local function new(count, seeds, halving)
  local points = {}
  for i = 1, count do points[i] = {k = i} end
  return plan.new{points = points, seeds = seeds or 1, halving = halving}
end

local function wrong(halving)
  local good, text = pcall(new, 9, 1, halving)
  assert.is_false(good)
  return (text:gsub("^[^:]*:%d+: ", ""))
end

describe("the plan of a sweep", function()
  it("has a number for each point and seed", function()
    local p = new(3, {5, 2})
    assert.equal(6, p:total())
    local seen = {}
    for _, index in ipairs(p:todo(1, {1, 2, 3})) do
      local point, seed, round, budget, place = p:run(index)
      seen[#seen + 1] = point.k .. ":" .. seed
      assert.equal(1, round)
      assert.is_nil(budget)
      assert.equal(#seen, place)
    end
    assert.same({"1:5", "1:2", "2:5", "2:2", "3:5", "3:2"}, seen)
  end)

  it("counts seeds from 1 where it is told how many", function()
    assert.same({1, 2, 3}, new(1, 3).seeds)
    assert.same({4, -1}, new(1, {4.0, -1}).seeds)
  end)

  it("has rounds with less points and larger budgets", function()
    local p = new(20, 2, {factor = 3})
    assert.same({1, 3, 9}, p.budgets)
    assert.same({20, 6, 2}, {p:size(1), p:size(2), p:size(3)})
    assert.equal(56, p:total())
    local point, seed, round, budget, place = p:run(p:index(3, 4, 2))
    assert.same({4, 2, 3, 9, 8}, {point.k, seed, round, budget, place})
  end)

  it("reaches the largest budget it is given", function()
    assert.same({100, 300, 900}, new(9, 1, {from = 100, to = 900}).budgets)
    assert.same({100, 300, 500}, new(9, 1, {from = 100, to = 500}).budgets)
    assert.same({100, 300}, new(9, 1, {from = 100, to = 300}).budgets)
    assert.same({111, 333, 1000}, new(9, 1, {to = 1000}).budgets)
    assert.same({0.25, 0.5, 1.0}, new(4, 1, {factor = 2, to = 1.0}).budgets)
    assert.same({7}, new(1, 1, {from = 7}).budgets)
    assert.same({1, 1.5, 2.25}, {table.unpack(new(4, 1, {factor = 1.5, from = 1.0}).budgets, 1, 3)})
  end)

  it("says what it cannot be", function()
    assert.equal("bad option 'factor' to 'sweep.halving' (a number > 1 expected, got 1)", wrong{factor = 1})
    assert.equal("bad option 'halving' to 'sweep' (the budget goes from 9 down to 3)",
                 wrong{from = 9, to = 3})
    for seeds, what in pairs{
      [{}] = "a list of whole numbers, or how many, expected, got an empty one",
      [0] = "a list of whole numbers, or how many, expected, got an empty one",
      [1.5] = "a list of whole numbers, or how many, expected, got 1.5",
      [{1, 2.5}] = "whole numbers expected; number 2 of them is 2.5",
      [{3, 4, 3}] = "3 is there twice",
    } do
      local good, text = pcall(new, 2, seeds)
      assert.is_false(good)
      assert.matches("bad option 'seeds' to 'sweep' (" .. what .. ")", text, 1, true)
    end
  end)
end)
