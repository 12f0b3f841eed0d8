local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follow = require "tests.spec.method.follow"
local near = require "tests.spec.method.near"

local function gradient(x) return {2*x[1], 6*x[2] - 1} end

describe("barzilai_borwein", function()
  it("takes the length that the last move tells", function()
    for form, length in pairs{long = function(dd, dy) return dd/dy end, short = function(_, dy, yy) return dy/yy end} do
      local x, before, points = {3, -4}, nil, {}
      for t = 1, 8 do
        local g, a = gradient(x), nil
        if t == 1 then a = 0.01/25
        else
          local d, y = {x[1] - before.x[1], x[2] - before.x[2]}, {g[1] - before.g[1], g[2] - before.g[2]}
          a = length(d[1]^2 + d[2]^2, d[1]*y[1] + d[2]*y[2], y[1]^2 + y[2]^2)
        end
        before = {x = x, g = g}
        x = {x[1] - a*g[1], x[2] - a*g[2]}
        points[t] = x
      end
      local got = follow(gd.method.barzilai_borwein(form), {3, -4}, gradient, 1, 8)
      for t = 1, 8 do
        for i = 1, 2 do assert.near(points[t][i], got[t][i], 1e-10) end
      end
    end
  end)

  it("goes on downhill where the curvature is not positive", function()
    local r = gd.minimize(math.cos, 0.3, {method = "barzilai_borwein"})
    assert.is_true(r.converged)
    assert.near(-1, r.cost, 1e-10)
  end)

  it("is exact in one dimension after two moves", function()
    for _, form in ipairs{"long", "short", "alternate"} do
      local r = gd.minimize(function(x) return 5*(x - 2)^2 end, -1, {method = gd.method.barzilai_borwein(form)})
      assert.equal(2, r.epochs)
      assert.near(2, r.x, 1e-12)
    end
  end)

  it("checks its options", function()
    blamed(function() gd.method.barzilai_borwein('longer') end,
      "bad option 'form' to 'barzilai_borwein' %('long', 'short' or 'alternate' expected")
  end)
end)
