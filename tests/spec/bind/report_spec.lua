local gd = require "gdlua"

local function square(x) return x*x end
local function slope(x) return 2*x end

describe("a report", function()
  it("has counts, points and the ending", function()
    local r = gd.minimize(square, 4, {step = 0.25, epochs = 2, gradient = slope})
    assert.same({2, 2, 3, false}, {r.epochs, r.updates, r.evaluations, r.converged})
    assert.equal(1.0, r.x)
    assert.equal(1.0, r.cost)
    assert.equal(2.0, r.gradient)
    assert.equal(2.0, r.gradient_norm)
    assert.same({x = 1.0, cost = 1.0, epoch = 2}, r.best)
    assert.equal(1.0, r.last.x)
    assert.equal(1.0, r.last.cost)
    assert.equal(2, r.last.epoch)
    assert.is_true(r.elapsed >= 0)
    assert.same({}, r.warnings)
  end)

  it("keeps best and last apart", function()
    local r = gd.minimize(square, 1, {step = 1.5, epochs = 3, gradient = slope})
    assert.equal(-8.0, r.x)
    assert.same({x = 1.0, cost = 1.0, epoch = 0}, r.best)
    assert.equal(-8.0, r.last.x)
    assert.equal(64.0, r.last.cost)
  end)

  it("answers best point, cost, gradient and norm after divergence", function()
    for _, gradient in ipairs{function(x) return 2*x end, "central"} do
      local r = gd.minimize(function(x) return math.abs(x[1]) > 100 and 0/0 or x[1]^2 + x[2]^2 end, {1, 2},
                            {step = 1.5, gradient = gradient})
      assert.equal(gd.vector{1, 2}, r.x)
      assert.equal(5.0, r.cost)
      assert.is_true(gd.equal(r.gradient, {2, 4}, 1e-9))
      assert.is_true(math.abs(r.gradient_norm - 4) < 1e-9)
      assert.equal(0, r.best.epoch)
      assert.is_true(r.last.cost ~= r.last.cost)
      assert.is_false(r.converged)
    end
  end)

  it("has the projected norm of the best point", function()
    local n = 0
    local r = gd.minimize(function(x) n = n + 1; return n > 2 and 0/0 or 10*x end, 1,
                          {bounds = {0, 2}, step = 0.05, gradient = function() return 10 end})
    assert.equal(0.5, r.x)
    assert.equal(10.0, r.gradient)
    assert.equal(0.5, r.gradient_norm)
  end)

  it("of a run with a cost of NaN at the start answers the start", function()
    local r = gd.minimize(function() return 0/0 end, 3, {step = 0.1})
    assert.equal(3.0, r.x)
    assert.is_false(r.converged)
    assert.matches("^diverged: the cost at the start is nan$", r.reason)
    assert.is_string(tostring(r))
  end)

  it("makes histories of numbers vectors, of arrays and trees matrices", function()
    local o = {step = 0.25, epochs = 1, history = {"x"}}
    assert.same({2}, {#gd.minimize(square, 4, o).history.x})
    local h = gd.minimize(function(p) return p.a^2 + p.w:dot(p.w) end, {w = {1, 2}, a = 3}, o).history
    assert.equal(2, h.x.rows)
    assert.same({3, 1, 2}, h.x[1]:totable())
    h = gd.minimize(function(x) return x[1]^2 end, {4}, o).history
    assert.same({2, 1}, {h.x.rows, h.x.cols})
  end)

  it("names the rounding floor", function()
    local r = gd.minimize(function(p) return 2*p[1]^2 + 2*p[2]^2 end, {5, -5},
                          {gradient = {mode = "central", h = 1e-10}, step = 1, epochs = 100})
    assert.equal(100, r.epochs)
    assert.is_false(r.converged)
    assert.is_true(gd.equal(r.x, {-1244739.51, 1244739.51}, 0.005))
    assert.matches("^epochs: 100 of 100 done; rounding floor: |g| = 0 is below the error %S+ of its differences$", r.reason)
    assert.equal(1, #r.warnings)
    assert.matches("^rounding floor", r.warnings[1])
  end)
end)
