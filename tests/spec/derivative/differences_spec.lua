local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local reverse = {mode = "reverse"}

local function near(expected, got, tolerance)
  assert.is_true(math.abs(got - expected) <= (tolerance or 1e-13)*math.max(1, math.abs(expected)),
                 ("expected %.17g, got %.17g"):format(expected, got))
end

describe("differences inside a trace", function()
  local function f(u) return gd.sin(u[1])*u[2] + u[1]^3 end

  it("are traced themselves", function()
    for _, opts in ipairs{{mode = "central", h = 1e-3}, {mode = "central"},
                          {mode = "forward_difference", h = 1e-6}, {mode = "forward_difference"}} do
      local function outer(v)
        local g = gd.gradient(f, v, opts)
        return g[1] + g[2]
      end
      for _, x in ipairs{{0.5, 2}, {5, 3}, {-300, 7}} do
        local g, c = gd.gradient(outer, x, reverse)
        assert.equal(outer(gd.vector(x)), c)                   -- to the bit
        near(-math.sin(x[1])*x[2] + 6*x[1] + math.cos(x[1]), g[1], 1e-4)
        near(math.cos(x[1]), g[2], 1e-4)
      end
    end
  end)

  it("take every shape", function()
    local central = {mode = "central", h = 0.5}
    local g = gd.gradient(function(p)
      local d, cost = gd.gradient(function(q) return q.w[1]*q.b^2 + q.A[2][1]*q.b + q.l[1][2] end,
                                  {w = p.w, b = p.b, A = gd.matrix{{1, 2}, {3, 4}}, l = {{5, 6}}},
                                  central)
      return d.w[1] + d.b + d.A[2][1] + d.A[1][1] + d.l[1][2] + cost   -- b^2 + 2wb + 3 + b + 0 + 1 + ..
    end, {w = {2, 9}, b = 3}, reverse)
    near(2*3 + 9, g.w[1])                            -- 2b + b^2
    near(0, g.w[2])
    near(2*3 + 2*2 + 1 + 2*2*3 + 3, g.b)
  end)

  it("by extrapolation are refused", function()
    blamed(function()
      gd.gradient(function(v) return gd.gradient(f, v, {mode = "richardson"})[1] end, {1, 2}, reverse)
    end, 'cannot be traced %(.*gradients of mode "richardson"')
    blamed(function()
      gd.gradient(function(v) gd.check_gradient(f, nil, v, {print = false}) return v[1] end, {1, 2}, reverse)
    end, "cannot be traced")
  end)
end)

describe("differences of gradients and maps", function()
  local differences = require "gdlua.derivative.differences"

  it("are of fourth order", function()
    local function g(v) return gd.vector{v[1]^4*v[2], gd.sin(v[1])} end
    local x = gd.vector{1.5, 2}
    local d = differences.along(g, x, gd.vector{1, 0}, -10)
    near(4*1.5^3*2, d[1], 1e-12)
    near(math.cos(1.5), d[2], 1e-12)
    local columns = differences.columns(g, x, -10)
    near(1.5^4, columns[2][1], 1e-12)
    near(0, columns[2][2], 1e-12)
  end)

  it("have steps that go with x and the direction", function()
    local function g(v) return v*v end
    for _, scale in ipairs{1e-8, 1, 1e8} do
      local d = differences.along(g, gd.vector{3e6, 1}, gd.vector{scale, 0}, -10)
      near(6e6*scale, d[1], 1e-10)
      assert.equal(0.0, d[2])
    end
  end)
end)
