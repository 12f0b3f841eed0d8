local gd = require "gdlua"

local function near(a, b) return a == b or math.abs(a - b) <= 4e-16 * math.abs(b) end

describe("logsumexp", function()
  it("does not overflow", function()
    assert.is_true(near(gd.logsumexp{1000, 1000}, 1000 + math.log(2)))
    assert.are.equal(5.0, gd.logsumexp(5))
    assert.are.equal(-math.huge, gd.logsumexp{})
    local A = gd.matrix{{0, 0}, {1, 1}}
    assert.is_true(gd.equal(gd.logsumexp(A, 2), {math.log(2), 1 + math.log(2)}, 1e-15))
    assert.is_true(near(gd.logsumexp(A), math.log(2 + 2*math.exp(1))))
  end)
end)

describe("softmax", function()
  it("sums to 1, row by row", function()
    local p = gd.softmax{1, 2, 3}
    assert.is_true(math.abs(p:sum() - 1) < 1e-15)
    assert.is_true(gd.equal(p, {0.09003057317038046, 0.24472847105479764, 0.6652409557748219}, 1e-15))
    assert.is_true(gd.equal(gd.softmax{1000, 1000}, {0.5, 0.5}, 1e-15))
    local P = gd.softmax(gd.matrix{{1, 2, 3}, {5, 5, 5}})
    assert.is_true(gd.equal(P[1], p))
    assert.is_true(gd.equal(P[2], {1/3, 1/3, 1/3}, 1e-15))
    assert.are.equal(1.0, gd.softmax(3))
    assert.are.equal(gd.vector(0), gd.softmax{})
  end)
end)
