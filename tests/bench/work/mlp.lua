--- A network of 8 inputs, 32 hidden units (tanh) and one output on 256 samples:
--- mean squared error, Adam; exact, and with precision = "fast".
local run, data = dofile "tests/bench/run.lua", dofile "tests/bench/data.lua"
local tanh = math.tanh or function(x)    -- gone from Lua 5.4
  local e = math.exp(-2*math.abs(x))
  local t = (1 - e)/(1 + e)
  return x < 0 and -t or t
end

local samples, inputs, hidden = 256, 8, 32

-- Samples, targets, and the first weights, as plain tables.
local function made()
  local draw, X, y, W = data.draws(), {}, {}, {}
  for i = 1, samples do
    X[i] = {}
    for j = 1, inputs do X[i][j] = draw() end
    y[i] = X[i][1]*X[i][2] - X[i][3]
  end
  for i = 1, inputs do
    W[i] = {}
    for j = 1, hidden do W[i][j] = 0.5*draw() end
  end
  local b, w = {}, {}
  for j = 1, hidden do b[j], w[j] = 0.5*draw(), 0.5*draw() end
  return X, y, W, b, w
end

local gdlua, X, y, start

local function cost(p)
  local h = gdlua.tanh(X:matmul(p.W) + p.b)
  local e = h:matmul(p.w) + p.c - y
  return (e*e):mean()
end

local function side(opts)
  return function(gd, count)
    if not gdlua then
      local rows, targets, W, b, w = made()
      gdlua, X, y = gd, gd.matrix(rows), gd.vector(targets)
      start = {W = gd.matrix(W), b = gd.vector(b), w = gd.vector(w), c = 0}
    end
    return run.descent(cost, start, opts, function(last)
      return {last.x.W:norm(), last.x.w:norm()}
    end)(gd, count)
  end
end

-- The weights as one list: W by rows, b, w, c.
local function plain_gradient(A, t, p, g)
  local ob, ow, oc = inputs*hidden, inputs*hidden + hidden, inputs*hidden + 2*hidden + 1
  local total, h = 0, {}
  for k = 1, oc do g[k] = 0 end
  for i = 1, samples do
    local x, out = A[i], p[oc]
    for j = 1, hidden do
      local z = p[ob + j]
      for k = 1, inputs do z = z + x[k]*p[(k - 1)*hidden + j] end
      h[j] = tanh(z)
      out = out + h[j]*p[ow + j]
    end
    local e = out - t[i]
    total = total + e*e
    local d = 2*e/samples
    g[oc] = g[oc] + d
    for j = 1, hidden do
      g[ow + j] = g[ow + j] + d*h[j]
      local r = d*p[ow + j]*(1 - h[j]*h[j])
      g[ob + j] = g[ob + j] + r
      for k = 1, inputs do
        local at = (k - 1)*hidden + j
        g[at] = g[at] + r*x[k]
      end
    end
  end
  return total/samples
end

local function plain(count)
  local A, t, W, b, w = made()
  return function()
    local p, g, m, v = {}, {}, {}, {}
    for i = 1, inputs do
      for j = 1, hidden do p[#p + 1] = W[i][j] end
    end
    for j = 1, hidden do p[#p + 1] = b[j] end
    for j = 1, hidden do p[#p + 1] = w[j] end
    p[#p + 1] = 0
    for k = 1, #p do m[k], v[k] = 0, 0 end
    for step = 1, count do
      local value, largest = plain_gradient(A, t, p, g), 0
      for k = 1, #p do largest = math.max(largest, math.abs(g[k])) end
      if value ~= value or largest <= 1e-6 then break end
      local c1, c2 = 1 - 0.9^step, 1 - 0.999^step
      for k = 1, #p do
        m[k] = 0.9*m[k] + 0.1*g[k]
        v[k] = 0.999*v[k] + 0.001*g[k]*g[k]
        p[k] = p[k] - 0.001*(m[k]/c1)/((v[k]/c2)^0.5 + 1e-8)
      end
    end
    local s, q = 0, 0
    for k = 1, inputs*hidden do s = s + p[k]^2 end
    for j = 1, hidden do q = q + p[inputs*hidden + hidden + j]^2 end
    return {s^0.5, q^0.5}
  end
end

local function row(name, title, ceiling, opts)
  return {
    name = name, title = title, unit = "epoch", count = 2000, ceiling = ceiling, agree = 1e-4,
    few = {lua = 200, luajit = 40, numpy = 10},
    sides = {c = "mlp", lua = plain, numpy = "mlp", gdlua = side(opts)},
  }
end

return {
  row("mlp", "network 8-32-1, 256 samples, Adam", 2.5, {method = "adam", step = 0.001}),
  row("mlp_fast", "the same with precision = \"fast\"", 1.5,
      {method = "adam", step = 0.001, precision = "fast"}),
}
