local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code) return support.message(code, {gd = gd}) end

describe("gd.seed", function()
  it("repeats a run bit for bit", function()
    local function run()
      return {gd.uniform(5), gd.normal{2, 3}, gd.permutation(10), gd.uniform(), gd.normal()}
    end
    for _, k in ipairs{0, 1, -1, 42.0, math.maxinteger, math.mininteger} do
      gd.seed(k)
      local first = run()
      gd.seed(k)
      assert.is_true(gd.equal(first, run()))
    end
  end)

  it("differs from seed to seed", function()
    gd.seed(1)
    local a = gd.uniform(5)
    gd.seed(2)
    assert.is_false(a == gd.uniform(5))
  end)

  it("is not reached by math.randomseed", function()
    gd.seed(1)
    local a = gd.uniform(3)
    gd.seed(1)
    math.randomseed(5)
    math.random()
    assert.are.equal(a, gd.uniform(3))
  end)

  it("wants a whole number", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'seed' (whole number expected, got nil)", message("gd.seed()"))
    assert.are.equal("script.lua:2: bad argument #1 to 'seed' (whole number expected, got 1.5)", message("gd.seed(1.5)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'seed' (whole number expected, got '1' (a string))", message("gd.seed('1')"))
  end)
end)

describe("gd.uniform", function()
  it("takes a length, a shape, bounds", function()
    gd.seed(3)
    local v = gd.uniform(1000)
    assert.are.equal(1000, #v)
    assert.is_true(v:min() >= 0 and v:max() < 1)
    assert.is_true(math.abs(v:mean() - 0.5) < 0.05)
    local A = gd.uniform({30, 40}, -2, 6)
    assert.are.same({30, 40}, A.shape)
    assert.is_true(A:min() >= -2 and A:max() < 6 and A:min() < -1.9 and A:max() > 5.9)
    assert.are.equal(gd.vector{3, 3}, gd.uniform(2, 3, 3))
    assert.are.equal(0, #gd.uniform(0))
  end)

  it("without a size is a number", function()
    local x = gd.uniform(nil, 5, 6)
    assert.is_true(math.type(x) == "float" and x >= 5 and x < 6)
  end)

  it("never gives the upper bound", function()
    local hi = 1 + 2^-52
    for _ = 1, 100 do assert.are.equal(1.0, gd.uniform(nil, 1, hi)) end
  end)

  it("refuses bad bounds", function()
    assert.are.equal("script.lua:2: 'uniform' needs bounds lo <= hi, got 4.0 and 1.0", message("gd.uniform(3, 4)"))
    assert.are.equal("script.lua:2: bad argument #3 to 'uniform' (finite number expected, got inf)", message("gd.uniform(3, 0, math.huge)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'uniform' (number expected, got 'a' (a string))", message("gd.uniform(3, 'a')"))
    assert.are.equal("script.lua:2: bad argument #1 to 'uniform' (length or {rows, cols} expected, got 'a' (a string))", message("gd.uniform('a')"))
  end)
end)

describe("gd.normal", function()
  it("has the mean and deviation asked for", function()
    gd.seed(4)
    local v = gd.normal(10000, 5, 2)
    assert.is_true(math.abs(v:mean() - 5) < 0.1)
    assert.is_true(math.abs(((v - v:mean())^2):mean() - 4) < 0.3)
    assert.are.equal(gd.vector{7, 7}, gd.normal(2, 7, 0))
    assert.are.equal("float", math.type(gd.normal()))
    assert.are.equal("script.lua:2: bad argument #3 to 'normal' (standard deviation, 0 or more expected, got -1)", message("gd.normal(3, 0, -1)"))
  end)
end)

describe("gd.permutation", function()
  it("has every number once", function()
    local p = gd.permutation(100):totable()
    table.sort(p)
    for i = 1, 100 do assert.are.equal(i + 0.0, p[i]) end
    assert.are.equal(0, #gd.permutation(0))
    assert.are.equal(gd.vector{1}, gd.permutation(1))
    gd.seed(5)
    assert.is_false(gd.permutation(20) == gd.linspace(1, 20, 20))
    assert.are.equal("script.lua:2: bad argument #1 to 'permutation' (whole number, 0 or more expected, got -1)", message("gd.permutation(-1)"))
  end)

  it("orders rows", function()
    local A = gd.matrix{{1, 1}, {2, 2}, {3, 3}}
    assert.are.equal(12.0, A:rows_at(gd.permutation(3)):sum())
  end)
end)
