local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function near(a, b, within)
  assert.is_true(math.abs(a - b) <= (within or 1e-9)*math.max(1, math.abs(b)),
                 ("%.17g, not %.17g"):format(a, b))
end

local xs, ys = {1, 2, 3, 4, 5, 6}, {2.9, 5.2, 6.8, 9.1, 11.3, 12.6}

local function line(p, x) return p[1] + p[2]*x end

-- The straight line by hand.
local function by_hand(x, y, w)
  local n, sw, sx, sy, sxx, sxy = #x, 0, 0, 0, 0, 0
  for i = 1, n do
    local k = w and w[i] or 1
    sw, sx, sy = sw + k, sx + k*x[i], sy + k*y[i]
    sxx, sxy = sxx + k*x[i]^2, sxy + k*x[i]*y[i]
  end
  local det = sw*sxx - sx^2
  local b = (sw*sxy - sx*sy)/det
  local a = (sy - b*sx)/sw
  local rss, tss = 0, 0
  for i = 1, n do
    local k = w and w[i] or 1
    rss = rss + k*(y[i] - a - b*x[i])^2
    tss = tss + k*(y[i] - sy/sw)^2
  end
  return a, b, rss, {{sxx/det, -sx/det}, {-sx/det, sw/det}}, 1 - rss/tss
end

describe("gd.fit", function()
  it("fits a line as the formulas do", function()
    local a, b, rss, C, r2 = by_hand(xs, ys)
    local fit = gd.fit(line, xs, ys, {0, 0})
    assert.is_true(fit.converged)
    near(fit.x[1], a) near(fit.x[2], b)
    assert.equal(4, fit.dof)
    near(fit.sigma, math.sqrt(rss/4))
    for i = 1, 2 do
      near(fit.stderr[i], math.sqrt(rss/4*C[i][i]))
      for j = 1, 2 do near(fit.covariance[i][j], rss/4*C[i][j]) end
    end
    near(fit.correlation[1][2], C[1][2]/math.sqrt(C[1][1]*C[2][2]))
    assert.equal(1, fit.correlation[1][1])
    near(fit.r2, r2)
    near(fit.adjusted_r2, 1 - (1 - r2)*5/4)
    near(fit.confidence.upper[2], b + 2.7764451051977987*fit.stderr[2])
    near(fit.confidence.lower[1], a - 2.7764451051977987*fit.stderr[1])
    for i = 1, 6 do near(fit.residuals[i], ys[i] - a - b*xs[i]) end
    assert.same({"p[1]", "p[2]"}, fit.names)
    assert.same({}, fit.undetermined)
    assert.equal(6, fit.observations)
  end)

  it("weighs observations", function()
    local w = {1, 2, 0, 1, 4, 1}
    local a, b, rss, C, r2 = by_hand(xs, ys, w)
    local fit = gd.fit(line, xs, ys, {0, 0}, {weights = w})
    near(fit.x[1], a) near(fit.x[2], b)
    assert.equal(3, fit.dof)
    assert.equal(5, fit.observations)
    near(fit.stderr[2], math.sqrt(rss/3*C[2][2]))
    near(fit.r2, r2)
    local double = gd.fit(line, xs, ys, {0, 0}, {weights = 2*gd.vector(w)})
    near(double.stderr[1], fit.stderr[1])
    near(fit.residuals[3], ys[3] - a - b*xs[3])
  end)

  it("takes standard deviations as they are given", function()
    local a, b, rss, C = by_hand(xs, ys)
    for _, sigma in ipairs{0.5, gd.full(6, 0.5)} do
      local fit = gd.fit(line, xs, ys, {0, 0}, {sigma = sigma})
      near(fit.x[1], a) near(fit.x[2], b)
      near(fit.stderr[1], 0.5*math.sqrt(C[1][1]))
      near(fit.chi2, 4*rss)
      near(fit.confidence.upper[1], a + 1.959963984540054*fit.stderr[1])
      assert.matches("chi squared", tostring(fit))
    end
  end)

  it("calls the model by rows, or with all of them", function()
    local rowwise = gd.fit(function(p, x) if x > 3 then return p[1]*x end return p[2]*x end, xs, ys, {1, 1})
    near(rowwise.x[1], (4*9.1 + 5*11.3 + 6*12.6)/(16 + 25 + 36))
    near(rowwise.x[2], (2.9 + 2*5.2 + 3*6.8)/14)
    local X = gd.matrix{gd.ones(6):totable(), xs}.T
    local a, b = by_hand(xs, ys)
    for _, model in ipairs{
      function(p, x) return x:matmul(p) end,                -- the matrix
      function(p, x) return x:dot(p) end,                   -- a row
      function(p, x) return x[1]*p[1] + x[2]*p[2] end,
    } do
      local fit = gd.fit(model, X, ys, {0, 0})
      near(fit.x[1], a) near(fit.x[2], b)
      near(fit:predict{1, 10}, a + 10*b)
      near(fit:predict{{1, 10}, {1, 20}}[2], a + 20*b)
    end
    local fit = gd.fit(function(p, d) return p.a + p.b*d.t end, {t = xs}, ys, {a = 0, b = 0})
    near(fit.x.b, b)
    near(fit.stderr.b, gd.fit(line, xs, ys, {0, 0}).stderr[2])
    near(fit:predict{t = 10}, a + 10*b)
    near(fit:predict{t = {10, 20}}[2], a + 20*b)
    for _, form in ipairs{"row", "whole"} do
      near(gd.fit(line, xs, ys, {0, 0}, {form = form}).x[2], b)
    end
  end)

  it("is not fooled by what is the same for all rows only where it starts", function()
    -- of a matrix, x[1] is its first row
    local X = {{1, 2}, {3, 4}}
    local fit = gd.fit(function(p, x) return p[1]*x[1] + p[2]*x[2] end, X, {5, 11}, {0, 0})
    near(fit.x[1], 1, 1e-6) near(fit.x[2], 2, 1e-6)
  end)

  it("predicts", function()
    local fit = gd.fit(line, xs, ys, {0, 0})
    near(fit:predict(7), fit.x[1] + 7*fit.x[2])
    near(fit.predict(7), fit.x[1] + 7*fit.x[2])
    assert.equal(2, #fit:predict{7, 8})
    local one = gd.fit(function(p, x) return p*x end, xs, ys, 1)
    near(one:predict(2), 2*one.x)
    assert.equal("number", type(one.stderr))
    assert.same({"p"}, one.names)
    local only_whole = gd.fit(function(p, x) return p[1] + p[2]*x:copy() end, xs, ys, {0, 0})
    near(only_whole:predict(7), fit:predict(7))
    near(only_whole:predict{7, 8}[2], fit:predict(8))
    blamed(function() fit:predict() end, "bad argument #1 to 'predict'")
    blamed(function() fit:predict{1, 0/0} end, "bad argument #1 to 'predict' %(X%[2%] is nan")
  end)

  it("names what the data do not determine", function()
    local fit = gd.fit(function(p, x) return p.a*p.b*x + p.c end, xs, ys, {a = 1, b = 1, c = 0})
    assert.is_true(fit.converged)
    assert.same({"a", "b"}, fit.undetermined)
    assert.equal(math.huge, fit.stderr.a)
    near(fit.stderr.c, gd.fit(line, xs, ys, {0, 0}).stderr[1])
    assert.equal(4, fit.dof)
    assert.equal(math.huge, fit.covariance[1][1])
    local text = tostring(fit)
    assert.matches("not determined by the data: a, b", text)
    assert.matches("\n  a +[%d.]+  not determined\n", text)
    fit = gd.fit(function(p, x) return p.a*x + 0*p.unused end, xs, ys, {a = 1, unused = 3})
    assert.same({"unused"}, fit.undetermined)
    assert.equal(3, fit.x.unused)
  end)

  it("says which parameters are held", function()
    local fit = gd.fit(function(p, x) return p.a + p.b*x end, xs, ys, {a = 1.5, b = 1},
                       {bounds = {{a = 1, b = 0}, {a = 9, b = 1.5}}})
    assert.equal(1.5, fit.x.b)
    assert.equal(0, fit.stderr.b)
    assert.equal(5, fit.dof)
    assert.matches("\n  b +1.5  at its upper bound\n", tostring(fit))
    fit = gd.fit(function(p, x) return p.a + p.b*x end, xs, ys, {a = 1, b = 2}, {frozen = "a"})
    assert.equal(1, fit.x.a)
    assert.matches("\n  a +1  frozen\n", tostring(fit))
  end)

  it("fits through outliers", function()
    local y = {2.9, 5.2, 60, 9.1, 11.3, 12.6}
    local a, b = by_hand({1, 2, 4, 5, 6}, {2.9, 5.2, 9.1, 11.3, 12.6})
    for _, loss in ipairs{"huber", "soft_l1", "cauchy"} do
      local fit = gd.fit(line, xs, y, {0, 1}, {loss = loss, loss_scale = 0.3})
      near(fit.x[1], a, 0.5) near(fit.x[2], b, 0.1)
      assert.is_true(fit.stderr[2] > 0 and fit.stderr[2] < 0.5)
    end
  end)

  it("shows a table", function()
    local lines = {}
    for text in tostring(gd.fit(line, xs, ys, {0, 0})):gmatch("[^\n]+") do lines[#lines + 1] = text end
    assert.equal("fit of 6 observations, 2 parameters", lines[1])
    assert.matches("^converged after %d+ steps$", lines[2])
    assert.matches("^  parameter +estimate +std. error +t value +p value +95%% interval$", lines[3])
    assert.matches("^  p%[1%] +1.07[%d]+ +0.27[%d]+ +3.97[%d]+ +0.016[%d]+ +0.32[%d]+ .. 1.8[%d]+$", lines[4])
    assert.matches("^  residual standard error 0.2[%d]+ on 4 degrees of freedom$", lines[6])
    assert.matches("^  R2 0.99[%d]+, adjusted 0.99[%d]+$", lines[7])
    assert.equal(7, #lines)
    assert.matches("90%% interval", tostring(gd.fit(line, xs, ys, {0, 0}, {level = 0.9})))
    assert.matches("not converged: epochs: 1 of 1",
                   tostring(gd.fit(line, xs, ys, {0, 0}, {epochs = 1})))
  end)

  it("knows nothing of errors where no observation is left over", function()
    local fit = gd.fit(line, {1, 2}, {3, 5}, {0, 0})
    near(fit.x[1], 1) near(fit.x[2], 2)
    assert.equal(0, fit.dof)
    assert.is_true(fit.stderr[1] ~= fit.stderr[1])
    assert.matches("no degrees of freedom are left", tostring(fit))
  end)

  it("refuses data that make no sense", function()
    blamed(function() gd.fit(3, xs, ys, {0, 0}) end, "bad argument #1 to 'fit' %(the model")
    blamed(function() gd.fit(line, nil, ys, {0, 0}) end, "bad argument #2 to 'fit'")
    blamed(function() gd.fit(line, {}, ys, {0, 0}) end, "an empty table")
    blamed(function() gd.fit(line, {1, "a"}, ys, {0, 0}) end, "bad argument #2 to 'fit'")
    blamed(function() gd.fit(line, {{1, 2}, {3}}, {1, 2}, {0, 0}) end, "bad argument #2 to 'fit'")
    blamed(function() gd.fit(line, {1, 0/0}, {1, 2}, {0, 0}) end, "X%[2%] is nan")
    blamed(function() gd.fit(line, {{1, 2}, {3, 1/0}}, {1, 2}, {0, 0}) end, "X%[2%]%[2%] is inf")
    blamed(function() gd.fit(line, {a = xs, b = {1}}, ys, {0, 0}) end, "X.a has 6 rows, X.b has 1")
    blamed(function() gd.fit(line, xs, {1, 2}, {0, 0}) end, "2 responses for 6 rows")
    blamed(function() gd.fit(line, xs, nil, {0, 0}) end, "bad argument #3 to 'fit'")
    blamed(function() gd.fit(line, xs, gd.eye(6), {0, 0}) end, "the responses, expected as a vector")
    blamed(function() gd.fit(line, {1, 2}, {1, -1/0}, {0, 0}) end, "y%[2%] is %-inf")
    blamed(function() gd.fit(line, xs, ys) end, "bad argument #4 to 'fit'")
    blamed(function() gd.fit(line, {1}, {2}, {0, 0}) end, "1 observation for 2 parameters")
    blamed(function() gd.fit(line, xs, ys, {0, 0}, {weights = {1, 2}}) end,
           "bad option 'weights' to 'fit' %(a number for each of 6 rows expected")
    blamed(function() gd.fit(line, xs, ys, {0, 0}, {weights = {1, 2, 3, 4, 5, -1}}) end,
           "element 6 is %-1")
    blamed(function() gd.fit(line, xs, ys, {0, 0}, {sigma = 0}) end, "bad option 'sigma'")
    blamed(function() gd.fit(line, xs, ys, {0, 0}, {sigma = 1, weights = xs}) end,
           "one of them expected")
    blamed(function() gd.fit(line, xs, ys, {0, 0}, {loss = "cauchi"}) end, "bad option 'loss' to 'fit'")
    blamed(function() gd.fit(line, xs, ys, {0, 0}, {level = 95}) end, "bad option 'level'")
  end)

  it("refuses starts at which the model has no value", function()
    blamed(function() gd.fit(function(p, x) return math.log(p[1]*x) end, xs, ys, {-1}) end,
           "the model is %-?nan at the start, for row 1 of the predictors")
    blamed(function() gd.fit(function(p, x) return p[1]*x end, xs, ys, {1e200}) end,
           "too large to be a number")
  end)

  it("refuses models that answer no numbers", function()
    blamed(function() gd.fit(function() return "a" end, xs, ys, {0}) end,
           "the model returned 'a' %(a string%) for row 1; a number expected")
    blamed(function() gd.fit(function() end, xs, ys, {0}) end, "the model returned nil for row 1")
    local ok, message = pcall(gd.fit, function() error "mine" end, xs, ys, {0})
    assert.is_false(ok)
    assert.matches("mine", message)
  end)
end)
