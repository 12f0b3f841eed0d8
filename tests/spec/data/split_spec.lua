local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function numbers(n)
  local list = {}
  for i = 1, n do list[i] = i end
  return list
end

describe("gd.split", function()
  it("puts every row into one part", function()
    for _, n in ipairs{2, 3, 10, 101} do
      local a, b = gd.split(numbers(n), 0.7)
      assert.equal(n, #a + #b)
      local seen = {}
      for _, part in ipairs{a, b} do
        for i = 1, #part do seen[part[i]] = true end
      end
      assert.equal(n, #seen)
    end
  end)

  it("without shuffling the first rows are the first part", function()
    local a, b = gd.split({x = numbers(5), y = gd.eye(5)}, 0.4, {shuffle = false})
    assert.equal(gd.vector{1, 2}, a.x)
    assert.equal(gd.vector{3, 4, 5}, b.x)
    assert.equal(1, b.y[1][3])
  end)

  it("shares each label out", function()
    gd.seed(5)
    local labels, x = {}, numbers(60)
    for i = 1, 60 do labels[i] = i % 3 == 0 and "rare" or "often" end
    local a, b = gd.split(x, 0.75, {by = labels})
    local function count(part)
      local n = 0
      for i = 1, #part do n = n + (part[i] % 3 == 0 and 1 or 0) end
      return n
    end
    assert.same({45, 15, 15, 5}, {#a, count(a), #b, count(b)})
  end)

  it("repeats with gd.seed", function()
    gd.seed(9)
    local a = gd.split(numbers(20), 0.5)
    gd.seed(9)
    assert.equal(a, (gd.split(numbers(20), 0.5)))
    assert.not_equal(a, (gd.split(numbers(20), 0.5)))
  end)

  it("says what is wrong", function()
    for _, bad in ipairs{0, 1, -1, 2, 0/0, "a"} do
      blamed(function() gd.split({1, 2}, bad) end, "^bad argument #2 to 'split' %(a fraction in")
    end
    blamed(function() gd.split({1, 2}, 0.1) end,
           "^'split': 0.1 of 2 rows leaves the first part without any")
    blamed(function() gd.split({1, 2}, 0.9) end, "the second part without any")
    blamed(function() gd.split({1, 2}, 0.5, {by = {1}}) end,
           "^bad option 'by' to 'split' %(a label for each of the 2 rows expected, got 1%)")
    blamed(function() gd.split({1, 2}, 0.5, {by = gd.vector{1, 0/0}}) end,
           "the label of row 2 is nan")
  end)
end)
