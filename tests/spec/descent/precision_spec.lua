local gd = require "gdlua"

describe("precision = \"fast\"", function()
  gd.seed(3)
  local X, y = gd.normal{600, 3}, gd.normal(600)
  local start = {W = gd.normal{3, 8}, b = gd.zeros(8), w = gd.normal(8)}

  -- A function of its own for each: nothing is shared.
  local function new_cost()
    return function(p)
      local h = gd.tanh(X:matmul(p.W) + p.b)
      local e = h:matmul(p.w) - y
      return (e*e):sum()/600
    end
  end

  local function run(cost, precision, epochs)
    return gd.minimize(cost, start, {step = 0.05, epochs = epochs or 30, tolerance = 0, precision = precision})
  end

  it("goes almost the same way", function()
    local cost = new_cost()
    local exact, fast = run(cost), run(cost, "fast")
    assert.equal(0, #fast.warnings)
    assert.is_false(gd.equal(exact.x.W, fast.x.W))
    assert.near(exact.cost, fast.cost, 1e-12)
    assert.is_true(gd.equal(exact.x.W, fast.x.W, 1e-12))
    assert.equal("compiled", gd.explain(cost).rung)
  end)

  it("gives the same bits in every run, and takes none from an exact one", function()
    local cost = new_cost()
    local first, exact = run(cost, "fast"), run(cost, "exact")
    local again = run(new_cost(), "fast", 30)
    assert.equal(first.cost, again.cost)
    assert.equal(run(new_cost()).cost, exact.cost)
    local d, e = gd.descent(cost, start, {step = 0.05, epochs = 30, tolerance = 0, precision = "fast"}),
                 gd.descent(cost, start, {step = 0.05, epochs = 30, tolerance = 0})
    for _ = 1, 30 do
      d:step()
      e:step()
    end
    assert.equal(first.cost, d:result().cost)
    assert.equal(exact.cost, e:result().cost)
  end)

  it("changes nothing where no gradient is exact", function()
    local function cost(x) return x[1]^2 + math.tanh(x[2])^2 end
    local function central(precision)
      return gd.minimize(cost, {1, 2}, {step = 0.1, epochs = 20, gradient = "central", precision = precision}).cost
    end
    assert.equal(central("exact"), central("fast"))
  end)
end)
