local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function collect(...)
  local list = {}
  for batch, number in gd.batches(...) do list[number] = batch end
  return list
end

describe("gd.batches", function()
  local data = {X = gd.matrix{{1, 10}, {2, 20}, {3, 30}, {4, 40}, {5, 50}}, y = {1, 2, 3, 4, 5}}

  it("gives the rows in order, the rest last", function()
    local list = collect(data, 2, {shuffle = false})
    assert.equal(3, #list)
    assert.equal(gd.matrix{{3, 30}, {4, 40}}, list[2].X)
    assert.equal(gd.vector{5}, list[3].y)
    assert.equal(2, #collect(data, 2, {shuffle = false, rest = false}))
    assert.equal(1, #collect(data, 5, {rest = false}))
  end)

  it("shuffles as gd.seed says, rows of all arrays together", function()
    gd.seed(3)
    local first = collect(data, 2)
    gd.seed(3)
    local second = collect(data, 2)
    local seen = {}
    for k, batch in ipairs(first) do
      assert.equal(batch.X, second[k].X)
      for i = 1, #batch.y do
        assert.equal(10*batch.y[i], batch.X[i][2])
        seen[batch.y[i]] = true
      end
    end
    assert.equal(5, #seen)
    local orders = {}
    for _ = 1, 20 do orders[tostring(collect(data, 5)[1].y)] = true end
    local n = 0
    for _ in pairs(orders) do n = n + 1 end
    assert.is_true(n > 10)
  end)

  it("takes an array alone and leaves the data as they are", function()
    local v = gd.vector{1, 2, 3}
    for batch in gd.batches(v, 2) do batch[1] = 100 end
    assert.equal(gd.vector{1, 2, 3}, v)
  end)

  it("says what is wrong", function()
    blamed(function() gd.batches(data, 6) end,
           "^bad argument #2 to 'batches' %(rows a batch, a whole number in %[1, 5%], expected, got 6%)")
    blamed(function() gd.batches(data, 1.5) end, "bad argument #2 to 'batches'")
    blamed(function() gd.batches(data) end, "bad argument #2 to 'batches'.*got nil")
    blamed(function() gd.batches({}, 1) end, "^bad argument #1 to 'batches' %(data is empty")
    blamed(function() gd.batches({x = {1}, y = {1, 2}}, 1) end,
           "^bad argument #1 to 'batches' %(data.x has 1 rows, data.y has 2%)")
    blamed(function() gd.batches(data, 2, {shufle = true}) end, "did you mean 'shuffle'")
  end)
end)
