local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

-- Asks a new run at x, the target known to the rule.
local function ask(r, x)
  local s = {x = x, epoch = 7}
  return r.check(s, r.init(s))
end

describe("distance", function()
  it("fires close to a number and converges", function()
    local r = gd.stop.distance(3, 0.01)
    assert.is_false(ask(r, 3.02))
    assert.same({true, true, "distance: 0.005 <= 0.01 from the target after 7 epochs", false},
                {ask(r, 2.995)})
  end)

  it("is the 2-norm over a vector, its target a list or a vector", function()
    for _, target in ipairs{{3, 4}, gd.vector{3, 4}} do
      local r = gd.stop.distance(target, 5)
      assert.is_true(ask(r, gd.vector{0, 0}))
      assert.is_false(ask(r, gd.vector{0, -0.1}))
    end
  end)

  it("is the 2-norm over a matrix", function()
    local r = gd.stop.distance({{1, 2}, {3, 4}}, 0.5)
    assert.is_true(ask(r, gd.matrix{{1, 2}, {3, 4.5}}))
    assert.is_false(ask(r, gd.matrix{{1, 2.1}, {3, 4.5}}))
  end)

  it("is the 2-norm over all leaves of named parameters", function()
    local r = gd.stop.distance({w = {1, 1}, b = 0}, 3)
    assert.is_true(ask(r, {w = gd.vector{2, 3}, b = 2}))
    assert.is_false(ask(r, {w = gd.vector{2, 3}, b = 2.1}))
    assert.is_true(ask(gd.stop.distance{target = {w = {1}}, tol = 1}, {w = gd.vector{2}}))
  end)

  it("has a memory of its own for every run", function()
    local target = {3, 4}
    local r = gd.stop.distance(target, 1)
    local m = r.init{x = gd.vector{0, 0}}
    target[1] = 100
    assert.is_true(r.check({x = gd.vector{3, 4}, epoch = 1}, m))
    for _, value in pairs(m) do
      assert.is_true(({boolean = true, userdata = true})[type(value)])
    end
  end)

  it("is not fooled by NaN", function()
    assert.is_false(ask(gd.stop.distance(3), 0/0))
  end)

  it("says where the shapes differ", function()
    local function refused(target, x, text)
      local r = gd.stop.distance(target)
      blamed(function() r.init{x = x} end, "bad option 'target' to 'distance' %(" .. text)
    end
    refused(3, gd.vector{1, 2}, "target should be a vector of 2, it is 3%)")
    refused({3, 4, 5}, gd.vector{1, 2}, "target should be a vector of 2, it is vector of 3%)")
    refused({3, 4}, 1, "target should be a number, it is a table%)")
    refused({3, "x"}, gd.vector{1, 2}, "target should be a vector of 2, it is a table%)")
    refused({w = 3}, {w = gd.vector{1}}, "target.w should be a vector of 1, it is 3%)")
    refused({w = 3}, {w = 1, b = 2}, "target.b should be a number, it is nil%)")
    refused({w = 3, c = 3}, {w = 1}, "target has 'c', the parameters have not%)")
    refused({{3}}, {gd.vector{1}, gd.vector{2}}, "target%[2%] should be a vector of 1, it is nil%)")
  end)

  it("wants a target", function()
    blamed(function() gd.stop.distance() end, "missing option 'target' to 'distance'")
    blamed(function() gd.stop.distance("x") end,
      "bad option 'target' to 'distance' %(a number, a table or an array expected, got 'x' %(a string%)%)")
  end)

  it("shows its target", function()
    assert.equal("distance({3, 4}, 0.01)", tostring(gd.stop.distance({3, 4}, 0.01)))
    assert.equal("distance(3)", tostring(gd.stop.distance(3)))
  end)
end)
