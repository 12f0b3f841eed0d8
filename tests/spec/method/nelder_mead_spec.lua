local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function valley(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end
local function kink(v) return math.abs(v[1] - 1) + 2*math.abs(v[2] + 2) end

local function is_nan(v) return v ~= v end

describe("nelder_mead", function()
  it("converges by its own test, which the tolerance is for", function()
    local evaluations = 0
    for _, tolerance in ipairs{1e-3, 1e-6, 1e-9} do
      local r = gd.minimize(valley, {-1.2, 1}, {method = "nelder_mead", tolerance = tolerance})
      assert.is_true(r.converged)
      assert.matches("^simplex: size [%d.e-]+ and spread of costs [%d.e-]+ <= [%d.e-]+ after %d+ epochs$",
                     r.reason)
      assert.is_true((r.x - 1):abs():max() < 50*tolerance)
      assert.is_true(r.evaluations > evaluations)
      evaluations = r.evaluations
    end
  end)

  it("asks for costs only", function()
    local calls = 0
    local function f(v)
      calls = calls + 1
      return kink(v) + 0*os.time()             -- never traced
    end
    local r = gd.minimize(f, {4, 3}, {method = "nelder_mead"})
    assert.is_true(r.converged)
    assert.is_true(calls <= r.evaluations + 2)
    assert.is_true(r.cost < 1e-5)
    assert.is_true(is_nan(r.gradient_norm))
    assert.is_true(is_nan(r.gradient[1]))
    assert.is_nil(tostring(r):find("|g|", 1, true))
    assert.is_true(is_nan(r.history.gradient_norm[1]))
    blamed(function() gd.minimize(kink, {1, 1}, {method = "nelder_mead", gradient = "reverse"}) end,
           "bad option 'gradient' to 'minimize' %(the method 'nelder_mead' asks for costs only%)")
  end)

  it("keeps to bounds and leaves frozen leaves alone", function()
    local lowest = math.huge
    local function f(v)
      lowest = math.min(lowest, v[1], v[2])
      return (v[1] + 1)^2 + (v[2] - 3)^2
    end
    local r = gd.minimize(f, {1, 1}, {method = "nelder_mead", bounds = {0, 2}})
    assert.is_true(r.converged)
    assert.is_true(lowest >= 0)
    assert.is_true(r.x[1] < 1e-5 and r.x[2] == 2)
    local function g(p) return (p.a - 1)^2 + (p.b - p.a)^2 end
    r = gd.minimize(g, {a = 5, b = 4}, {method = "nelder_mead", frozen = "b"})
    assert.is_true(r.converged)
    assert.equal(4, r.x.b)
    assert.is_true(math.abs(r.x.a - 2.5) < 1e-5)
    local d = gd.descent(g, {a = 5, b = 4}, {method = "nelder_mead", frozen = "b"})
    d:run(3)
    assert.equal(4, d:fork():run().x.b)
  end)

  it("never settles where a rule is to end the run", function()
    local r = gd.minimize(valley, {-1.2, 1}, {method = "nelder_mead", epochs = math.huge,
                                              stop = gd.stop.evaluations(150)})
    assert.matches("^evaluations", r.reason)
    r = gd.minimize(valley, {-1.2, 1}, {method = "nelder_mead", stop = gd.stop.never()})
    assert.matches("^stuck: the simplex has shrunk to rounding after %d+ epochs$", r.reason)
    assert.is_false(r.converged)
  end)

  it("goes on with the same bits when forked, saved and restored", function()
    local opts = {method = "nelder_mead"}
    local whole = gd.minimize(valley, {-1.2, 1}, opts)
    for _, epochs in ipairs{0, 1, 20, 60} do
      local d, path = gd.descent(valley, {-1.2, 1}, opts), os.tmpname()
      d:run(epochs)
      local fork = d:fork()
      d:save(path)
      local other = gd.descent(valley, {-1.2, 1}, opts)
      other:restore(path)
      os.remove(path)
      for _, run in ipairs{d, fork, other} do
        local r = run:run()
        assert.same(whole.x:totable(), r.x:totable())
        assert.equal(whole.reason, r.reason)
        assert.equal(whole.evaluations, r.evaluations)
      end
    end
    local path, d = os.tmpname(), gd.descent(valley, {-1.2, 1}, opts)
    local ended = d:run()
    d:save(path)
    local other = gd.descent(valley, {-1.2, 1}, opts)
    other:restore(path)
    os.remove(path)
    assert.equal(ended.reason, other:result().reason)
    assert.is_true(other:result().converged)
  end)

  it("has parameters for few and many variables", function()
    assert.equal("adaptive", gd.method.nelder_mead().o.parameters)
    local function bowl(v) return ((v - 1)^2):sum() end
    for _, name in ipairs{"adaptive", "standard"} do
      local r = gd.minimize(bowl, gd.zeros(5), {method = gd.method.nelder_mead(name)})
      assert.is_true(r.converged)
      assert.is_true(r.cost < 1e-9)
    end
    blamed(function() gd.method.nelder_mead "adaptative" end, "'adaptive' or 'standard' expected")
    blamed(function() gd.method.nelder_mead{edge = 0} end, "bad option 'edge' to 'nelder_mead'")
  end)
end)
