local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code) return support.message(code, {gd = gd}) end

describe("gd.step", function()
  it("is v + size*gradient", function()
    assert.are.equal(gd.vector{-2.4, 3.2}, gd.step(gd.vector{-3, 4}, gd.vector{-6, 8}, -0.1))
    assert.are.equal(gd.matrix{{2, 4}, {6, 8}},
                     gd.step(gd.matrix{{1, 2}, {3, 4}}, gd.matrix{{1, 2}, {3, 4}}, 1))
    assert.are.equal(1.5, gd.step(0, -6, -0.25))
  end)

  it("takes plain lists, and mixes them with vectors", function()
    assert.are.equal(gd.vector{1, 1}, gd.step({0, 0}, {2, 2}, 0.5))
    assert.are.equal(gd.vector{1, 1}, gd.step({0, 0}, gd.vector{2, 2}, 0.5))
    assert.are.equal(gd.vector{1, 1}, gd.step(gd.vector{0, 0}, {2, 2}, 0.5))
  end)

  it("keeps the shape of named parameters", function()
    local p = gd.step({w = {1, 2}, b = 3}, {w = {10, 20}, b = 30}, 0.1)
    assert.are.equal(gd.vector{2, 4}, p.w)
    assert.are.equal(6.0, p.b)
  end)

  it("leaves its arguments as they are", function()
    local v, g = gd.vector{1, 2}, gd.vector{3, 4}
    gd.step(v, g, -1)
    assert.are.equal(gd.vector{1, 2}, v)
    assert.are.equal(gd.vector{3, 4}, g)
  end)

  it("is the update of the method gd, to the bit", function()
    local x = gd.vector{0.1, -0.7, 1/3}
    local r = gd.minimize(gd.sum_of_squares, x, {step = 0.3, epochs = 1, history = false,
                                                 gradient = function(v) return 2*v end})
    assert.are.equal(r.x, gd.step(x, 2*x, -0.3))
  end)

  it("refuses what does not fit, on the caller's line", function()
    assert.matches("^script.lua:2: the gradient is vector of 3 %(vector of 2 expected%)",
                   message "gd.step({1, 2}, {1, 2, 3}, 1)")
    assert.matches("^script.lua:2: the gradient%.b is nil %(number expected%)",
                   message "gd.step({w = 1, b = 2}, {w = 1}, 1)")
    assert.matches("^script.lua:2: the gradient is nil", message "gd.step({1, 2}, nil, 1)")
    assert.matches("^script.lua:2: bad argument #3 to 'step' %(number expected, got nil%)",
                   message "gd.step({1, 2}, {1, 2})")
    assert.matches("^script.lua:2: the first argument of 'step' is 'abc'",
                   message "gd.step('abc', 1, 1)")
  end)
end)
