local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function valley(x) return {10*(x[2] - x[1]^2), 1 - x[1]} end

local function near(a, b, within)
  assert.is_true(math.abs(a - b) <= (within or 1e-9), ("%.17g, not %.17g"):format(a, b))
end

describe("gd.least_squares", function()
  it("finds the least sum of squares", function()
    local r = gd.least_squares(valley, {-1.2, 1})
    assert.is_true(r.converged)
    assert.same({}, r.warnings)
    near(r.x[1], 1) near(r.x[2], 1)
    near(r.cost, 0)
    assert.equal(2, #r.residuals)
    assert.is_true(gd.equal(r.jacobian, gd.jacobian(valley, r.x), 1e-12))
    near(r.history.cost[1], 0.5*(4.4^2 + 2.2^2), 1e-14)
  end)

  it("takes starts of every shape, and residuals in every form", function()
    near(gd.least_squares(function(x) return {x - 3} end, 0).x, 3)
    near(gd.least_squares(function(x) return gd.vector{x, 2*x - 4} end, 0).x, 8/5)
    local r = gd.least_squares(function(p) return p.a*gd.vector{1, 2, 3} + p.b - gd.vector{3, 5, 7} end,
                               {a = 0, b = 0})
    near(r.x.a, 2) near(r.x.b, 1)
    r = gd.least_squares(function(p)
      local out = {}
      for i = 1, 4 do out[i] = p.w[1]*i + p.w[2]*i^2 - 3*i + i^2 end
      return out
    end, {w = {0, 0}})
    near(r.x.w[1], 3) near(r.x.w[2], -1)
  end)

  it("hands over data", function()
    local r = gd.least_squares(function(p, d) return p[1]*d.x - d.y end, {0},
                               {data = {x = {1, 2}, y = {2, 4}}})
    near(r.x[1], 2)
  end)

  it("keeps to bounds at every evaluation", function()
    local calls = 0
    local r = gd.least_squares(function(x)
      calls = calls + 1
      if gd.detach(x[1]) > 0.5 then error "outside" end
      return valley(x)
    end, {-1.2, 1}, {bounds = {-2, {0.5, 2}}, jacobian = "central"})
    near(r.x[1], 0.5) near(r.x[2], 0.25)
    assert.is_true(r.converged and calls > 10)
    r = gd.least_squares(valley, {-1.2, 1}, {bounds = {-2, {0.5, 2}}})
    near(r.x[1], 0.5)
    assert.is_true(r.gradient_norm < 1e-9)
  end)

  it("holds what is frozen", function()
    local r = gd.least_squares(function(p) return {p.a - 1 + p.b, p.a - 3} end, {a = 0, b = 2},
                               {frozen = "b"})
    assert.equal(2, r.x.b)
    near(r.x.a, 1)
  end)

  it("is not led astray by outliers with a robust loss", function()
    local x = gd.linspace(0, 5, 30)
    local y = 2*gd.exp(-x) + 0.01*gd.sin(40*x)
    y[7], y[20] = 5, -3
    local function r(p) return p[1]*gd.exp(-p[2]*x) - y end
    local plain = gd.least_squares(r, {1, 0.5})
    assert.is_true(math.abs(plain.x[1] - 2) > 0.1)
    for _, loss in ipairs{"huber", "soft_l1", "cauchy"} do
      local robust = gd.least_squares(r, {1, 0.5}, {loss = loss, loss_scale = 0.03})
      assert.is_true(robust.converged, robust.reason)
      near(robust.x[1], 2, 0.03) near(robust.x[2], 1, 0.03)
      assert.is_true(robust.gradient_norm < 1e-8)
    end
  end)

  it("costs what the losses are defined as", function()
    local z = (3/2)^2
    local rho = {linear = z, huber = 2*math.sqrt(z) - 1, soft_l1 = 2*(math.sqrt(1 + z) - 1),
                 cauchy = math.log(1 + z)}
    for loss, value in pairs(rho) do
      local r = gd.least_squares(function(x) return {0*x + 3} end, 0, {loss = loss, loss_scale = 2})
      near(r.cost, loss == "linear" and 4.5 or 2*value, 1e-14)
    end
  end)

  it("has exact derivatives on every rung, and differences where there is none", function()
    local calls = 0
    local r = gd.least_squares(function(x)          -- on the tape
      calls = calls + 1
      return valley(x)
    end, {-1.2, 1})
    near(r.x[1], 1) near(r.x[2], 1)
    assert.is_true(calls > 5)
    local central = gd.least_squares(valley, {-1.2, 1}, {jacobian = "central"})
    near(central.x[2], 1, 1e-6)
    assert.is_true(central.evaluations > 2*r.evaluations)
    assert.same({}, central.warnings)
  end)

  it("says why it ended", function()
    local r = gd.least_squares(valley, {-1.2, 1}, {epochs = 2})
    assert.is_false(r.converged)
    assert.matches("^epochs: 2 of 2 done", r.reason)
    for name, value in pairs{ftol = 1e-3, gtol = 1e-2, xtol = 1e-3} do
      local only = {ftol = 0, gtol = 0, xtol = 0}
      only[name] = value
      r = gd.least_squares(function(x)
        return {x[1]*math.exp(-x[2]) - 2.8, x[1] - 5.1, x[1]*math.exp(-2*x[2]) - 2.2}
      end, {1, 1}, only)
      assert.is_true(r.converged)
      assert.matches("^" .. name .. ": .- <= .- after %d+ epochs$", r.reason)
    end
    r = gd.least_squares(function(x) return {x[1] + 0/0, x[2]} end, {1, 2})
    assert.is_false(r.converged)
    assert.matches("^diverged: the cost at the start is nan", r.reason)
    r = gd.least_squares(valley, {1, 1})
    assert.is_true(r.converged)
    assert.equal(0, r.epochs)
  end)

  it("goes on where the Jacobian has not full rank", function()
    local r = gd.least_squares(function(x) return {x[1]*x[2] - 2, 3*x[1]*x[2] - 6.5} end, {1, 1})
    assert.is_true(r.converged, r.reason)
    near(r.x[1]*r.x[2], 2.15)
    near(r.x[1], r.x[2], 1e-7)
    r = gd.least_squares(function(x) return {x[1] - 1, 2*x[1]} end, {3, 7})
    assert.equal(7, r.x[2])
  end)

  it("passes on what the function raises", function()
    local calls = 0
    local ok, message = pcall(gd.least_squares, function(x)
      calls = calls + 1
      if calls > 8 then error("ninth call") end
      return valley(x)
    end, {-1.2, 1})
    assert.is_false(ok)
    assert.matches("least_squares_spec.lua:%d+: ninth call", message)
  end)

  it("refuses what makes no sense", function()
    blamed(function() gd.least_squares(3, 1) end, "bad argument #1 to 'least_squares'")
    blamed(function() gd.least_squares(valley) end, "the start is missing")
    blamed(function() gd.least_squares(valley, {1, 0/0}) end, "the start is not finite")
    blamed(function() gd.least_squares(function(x) return {x[1]} end, {1, 2}) end,
           "1 residual for 2 parameters")
    blamed(function() gd.least_squares(function() return {1, "b"} end, 1) end, "the function returned")
    blamed(function() gd.least_squares(function() return gd.eye(2) end, 1) end,
           "the function returned matrix of 2 x 2")
    blamed(function() gd.least_squares(function() end, 1) end, "the function returned nil")
    blamed(function() gd.least_squares(valley, {1, 1}, {loss = "hubert"}) end,
           "'linear', 'huber', 'soft_l1' or 'cauchy' expected")
    blamed(function() gd.least_squares(valley, {1, 1}, {loss_scale = 0}) end, "bad option 'loss_scale'")
    blamed(function() gd.least_squares(valley, {1, 1}, {step = 0.1}) end, "bad option 'step'")
    blamed(function() gd.least_squares(valley, {1, 1}, {bounds = {2, 3}}) end,
           "the start is outside the bounds")
    blamed(function() gd.least_squares(valley, {1, 1}, {bounds = {2, 1}}) end, "lower bound")
  end)

  it("refuses residuals that become more or fewer", function()
    for _, traced in ipairs{true, false} do
      local n = 2
      local function growing(x)
        if not traced then n = n + 1 end
        local out = {}
        for i = 1, traced and (x[1] > 0.5 and 3 or 2) or n do out[i] = x[1] - i + x[2] end
        return out
      end
      local ok, message = pcall(gd.least_squares, growing, {0.4, 0.1})
      assert.is_false(ok)
      assert.matches("the function returned %d residuals, at the start of the run it returned %d", message)
    end
  end)

  it("takes the same function again with residuals of another number", function()
    local rows = 3
    local function f(x)
      local out = {}
      for i = 1, rows do out[i] = x*i - 2*i end
      return out
    end
    assert.equal(3, #gd.least_squares(f, 1).residuals)
    rows = 5
    assert.equal(5, #gd.least_squares(f, 1).residuals)
    assert.equal(5, gd.jacobian(f, 1).rows)
  end)

  it("saves itself and goes on with the same bits", function()
    local path = os.tmpname()
    local whole = gd.least_squares(valley, {-1.2, 1})
    gd.least_squares(valley, {-1.2, 1}, {epochs = 4, checkpoint = {path = path, every = 1}})
    local rest = gd.least_squares(valley, {-1.2, 1}, {checkpoint = {path = path, resume = true}})
    os.remove(path)
    assert.is_true(gd.equal(whole.x, rest.x))
    assert.equal(whole.reason, rest.reason)
    assert.equal(whole.evaluations, rest.evaluations)
  end)

  it("shows a run as it goes", function()
    local seen = {}
    gd.least_squares(valley, {-1.2, 1}, {on_epoch = function(s) seen[#seen + 1] = s.cost end})
    assert.is_true(#seen > 3)
    for i = 2, #seen do assert.is_true(seen[i] <= seen[i - 1]) end
  end)
end)
