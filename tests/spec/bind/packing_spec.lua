-- Plain loops over numbers become operations on vectors, branches in them selects.
local gd = require "gdlua"

local function explained(f)
  local e = gd.explain(f)
  assert.equal("compiled", e.rung, e.reason)
  assert.equal(0, e.mismatches)
  return e
end

local function near(expected, got, tolerance)
  assert.is_true(math.abs(expected - got) <= tolerance*math.max(1, math.abs(expected)),
                 ("%.17g for %.17g"):format(got, expected))
end

local function start(n)
  local t = {}
  for i = 1, n do t[i] = math.sin(i) end
  return gd.vector(t)
end

-- Rows of a line with outliers.
local function rows(n)
  local list = {}
  for i = 1, n do
    local x = math.sin(i)
    list[i] = {x = x, y = 2*x + 1 + 0.1*math.sin(3*i) + (i % 7 == 0 and 4 or 0)}
  end
  return list
end

describe("a plain loop", function()
  it("becomes vectors, and explain says so", function()
    local function f(x)
      local s = 0
      for i = 1, #x - 1 do s = s + 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2 end
      return s
    end
    local x = start(500)
    local g, value = gd.gradient(f, x)
    near(f(x), value, 1e-13)
    near(-400*(x[2] - x[1]^2)*x[1] - 2*(1 - x[1]), g[1], 1e-13)
    near(200*(x[500] - x[499]^2), g[500], 1e-13)
    local path = explained(f).paths[1]
    assert.is_true(path.nodes < 30)
    assert.matches("^packed: %d+ nodes became %d+\n", path.packing)
    assert.matches("sum of 998", path.packing)
    assert.matches("\n    packed: ", tostring(gd.explain(f)))
  end)

  it("that is short keeps the bits of Lua", function()
    local function f(x)
      local s = 0.1
      for i = 1, #x do s = s + math.exp(x[i])*0.3 end
      return s
    end
    local x = start(40)
    local _, value = gd.gradient(f, x)
    assert.equal(f(x), value)
    assert.is_nil(explained(f).paths[1].packing)
  end)

  it("over rows with an inner loop is a product of a matrix with a vector", function()
    local X, y = {}, {}
    for i = 1, 200 do
      X[i] = {}
      for j = 1, 10 do X[i][j] = math.sin(i*j) end
      y[i] = i % 2 == 0 and 1 or -1
    end
    local function f(w)
      local s = 0
      for i = 1, #X do
        local z = 0
        for j = 1, #w do z = z + X[i][j]*w[j] end
        s = s + math.log(1 + math.exp(-y[i]*z))
      end
      return s/#X
    end
    local M, v, w = gd.matrix(X), gd.vector(y), start(10)
    local function vectors(p) return gd.log(1 + gd.exp(-v*M:matmul(p))):sum()/200 end
    local g, value = gd.gradient(f, w)
    local h, other = gd.gradient(vectors, w)
    near(other, value, 1e-13)
    for i = 1, 10 do near(h[i], g[i], 1e-13) end
    assert.matches("matmul", explained(f).paths[1].program)
    X[3][4] = 7                            -- what was read is looked at
    near(f(w), select(2, gd.gradient(f, w)), 1e-13)
    assert.is_true(math.abs(other - f(w)) > 1e-6)
  end)

  it("that is a recurrence stays as it is, and explain says why", function()
    local function f(x)
      local s = 0
      for i = 1, #x do s = math.sin(s)*x[i] + 0.5 end
      return s
    end
    local x = start(300)
    local _, value = gd.gradient(f, x)
    assert.equal(f(x), value)
    assert.matches("^not packed .*hardly any", explained(f).paths[1].packing)
  end)

  it("gives second derivatives, too", function()
    local function f(x)
      local s = 0
      for i = 1, #x do s = s + x[i]^3 end
      return s
    end
    local x, v = start(300), start(300)
    local product = gd.hvp(f, x, v)
    for i = 1, 300, 50 do near(6*x[i]*v[i], product[i], 1e-13) end
  end)

  it("with parameters of several names", function()
    local data = rows(200)
    local function f(p)
      local s = 0
      for _, r in ipairs(data) do s = s + (p.slope*r.x + p.shift - r.y)^2 end
      return s/#data
    end
    local g, value = gd.gradient(f, {slope = 0.3, shift = 0.1})
    near(f{slope = 0.3, shift = 0.1}, value, 1e-13)
    local slope, shift = 0, 0
    for _, r in ipairs(data) do
      local e = 0.3*r.x + 0.1 - r.y
      slope, shift = slope + 2*e*r.x/200, shift + 2*e/200
    end
    near(slope, g.slope, 1e-12)
    near(shift, g.shift, 1e-12)
    assert.matches("^packed", explained(f).paths[1].packing)
  end)
end)

describe("a branch in a loop", function()
  local data = rows(1000)
  local function huber(p)
    local s = 0
    for _, r in ipairs(data) do
      local e = math.abs(p[1]*r.x + p[2] - r.y)
      if e <= 0.5 then s = s + 0.5*e*e else s = s + 0.5*(e - 0.25) end
    end
    return s/#data
  end

  it("becomes a select: a Huber loss of 1,000 rows runs compiled", function()
    local r = gd.minimize(huber, gd.vector{-1, 3}, {step = 0.5, epochs = 3000})
    assert.same({}, r.warnings)
    assert.is_true(r.converged, r.reason)
    near(huber(r.x), r.cost, 1e-13)
    near(2, r.x[1], 0.05)
    local e = explained(huber)
    local choices = 0
    for _, path in ipairs(e.paths) do
      if path.packing:find "guards of branches that became choices: 1000" then choices = choices + 1 end
    end
    assert.equal(1, choices)
    assert.is_true(#e.paths <= 3)
  end)

  it("gives the same descent as with gd.where", function()
    local xs, ys = {}, {}
    for i, r in ipairs(data) do xs[i], ys[i] = r.x, r.y end
    local x, y = gd.vector(xs), gd.vector(ys)
    local function selected(p)
      local e = gd.abs(p[1]*x + p[2] - y)
      return gd.where(gd.relu(0.5 - e), 0.5*e*e, 0.5*(e - 0.25)):sum()/1000
    end
    local a = gd.minimize(huber, gd.vector{0, 0}, {step = 0.5, epochs = 60, tolerance = 0})
    local b = gd.minimize(selected, gd.vector{0, 0}, {step = 0.5, epochs = 60, tolerance = 0})
    near(b.cost, a.cost, 1e-12)
    for i = 1, 2 do near(b.x[i], a.x[i], 1e-12) end
  end)

  it("that changes numbers of the script is no select, and right", function()
    local function f(p)
      local s, turns = 0, 0
      for _, r in ipairs(data) do
        local e = p[1]*r.x + p[2] - r.y
        if e < 0 then
          turns = turns + 1
          s = s + e^2
        else
          s = s + 2*e^2
        end
        s = s + 1e-3*turns*e^2
      end
      return s/#data
    end
    for k = 0, 8 do
      local p = gd.vector{0.2*k, 1 + 0.1*k}
      local _, value = gd.gradient(f, p)
      near(f(p), value, 1e-13)
    end
    for _, path in ipairs(explained(f).paths) do assert.is_nil(path.packing:find "choices") end
  end)

  -- Seen from the start, both are the same parameter: equal there, and what the
  -- turns that take a side read.
  it("that reads other parameters in other turns is not taken for one that does not", function()
    local function f(p)
      local s = 0
      for i, r in ipairs(data) do
        local z = p[3]*r.x
        if z > 0.9 + 0.05*(i % 2) then s = s + p[1 + i % 2]*z else s = s + z^2 end
      end
      return s/#data
    end
    local p = gd.vector{1, 1, 0.93}
    for _ = 1, 12 do
      local g, value = gd.gradient(f, p)
      near(f(p), value, 1e-13)
      local even, odd = 0, 0
      for i, r in ipairs(data) do
        local z = p[3]*r.x
        if z > 0.9 + 0.05*(i % 2) then
          if i % 2 == 0 then even = even + z/1000 else odd = odd + z/1000 end
        end
      end
      near(even, g[1], 1e-12)
      near(odd, g[2], 1e-12)
      p[3] = p[3] + 0.02
    end
    explained(f)
  end)
end)
