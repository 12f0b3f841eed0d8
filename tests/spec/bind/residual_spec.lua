local gd = require "gdlua"
local core = require "gdlua.core"

local function run(f, start, opts)
  opts = opts or {}
  opts.method = "levenberg_marquardt"
  return gd.descent(f, start, opts)
end

-- Cost and gradient at the start: half the sum of squares and J'r.
local function at_start(f, start, opts)
  local state = run(f, start, opts):run(0).last
  return state.cost, state.gradient
end

local function plain(x) return {x[1]*x[2] - 1, math.exp(x[1]) - x[2], x[2]^2, 3} end

describe("residuals", function()
  it("make a cost and its gradient", function()
    local cost, g = at_start(plain, {0.5, 2})
    local r, J = gd.vector(plain{0.5, 2}), gd.jacobian(plain, {0.5, 2})
    assert.is_true(math.abs(cost - r:dot(r)/2) < 1e-15)
    assert.is_true(gd.equal(g, r:matmul(J), 1e-14))
  end)

  it("have one cost on every rung", function()
    local count = 0
    local rungs = {
      plain,
      function(x) count = count + 1 return plain(x) end,                   -- the tape
      function(x) return {x[1]*x[2] - 1, tonumber(tostring(gd.detach(0))) + math.exp(x[1]) - x[2],
                          x[2]^2, 3} end,
    }
    local cost, g = at_start(plain, {0.5, 2})
    for _, f in ipairs(rungs) do
      local c, h = at_start(f, {0.5, 2})
      assert.equal(cost, c)
      assert.is_true(gd.equal(g, h, 1e-12))
    end
    local c, h = at_start(plain, {0.5, 2}, {gradient = "central"})
    assert.equal(cost, c)
    assert.is_true(gd.equal(g, h, 1e-8))
    c, h = at_start(plain, {0.5, 2}, {gradient = {mode = "forward_difference"}})
    assert.equal(cost, c)
    assert.is_true(gd.equal(g, h, 1e-5))
  end)

  it("follow branches", function()
    local function f(x)
      if x[1] > 1 then return {x[1] - 3, x[2]} end
      return {2*(x[1] - 3), x[2]}
    end
    local r = run(f, {0, 4}):run()
    assert.is_true(math.abs(r.x[1] - 3) < 1e-12 and math.abs(r.x[2]) < 1e-12)
  end)

  it("are evaluated as often as is said", function()
    local calls = 0
    local function f(x) calls = calls + 1 return plain(x) end
    local r = run(f, {0.5, 2}, {gradient = "central", epochs = 3}):run()
    -- once to see how many there are; the others may run without Lua
    assert.is_true(r.evaluations >= 3*5)
    assert.is_true(calls >= 1)
  end)

  it("may write into their argument", function()
    local r = run(function(x) x[1] = x[1] - 3 return {x[1], x[2] - 1} end, {0, 0}):run()
    assert.is_true(gd.equal(r.x, gd.vector{3, 1}, 1e-12))
  end)
end)

describe("core.svd", function()
  it("takes a matrix apart", function()
    local A = gd.matrix{{3, 0}, {0, -5}, {0, 0}}
    local s, V = core.svd(A)
    assert.is_true(gd.equal(s, gd.vector{5, 3}, 1e-15))
    assert.is_true(gd.equal(V:abs(), gd.matrix{{0, 1}, {1, 0}}, 1e-15))
  end)
end)

describe("descent:linearised", function()
  it("answers residuals and Jacobian where the run is, without counting", function()
    local d = run(plain, {0.5, 2})
    local before = d:run().evaluations
    local r, J = d:linearised()
    local x = d:result().x
    assert.is_true(gd.equal(r, gd.vector(plain(x)), 1e-14))
    assert.is_true(gd.equal(J, gd.jacobian(plain, x), 1e-14))
    assert.equal(before, d:result().evaluations)
  end)
end)
