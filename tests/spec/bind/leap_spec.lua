-- Epochs of many variables in few passes over memory have the bits of others: a
-- clip that never clips keeps a run from making them.
local gd = require "gdlua"
local copy, plain = dofile "tests/spec/copy.lua", dofile "tests/spec/plain.lua"
local s, stop = gd.schedule, gd.stop

local function chained(x)
  local a, b = x:slice(1, -2), x:slice(2, -1)
  return (100*(b - a^2)^2 + (1 - a)^2):sum()
end

local function squares(x) return (x^2):sum() end

local function check(cost, start, opts, minimize)
  opts = copy({epochs = 60, tolerance = 0, method = "gd", step = 1e-4}, opts)
  minimize = minimize or gd.minimize
  local r, other = minimize(cost, start, opts),
                   minimize(cost, start, copy(opts, {clip = {norm = 1e300}}))
  for _, name in ipairs{"x", "cost", "gradient", "gradient_norm", "epochs", "updates", "evaluations",
                        "reason", "converged", "warnings"} do
    assert.equal(plain(other[name]), plain(r[name]), name)
  end
  for _, name in ipairs{"x", "cost", "epoch"} do
    assert.equal(plain(other.best[name]), plain(r.best[name]), "best " .. name)
  end
  for field, column in pairs(r.history or {}) do
    assert.equal(plain(other.history[field]), plain(column), "history of " .. field)
  end
  return r
end

describe("an epoch of many variables", function()
  gd.seed(7)
  local x, long = gd.normal(100), gd.normal(20000)

  it("has the bits that it has in parts", function()
    for _, start in ipairs{x, long} do
      check(chained, start, {})
      check(squares, start, {step = 0.1})
      check(squares, start, {step = 1.5})
      check(function(v) return (gd.exp(v/10) - v):sum() end, start, {step = 0.01})
      check(function(v) return v:norm() end, start, {step = 0.01})
      check(function(v) return gd.abs(v - 0.1):sum() end, start, {step = 0.01})
      check(function(v) return -(v^2):sum() end, start, {step = 0.1}, gd.maximize)
    end
  end)

  it("has the driver's options", function()
    for _, start in ipairs{x, long} do
      check(squares, start, {step = s.cosine(0.1, 0.01, 60)})
      check(squares, start, {step = 0.1, stop = stop.change(1e-3) | stop.patience(5)})
      check(squares, start, {step = 0.1, stop = function(st) return st.gradient:norm() < 1 end})
      check(squares, start, {step = 0.1, tolerance = 1e-3})
      check(squares, start, {step = 0.1, history = {"cost", "change", "gradient_norm", "step", "updates"}})
      check(squares, start, {step = 0.1, on_epoch = function(st) return st.epoch == 31 end})
      check(squares, start, {step = 1e200, epochs = 20})
      check(function(v) return (v^2):sum() end, start, {step = 2, epochs = 2000})
    end
    check(squares, gd.normal(70), {history = {"x", "gradient"}})
  end)

  it("takes every form of start", function()
    check(function(p) return (p.w^2):sum() + (p.A - 1):norm()^2 + p.b^2 end,
          {w = x, A = gd.uniform({9, 9}, 0, 1), b = 3}, {step = 0.01})
    check(function(A) return ((A - A.T)^2):sum() end, gd.uniform({9, 9}, 0, 1), {step = 0.01})
  end)

  it("ends where another path is taken", function()
    check(function(v) return v[1] > 0.5 and squares(v) or 2*squares(v) + 1 end,
          gd.full(100, 3), {step = 0.02, epochs = 200})
    check(function(v)
      local c = squares(v)
      if c > 1e4 then return c else return c/2 + 5e3 end
    end, gd.full(20000, 2), {step = 0.02, epochs = 200})
  end)

  it("goes up and down", function()
    for _, start in ipairs{x, long} do
      check(function(v) return (gd.sin(v*200) - v/10):sum() end, start, {step = 0.01, epochs = 200})
      check(function(v) return gd.abs(v):sum() end, start, {step = 0.3, epochs = 200})
      check(squares, start, {step = 1, epochs = 200})
      check(squares, start, {step = 0.3, tolerance = 1e-9, epochs = 200})
    end
  end)

  it("has the choices of a loop", function()
    local function bent(v)
      local sum = 0
      for i = 1, #v do
        if v[i] > 0.2 then sum = sum + (v[i] - 0.2)^2 else sum = sum + 2*(v[i] - 0.2)^2 end
        sum = sum + v[i]/3
      end
      return sum
    end
    check(bent, x, {step = 0.3, epochs = 300})
    check(bent, gd.normal(2000), {step = 0.1, epochs = 300})
  end)

  it("has the bits of cheaper operations", function()
    local function cost(v) return (gd.tanh(v)^2/3):sum() + (v*v):sum()/7 end
    for _, start in ipairs{x, long} do
      check(cost, start, {step = 0.1, precision = "fast"})
      check(cost, start, {step = s.cosine(0.1, 0.01, 60), precision = "fast"})
    end
  end)

  it("is of part of a run, and of a run that is copied", function()
    local opts = {epochs = 90, tolerance = 0, method = "gd", step = 0.01}
    local whole = gd.minimize(squares, long, opts)
    local d = gd.descent(squares, long, opts)
    d:run(20)
    d:step()
    local fork = d:fork()
    d:run(13)
    assert.equal(plain(whole.x), plain(d:run().x))
    assert.equal(plain(whole.gradient), plain(fork:run().gradient))
  end)
end)
