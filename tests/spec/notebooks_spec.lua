--- The textbook notebooks, through the interface. What is expected was printed
--- by Python, or follows from a formula.
local gd = require "gdlua"
local example = dofile "tests/spec/examples/example.lua"
local close = example.close

describe("a parabola, (x - 3)^2 from 0 with step 0.2", function()
  local function cost(x) return (x - 3)^2 end

  for name, gradient in pairs{given = function(x) return 2*(x - 3) end, auto = "auto",
                              central = {mode = "central", h = 1e-4}} do
    it("is at 3*(1 - 0.6^k), gradient " .. name, function()
      local d = gd.descent(cost, 0, {step = 0.2, epochs = 30, gradient = gradient})
      local k = 0
      for state in d:epochs() do
        k = k + 1
        assert.equal(k, state.epoch)
        assert.is_true(math.abs(state.x - 3*(1 - 0.6^k)) < (name == "given" and 1e-14 or 1e-9))
      end
      assert.equal(30, k)
    end)
  end
end)

describe("the sum of squares, step 0.01", function()
  local printed = example.printed("tests/data/sum_of_squares.txt")
  local start = {printed[1][2], printed[1][3], printed[1][4]}
  local function gradient(v) return 2*v end

  local function same_line(row, v, distance)
    for i = 1, 3 do close(row[i + 1], v[i], 1e-14) end
    close(row[5], distance, 1e-14)
  end

  it("follows every complete line that was printed", function()
    assert.equal(12, #printed)
    local seen = 0
    local r = gd.minimize(gd.sum_of_squares, start, {
      gradient = gradient, step = 0.01, stop = gd.stop.distance({0, 0, 0}, 0.001),
      on_epoch = function(state)
        local row = printed[state.epoch + 1]
        if row then
          same_line(row, state.x, gd.distance(state.x, {0, 0, 0}))
          seen = seen + 1
        end
      end,
    })
    assert.equal(12, seen)
    assert.is_true(r.converged)
    assert.matches("^distance: 0%.00098 <= 0%.001 from the target after 460 epochs$", r.reason)
    assert.is_true(gd.magnitude(r.x) <= 0.001)
    assert.equal(460, r.epochs)
  end)

  it("and so does a loop of one's own with gd.step", function()
    local v = gd.vector(start)
    for _, row in ipairs(printed) do
      same_line(row, v, gd.distance(v, {0, 0, 0}))
      v = gd.step(v, gradient(v), -0.01)
    end
  end)

  it("and one of the textbook's functions", function()
    local v = start
    for _, row in ipairs(printed) do
      same_line(row, v, gd.magnitude(gd.subtract(v, {0, 0, 0})))
      v = gd.add(v, gd.scalar_multiply(-0.01, gd.scalar_multiply(2, v)))
    end
  end)

  it("ends by distance from any start between -10 and 10", function()
    gd.seed(42)
    for _ = 1, 10 do
      local r = gd.minimize(gd.sum_of_squares, gd.uniform(3, -10, 10), {
        gradient = gradient, step = 0.01, stop = gd.stop.distance({0, 0, 0}, 0.001)})
      assert.is_true(r.converged)
      assert.matches("^distance: ", r.reason)
    end
  end)
end)

describe("numerical gradients, h = 1e-4", function()
  local central = {mode = "central", h = 1e-4}
  local function cost(x) return x[1]^2 + x[2]^2 end

  it("print as they should", function()
    assert.equal("{6, 8}", tostring((gd.gradient(cost, {3, 4}, central))))
    assert.equal("{0, 4}", tostring((gd.gradient(cost, {0, 2}, central))))
    assert.equal("{6, 0}", tostring((gd.gradient(cost, {3, 0}, central))))
  end)

  it("lead a descent along 0.8^k times the start", function()
    local r = gd.minimize(cost, {-3, 4}, {gradient = central, step = 0.1, epochs = 100,
                                          tolerance = 0, history = {"x"}})
    assert.equal(101, r.history.x.rows)
    for k = 0, 100 do
      close(-3*0.8^k, r.history.x[k + 1][1], 1e-9)
      close(4*0.8^k, r.history.x[k + 1][2], 1e-9)
    end
  end)

  it("lead it along the printed lines, where x[i] is never put back", function()
    local h, x = 1e-4, gd.vector{-3, 4}
    for _, row in ipairs(example.printed("tests/data/forgetful_gradient.txt")) do
      local gradient = gd.zeros(2)
      for i = 1, 2 do
        local before = x[i]
        x[i] = before + h
        local above = cost(x)
        x[i] = before - h
        gradient[i] = (above - cost(x)) / (2*h)
      end
      x = gd.step(x, gradient, -0.1)
      for i = 1, 2 do
        assert.equal(row[i + 1], tonumber(("%.8f"):format(x[i])))
        assert.equal(row[i + 3], tonumber(("%.8f"):format(gradient[i])))
      end
    end
  end)
end)

describe("x^2 + y^2 from {5, -3}", function()
  local function cost(p) return p.x^2 + p.y^2 end
  local start = {x = 5, y = -3}

  it("comes to 0 with a step of 0.1", function()
    local r = gd.minimize(cost, start, {step = 0.1})
    assert.is_true(r.converged)
    assert.is_true(math.abs(r.x.x) < 1e-6 and math.abs(r.x.y) < 1e-6)
    assert.equal(5, start.x)
  end)

  it("diverges with 1.1, is rescued by halving", function()
    local r = gd.minimize(cost, start, {step = 1.1})
    assert.is_false(r.converged)
    assert.same({34.0, 0}, {r.best.cost, r.best.epoch})
    assert.is_true(r.cost > 1e100)
    r = gd.minimize(cost, start, {step = 1.1, on_rise = "halve"})
    assert.is_true(r.converged)
    assert.is_true(r.cost < 1e-12)
  end)
end)

describe("learning rates, h = 1e-10", function()
  local central = {mode = "central", h = 1e-10}
  local function cost(x) return 2*x[1]^2 + 2*x[2]^2 end

  local function run(step, epochs, tolerance)
    return gd.minimize(cost, {5, -5}, {gradient = central, step = step, epochs = epochs,
                                       tolerance = tolerance})
  end

  it("the derivative of x^2 + 9 at 2", function()
    assert.equal("4.000000330961484",
                 ("%.15f"):format(gd.derivative(function(x) return x^2 + 9 end, 2.0, central)))
  end)

  local rows = {                         -- what NumPy printed
    {0.1, 100, "3.26660446e-22"}, {1.0, 100, "-1244739.51"}, {0.01, 100, "0.0843515596"},
    {0.1, 10, "0.0302329637"}, {0.1, 1000, "6.17694113e-27"}, {0.01, 1000, "9.33690313e-18"},
  }
  for _, row in ipairs(rows) do
    it(("step %g, %d epochs"):format(row[1], row[2]), function()
      local r = run(row[1], row[2], 0)
      assert.equal(row[3], ("%.9g"):format(r.x[1]))
      assert.equal(-r.x[1], r.x[2])
      assert.equal(row[2], r.epochs)
      assert.is_false(r.converged)
    end)
  end

  it("step 1 comes to rest at a gradient of 0, which is rounding, not a minimum", function()
    local r = run(1.0, 100)              -- default rules
    assert.equal("-1244739.51", ("%.9g"):format(r.x[1]))
    assert.equal(100, r.epochs)
    assert.is_false(r.converged)
    assert.matches("rounding floor", r.reason)
    assert.matches("rounding floor", r.warnings[1])
    local norms = r.history.gradient_norm
    for epoch = 0, 100 do assert.equal(epoch >= 11, norms[epoch + 1] == 0) end
  end)

  it("default rules end the others when the gradient is small", function()
    assert.is_true(run(0.1, 100).converged)
    assert.is_true(run(0.1, 1000).converged)
    assert.is_true(run(0.01, 1000).converged)
    assert.is_false(run(0.01, 100).converged)
    assert.is_false(run(0.1, 10).converged)
  end)
end)
