-- Costs of runs and of core.exact as traced functions: shapes, further
-- arguments, batches.
local gd = require "gdlua"
local core = require "gdlua.core"

local function gradient(f, x, ...) return core.exact("gradient", f, x, nil, ...) end
local function rung(f) return core.explain(f, nil).rung end

describe("a traced cost", function()
  it("has programs for each shape of its start", function()
    local function f(p)
      if type(p) == "number" then return p^2 end
      if type(p) == "table" then return (p.w*p.w):sum() + 3*p.b end
      return p:dot(p)
    end
    for _ = 1, 3 do
      assert.equal(6.0, (gradient(f, 3)))
      assert.equal(gd.vector{2, 4}, (gradient(f, {1, 2})))
      assert.equal(gd.vector{2, 4, 6}, (gradient(f, {1, 2, 3})))
      local g = gradient(f, {w = gd.vector{1, 2}, b = 5})
      assert.equal(gd.vector{2, 4}, g.w)
      assert.equal(3.0, g.b)
    end
    assert.equal(gd.vector{2, 2}, (gradient(f, {w = gd.vector{1, 1}, b = 1})).w)
    assert.equal("compiled", rung(f))
  end)

  it("tells trees of one structure by their names", function()
    local function f(p)
      local s = 0
      for k, v in pairs(p) do s = s + (k == "a" and 2 or 3)*v end
      return s
    end
    assert.same({a = 2.0, c = 3.0}, (gradient(f, {a = 1, c = 1})))
    assert.same({a = 2.0, b = 3.0}, (gradient(f, {a = 1, b = 1})))
    assert.same({a = 2.0, c = 3.0}, (gradient(f, {a = 1, c = 1})))
  end)

  it("forgets the oldest of many shapes", function()
    local function f(p) return p:dot(p) end
    for _ = 1, 2 do
      for n = 1, 20 do
        assert.equal(2*gd.ones(n), (gradient(f, gd.ones(n))))
      end
    end
  end)

  it("gets further arguments as they are", function()
    local seen
    local function f(x, k, name, t, v)
      seen = {k, name, t, v}
      return x*k
    end
    local t, v = {}, gd.vector{1}
    gradient(f, 3.0, 2, "name", t, v)
    assert.same({2, "name"}, {seen[1], seen[2]})
    assert.equal(t, seen[3])
    assert.equal(v, seen[4])
  end)

  it("makes leaves of numbers and arrays that are others each time", function()
    local function f(x, k, a) return k*x^2 + (a*a):sum()*x end
    for i = 1, 60 do
      assert.equal(2.0*i*3 + i*i, (gradient(f, 3.0, i, gd.vector{i, 0})))
    end
    assert.equal("compiled", rung(f))
    assert.equal(1, #core.explain(f, nil).paths)
  end)

  it("takes an argument plainly where it has to be", function()
    local function f(x, n, a)
      local s = 0
      for i = 1, n do s = s + x*a[i] end
      return s
    end
    for i = 1, 12 do
      local n = i % 3 + 1
      assert.equal(n*i*1.0, (gradient(f, 1.0, n, gd.full(3, i))))
    end
  end)

  it("sees other strings, tables and functions", function()
    local function f(x, what, t) return (what == "twice" and 2 or 1)*t.f(x) end
    local sin, exp = {f = math.sin}, {f = math.exp}
    assert.equal(math.cos(1), (gradient(f, 1.0, "once", sin)))
    assert.equal(2*math.cos(1), (gradient(f, 1.0, "twice", sin)))
    assert.equal(2*math.exp(1), (gradient(f, 1.0, "twice", exp)))
    exp.f = math.sin
    assert.equal(2*math.cos(1), (gradient(f, 1.0, "twice", exp)))
    assert.equal(math.cos(1), (gradient(f, 1.0, nil, exp)))
  end)

  it("sees what is in arrays among its arguments", function()
    local a = gd.vector{1, 2}
    local function f(x, v) return x*(v[1] > 0 and v[1] or 10) end
    assert.equal(1.0, (gradient(f, 1.0, a)))
    a[1] = 5
    assert.equal(5.0, (gradient(f, 1.0, a)))
    a[1] = -1
    assert.equal(10.0, (gradient(f, 1.0, a)))
  end)

  it("does not keep its function alive", function()
    local weak = setmetatable({}, {__mode = "k"})
    do
      local t = {}
      local function f(x) return x^2 + #t end
      weak[f] = true
      gradient(f, 1.0)
    end
    collectgarbage()
    collectgarbage()
    assert.is_nil(next(weak))
  end)
end)

describe("a run of a traced cost", function()
  local function bowl(v) return (v[1] - 1)^2 + 10*(v[2] + v[1])^2 end

  it("evaluates it once a cost and gradient", function()
    local r = gd.minimize(bowl, {3, 4}, {step = 0.01, epochs = 20})
    assert.equal(21, r.evaluations)
    assert.equal("compiled", rung(bowl))
    assert.same({}, r.warnings)
  end)

  it("has the same bits as one that differentiates by hand", function()
    local exact = gd.minimize(bowl, {3, 4}, {step = 0.01, epochs = 50})
    local by_hand = gd.minimize(bowl, {3, 4}, {step = 0.01, epochs = 50, gradient = function(v)
      local b = 10*(2*(v[2] + v[1]))
      return gd.vector{2*(v[1] - 1) + b, b}
    end})
    assert.is_true(gd.equal(by_hand.x, exact.x, 1e-14))
    local forward = gd.minimize(bowl, {3, 4}, {step = 0.01, epochs = 50, gradient = "forward"})
    assert.is_true(gd.equal(by_hand.x, forward.x, 1e-14))
  end)

  it("takes the values for differences from the program, with Lua's bits", function()
    local function f(v) return math.sin(v[1])*v[2]^3 + math.exp(v[1] - v[2])/3 end
    local opts = {step = 0.05, epochs = 30, gradient = {mode = "central", h = 1e-4}}
    local program = gd.minimize(f, {1, 0.5}, opts)
    assert.equal("compiled", rung(f))
    local n = 0
    local lua = gd.minimize(function(v) n = n + 1; return f(v) end, {1, 0.5}, opts)
    assert.equal(program.x, lua.x)
    assert.equal(program.cost, lua.cost)
    assert.equal(program.evaluations, lua.evaluations)
    assert.equal(n, lua.evaluations)
  end)

  it("maximizes", function()
    local r = gd.maximize(function(v) return 5 - (v[1] - 2)^2 end, {0}, {step = 0.25, epochs = 100})
    assert.is_true(gd.equal({2}, r.x, 1e-6))
    assert.is_true(gd.equal(5, r.cost, 1e-9))
  end)

  it("calls an impure one once an evaluation", function()
    local n = 0
    local r = gd.minimize(function(v) n = n + 1; return v:dot(v) end, {3, 4}, {step = 0.25, epochs = 5})
    assert.equal(6, r.evaluations)
    assert.equal(6, n)
    assert.equal(gd.vector{3/32, 4/32}, r.x)
  end)

  it("follows what on_epoch changes", function()
    local target, weights = 1, gd.vector{1, 1}
    local function f(v) return ((v - target)^2*weights):sum() end
    local r = gd.minimize(f, {0, 0}, {step = 0.25, epochs = 60, tolerance = 0, on_epoch = function(s)
      if s.epoch == 10 then target = 5 end
      if s.epoch == 30 then weights[2] = 0 end
      if s.epoch == 31 then target = 7 end
    end})
    assert.is_true(gd.equal({7, 5}, r.x, 1e-5))
    assert.equal("compiled", rung(f))
    assert.same({}, r.warnings)
  end)

  it("goes on with differences, and says why, where it cannot be traced", function()
    local script = [[
      local f = function(v)
        local text = "at:"
        text = text .. v[1]
        return #text*0 + v:dot(v)
      end
      local r = gd.minimize(f, {3, 4}, {step = 0.25, epochs = 10})
      print(r.x, #r.warnings, r.warnings[1])
      gd.minimize(f, {3, 4}, {step = 0.25, epochs = 10})
    ]]
    local process = dofile "tests/spec/cli/process.lua"
    local dir = process.folder()
    process.write(dir .. "/f.lua", script)
    local out, err = process.run("cd " .. dir .. " && " .. process.gdlua .. " f.lua", "")
    process.clean()
    local reason = "f.lua:3: the cost cannot be traced (a traced value is turned " ..
                   "into text); its gradient is worked out by central differences"
    assert.equal("{0.0029296875, 0.00390625}\t1\t" .. reason .. "\n", out)
    assert.equal("gdlua: warning: " .. reason .. "\n", err)
  end)

  it("raises where it is to be exact and cannot", function()
    local function f(v) return tonumber(v[1] .. "")^2 end
    for _, mode in ipairs{"reverse", "forward"} do
      local ok, e = pcall(gd.minimize, f, {3}, {gradient = mode})
      assert.is_false(ok)
      assert.truthy(e:find("the cost cannot be traced (", 1, true))
      assert.truthy(e:find("turned into text", 1, true))
    end
  end)
end)

describe("batches", function()
  gd.seed(5)
  local X = gd.normal({50, 3})
  local y = X:matmul(gd.vector{1, -2, 3}) + 0.5
  local function by_rows(p, b)
    local s = 0
    for i = 1, #b.y do s = s + (b.X[i]:dot(p.w) + p.b - b.y[i])^2 end
    return s/#b.y
  end
  local function columns(p, b) return ((b.X:matmul(p.w) + p.b - b.y)^2):mean() end

  local function fit(f, opts)
    opts.data, opts.method, opts.step = {X = X, y = y}, "gd", 0.1
    opts.epochs = opts.epochs or 200
    gd.seed(9)
    return gd.minimize(f, {w = gd.zeros(3), b = 0}, opts)
  end

  it("are leaves of one program for each number of rows", function()
    for _, f in ipairs{by_rows, columns} do
      local r = fit(f, {batch = 8})
      assert.is_true(gd.equal({1, -2, 3}, r.x.w, 1e-6))
      assert.is_true(gd.equal(0.5, r.x.b, 1e-6))
      assert.equal("compiled", rung(f))
      assert.same({}, r.warnings)
    end
  end)

  it("give what a gradient by hand gives", function()
    local function g(p, b)
      local e = b.X:matmul(p.w) + p.b - b.y
      return {w = b.X.T:matmul(e)*(2/#b.y), b = 2*e:mean()}
    end
    local exact = fit(columns, {batch = 8, epochs = 5})
    local by_hand = fit(columns, {batch = 8, epochs = 5, gradient = g})
    assert.is_true(gd.equal(by_hand.x.w, exact.x.w, 1e-12))
    assert.is_true(gd.equal(by_hand.x.b, exact.x.b, 1e-12))
  end)

  it("may be looked at in ways that cannot be traced, exactly still", function()
    local function f(p, b)
      local s = 0
      for i = 1, #b.y do
        if #tostring(b.y[i]) > 0 then s = s + (b.X[i]:dot(p.w) + p.b - b.y[i])^2 end
      end
      return s/#b.y
    end
    local plain, keyed = fit(by_rows, {batch = 8, epochs = 10}), fit(f, {batch = 8, epochs = 10})
    assert.is_true(gd.equal(plain.x.w, keyed.x.w, 1e-12))
    assert.not_equal("differences", rung(f))
  end)
end)
