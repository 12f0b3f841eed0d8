-- Products with the Hessian of a run's cost: exact, or of a gradient of one's own.
local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local solvers = {"newton", "newton_cg", "trust_region"}

local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end

local function slope(v)
  return {-2*(1 - v[1]) - 400*v[1]*(v[2] - v[1]^2), 200*(v[2] - v[1]^2)}
end

-- A value that no trace sees through.
local function opaque(x) return tonumber(("%.17g"):format(x)) end

local function hidden(v) return valley{opaque(v[1]), opaque(v[2])} end

describe("products with the Hessian", function()
  for _, m in ipairs(solvers) do
    it("serve " .. m, function()
      local r = gd.minimize(valley, {-1.2, 1}, {method = m})
      assert.is_true(r.converged)
      assert.is_true(gd.equal(r.x, {1, 1}, 1e-5))
      assert.is_true(r.epochs < 40)
      -- each product counts as an evaluation
      assert.is_true(r.evaluations > 2*r.epochs)
    end)

    it("have the sign of what is maximised: " .. m, function()
      local r = gd.minimize(valley, {-1.2, 1}, {method = m})
      local top = gd.maximize(function(v) return -valley(v) end, {-1.2, 1}, {method = m})
      assert.equal(r.x, top.x)
      assert.equal(-r.cost, top.cost)
      assert.equal(r.evaluations, top.evaluations)
    end)

    it("are the same in every mode that is exact: " .. m, function()
      local r = gd.minimize(valley, {-1.2, 1}, {method = m, gradient = "reverse"})
      assert.equal(gd.minimize(valley, {-1.2, 1}, {method = m}).x, r.x)
      r = gd.minimize(valley, {-1.2, 1}, {method = m, gradient = "forward"})
      assert.is_true(r.converged)
    end)

    it("take starts of every shape: " .. m, function()
      local r = gd.minimize(function(x) return (x - 3)^4 + x^2 end, 1, {method = m})
      assert.is_true(math.abs(4*(r.x - 3)^3 + 2*r.x) < 1e-5)
      r = gd.minimize(function(p) return valley{p.at.x, p.at.y[1]} end, {at = {x = -1.2, y = {1}}},
                      {method = m})
      assert.is_true(gd.equal(r.x.at.y, {1}, 1e-5))
      local x, y = gd.symbols "x y"
      r = gd.minimize((1 - x)^2 + 100*(y - x^2)^2, {x = -1.2, y = 1}, {method = m})
      assert.is_true(math.abs(r.x.x - 1) < 1e-5)
      local A = gd.matrix{{1, 2}, {3, 4}}
      r = gd.minimize(function(M) local d = M - A; return (d*d*d*d):sum() + (d*d):sum() end,
                      gd.zeros(2, 2), {method = m})
      assert.is_true((r.x - A):abs():max() < 1e-5)
    end)

    it("leave frozen parts alone: " .. m, function()
      local r = gd.minimize(function(p) return valley{p.a, p.b} + p.c^4 end, {a = -1.2, b = 1, c = 1},
                            {method = m, frozen = "a"})
      assert.equal(-1.2, r.x.a)
      assert.is_true(math.abs(r.x.b - 1.44) < 1e-6)
      assert.is_true(r.converged)
    end)

    it("use data: " .. m, function()
      local X = gd.matrix{{1, 0}, {0, 1}, {1, 1}, {-1, 2}}
      local y = X:matmul(gd.vector{2, -1})
      local r = gd.minimize(function(w, d) local e = d.X:matmul(w) - d.y; return e:dot(e) + (w^4):sum() end,
                            {0, 0}, {method = m, data = {X = X, y = y}})
      assert.is_true(r.converged)
      assert.is_true(r.epochs < 12)
    end)

    it("are exact where a cost that can be traced brings its gradient: " .. m, function()
      local r = gd.minimize(valley, {-1.2, 1}, {method = m, gradient = slope})
      assert.is_true(r.converged)
      assert.is_true(gd.equal(r.x, {1, 1}, 1e-5))
    end)

    it("are refused where the cost cannot be traced: " .. m, function()
      blamed(function() gd.minimize(hidden, {-1.2, 1}, {method = m}) end,
        "the cost cannot be traced %(.-string.format.*no exact second derivatives.*'lbfgs' does without")
      blamed(function() gd.minimize(hidden, {-1.2, 1}, {method = m, gradient = "reverse"}) end,
        "no exact second derivatives")
    end)

    it("are refused where the gradient is by differences: " .. m, function()
      for _, mode in ipairs{"central", "forward_difference", "richardson"} do
        blamed(function() gd.minimize(valley, {-1.2, 1}, {method = m, gradient = mode}) end,
          "bad option 'gradient' to 'minimize' %(the method '" .. m .. "' needs second derivatives")
      end
      blamed(function() gd.minimize(valley, {-1.2, 1}, {method = m, gradient = {h = 1e-3}}) end,
        "needs second derivatives")
    end)

    it("are refused where a gd.custom has none: " .. m, function()
      local c = gd.custom{value = function(x) return x^4 end,
                          gradient = function(x) return 4*opaque(x)^3 end}
      blamed(function() gd.minimize(function(v) return c(v[1]) + v[2]^2 end, {1, 1}, {method = m}) end,
        "second derivatives of a gd.custom whose gradient cannot be traced")
    end)

    it("pass on what the cost raises: " .. m, function()
      local calls = 0
      local function failing(v)
        calls = calls + 1
        if calls > 6 then error("enough", 0) end
        return valley(v)
      end
      local ok, text = pcall(gd.minimize, failing, {-1.2, 1}, {method = m})
      assert.is_false(ok)
      assert.equal("enough", text)
    end)
  end

  for _, m in ipairs{"newton_cg", "trust_region"} do
    it("are differences of a gradient of one's own where the cost cannot be traced: " .. m, function()
      for _, f in ipairs{slope, function(v) return slope{opaque(v[1]), opaque(v[2])} end} do
        local r = gd.minimize(hidden, {-1.2, 1}, {method = m, gradient = f})
        assert.is_true(r.converged)
        assert.is_true(gd.equal(r.x, {1, 1}, 1e-5))
        assert.is_true(r.epochs < 40)
        local top = gd.maximize(function(v) return -hidden(v) end, {-1.2, 1},
                                {method = m, gradient = function(v) return -gd.vector(f(v)) end})
        assert.is_true(top.converged)
        assert.is_true(gd.equal(top.x, {1, 1}, 1e-5))
      end
    end)

    it("and these have the shape of the start: " .. m, function()
      local r = gd.minimize(function(p) return hidden{p.a, p.b[1]} end, {a = -1.2, b = {1}}, {
        method = m, gradient = function(p) local g = slope{p.a, p.b[1]} return {a = g[1], b = {g[2]}} end})
      assert.is_true(r.converged)
      assert.is_true(math.abs(r.x.a - 1) < 1e-5)
    end)
  end

  it("are never differences for newton", function()
    blamed(function() gd.minimize(hidden, {-1.2, 1}, {method = "newton", gradient = slope}) end,
      "'newton_cg' and 'trust_region' take differences of the gradient")
  end)

  it("may be of a cost that runs each time", function()
    local calls = 0
    local function counting(v)
      calls = calls + 1
      return valley(v)
    end
    for _, m in ipairs(solvers) do
      local r = gd.minimize(counting, {-1.2, 1}, {method = m})
      assert.is_true(gd.equal(gd.minimize(valley, {-1.2, 1}, {method = m}).x, r.x, 1e-6))
    end
    assert.is_true(calls > 60)
  end)

  it("see changes of what the cost reads", function()
    local k = 100
    local function cost(v) return (1 - v[1])^2 + k*(v[2] - v[1]^2)^2 end
    local d = gd.descent(cost, {-1.2, 1}, {method = "newton", tolerance = 0})
    d:run(3)
    k = 1
    local r = d:run(40)
    assert.is_true(gd.equal(r.x, {1, 1}, 1e-6))
  end)
end)
