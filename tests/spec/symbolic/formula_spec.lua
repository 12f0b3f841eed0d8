local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local function text(f, x0) return tostring((gd.formula(f, x0))) end

describe("gd.formula", function()
  it("is the expression in a function", function()
    assert.equal("x^2 + 3*x", text(function(x) return x^2 + 3*x end, 2))
    assert.equal("x*sin(y)", text(function(p) return p.x*math.sin(p.y) end, {x = 1, y = 2}))
    assert.equal("100*(x2 - x1^2)^2 + (1 - x1)^2",
                 text(function(v) return 100*(v[2] - v[1]^2)^2 + (1 - v[1])^2 end, {1, 2}))
    assert.equal("sin(x)", text(math.sin, 1))
    assert.equal("3", text(function() return 3 end, 1))
    assert.equal(1, select("#", gd.formula(math.sin, 1)))
  end)

  it("differentiates, evaluates and descends as any other", function()
    local e = gd.formula(function(p) return p.x^2*p.y end, {x = 1, y = 2})
    assert.equal("2*x*y", tostring(e:diff("x")))
    assert.equal(18.0, e:eval{x = 3, y = 2})
    assert.equal("x^{2} y", e:latex())
    assert.is_true(e == gd.formula(function(p) return p.x^2*p.y end, {x = 5, y = 6}))
    local r = gd.minimize(gd.formula(function(p) return (p.x - 1)^2 end, {x = 0}), {x = 4})
    assert.is_true(math.abs(r.x.x - 1) < 1e-6)
  end)

  it("names its symbols after the point", function()
    assert.same({"x"}, gd.formula(function(x) return x end, 1):symbols())
    assert.same({"x1", "x2"}, gd.formula(function(v) return v:sum() end, {1, 2}):symbols())
    assert.same({"x1_1", "x1_2"},
                gd.formula(function(A) return A:sum() end, gd.matrix{{1, 2}}):symbols())
    assert.same({"b", "layer_w1", "layer_w2"},
                gd.formula(function(p) return p.b*p.layer.w:sum() end,
                           {b = 1, layer = {w = {1, 2}}}):symbols())
    assert.same({"x1_a", "x2_a"},
                gd.formula(function(p) return p[1].a*p[2].a end, {{a = 1}, {a = 2}}):symbols())
  end)

  it("writes loops out", function()
    assert.equal("x1^2 + x2^2 + x3^2", text(function(v)
      local s = 0
      for i = 1, #v do s = s + v[i]^2 end
      return s
    end, {1, 2, 3}))
  end)

  it("has the values of the function, arrays and all", function()
    local X = gd.matrix{{1, 2, 0.5}, {3, -4, 2}}
    local A0 = gd.matrix{{0.5, -1}, {2, 0.25}, {1, 1.5}}
    local cases = {
      {function(v) return v:dot(v) + v:norm() end, {1, 2, 3}},
      {function(v) return v:norm() end, {3, 4}},
      {function(v) return ((X:matmul(v) - {1, 2})^2):sum() end, {1, 2, 3}},
      {function(v) return X.T:matmul(X):matmul(v):dot(v) end, {1, 2, 3}},
      {function(v) return (gd.sin(v)*2 + 1):mean() + gd.max(v) - gd.min(v) end, {1, 2, 3}},
      {function(v) local r = gd.zeros(3) r[1] = v[1] r[3] = v[1]*v[2] return r:dot{1, 2, 3} end, {1, 2}},
      {function(v) return v:slice(2, 3):sum()*v[1] end, {4, 5, 6}},
      {function(A) return A:matmul(A.T):sum() + A.T:matmul(A):sum() end, A0},
      {function(A) return (A:sum(1)*{1, 2}):sum() + A:sum(2):norm() end, A0},
      {function(A) return A[2]:dot(A[3])*A[1][2] end, A0},
      {function(A) return (A*{2, 3}):sum() + A:max(1):sum() + A:min(2):sum() end, A0},
      {function(A) local B = A:copy() B[2] = {7, 8} return (B*B):sum() end, A0},
      {function(A) return A:rows_at{3, 1, 3}:sum(1)[2] end, A0},
      {function(x) return gd.where(x, x^3, 1)*math.atan(x, 2) end, 0.75},
      {function(x) return gd.derivative(function(y) return y^3*x end, x) end, 2},
    }
    for i, case in ipairs(cases) do
      local f, x0 = case[1], case[2]
      local e = gd.formula(f, x0)
      local point, plain = x0, x0
      if type(x0) == "table" then plain = gd.vector(x0) end
      if x0 == A0 then
        point = {}
        for r = 1, 3 do for c = 1, 2 do point[("x%d_%d"):format(r, c)] = A0[r][c] end end
      elseif type(x0) == "table" then
        point = {}
        for k, v in ipairs(x0) do point["x" .. k] = v end
      else
        point = {x = x0}
      end
      local expected = f(plain)
      assert.is_true(math.abs(e:eval(point) - expected) <= 1e-14*math.max(1, math.abs(expected)),
                     ("case %d: %s is %.17g, not %.17g"):format(i, e, e:eval(point), expected))
      -- and its derivatives are those of the function
      local g = gd.gradient(f, x0)
      for name, value in pairs(point) do
        local r, c = name:match("^x(%d)_(%d)$")
        local own = r and g[tonumber(r)][tonumber(c)] or name == "x" and g or
                    not r and g[tonumber(name:match("%d"))]
        local d = e:diff(name):eval(point)
        assert.is_true(type(value) == "number" and
                       math.abs(d - own) <= 1e-12*math.max(1, math.abs(own)),
                       ("case %d, %s: %.17g, not %.17g"):format(i, name, d, own))
      end
    end
  end)

  it("of a function with branches says where it holds", function()
    local function f(x) if x < 0 then return -x elseif x < 5 then return x^2 end return 7 end
    local e, where = gd.formula(f, 3)
    assert.equal("x^2", tostring(e))
    assert.equal("not (x < 0) and x < 5", where)
    e, where = gd.formula(f, -3)
    assert.equal("-x", tostring(e))
    assert.equal("x < 0", where)
    e, where = gd.formula(function(v) return v[1] > v[2] and v[1] or v[2] end, {1, 2})
    assert.equal("x2", tostring(e))
    assert.equal("not (x2 < x1)", where)
    e, where = gd.formula(function(v)
      local s = 0
      for i = 1, #v do if v[1] > 0 then s = s + v[i] end end
      return s
    end, {1, 2})
    assert.equal("x1 + x2", tostring(e))
    assert.equal("0 < x1", where)
  end)

  it("of an expression is that expression", function()
    local x = gd.symbols "x"
    assert.is_true(gd.formula(x^2) == x^2)
  end)

  it("is refused where there is none", function()
    local why = "the function has no formula "
    blamed(function() gd.formula(function(x) return gd.detach(x)*x end, 3) end, why .. "%(gd.detach")
    blamed(function()
      gd.formula(gd.custom{value = math.sin, gradient = math.cos}, 3)
    end, why .. "%(gd.custom in it has no counterpart")
    blamed(function() gd.formula(function(x) return tonumber(("%d"):format(x)) end, 3) end,
           why .. "%(tests/spec/symbolic/formula_spec.lua:%d+: ")
    blamed(function() gd.formula(function(x) return x*math.random() end, 3) end, why .. "%(.*random")
    blamed(function() gd.formula(function(v) return v end, {1, 2}) end,
           why .. "%(it returned vector of 2; a number expected%)")
    blamed(function() gd.formula(function() end, {1, 2}) end, why .. "%(it returned nil")
    blamed(function() gd.formula(function() return 1, 2 end, 1) end, why .. "%(it returned two values")
    blamed(function() gd.formula(function() error "boom" end, 1) end, why .. "%(.*boom%)")
    blamed(function() gd.formula(function(v) return (v*v):sum() end, gd.zeros(20000)) end,
           why .. "%(it has more than 10000 operations%)")
  end)

  it("refuses points that name no symbols", function()
    blamed(function() gd.formula(3, 1) end, "bad argument #1 to 'formula' %(a function expected, got 3%)")
    blamed(function() gd.formula(math.sin) end, "bad argument #2 to 'formula' %(a point")
    blamed(function() gd.formula(math.sin, "x") end, "x is 'x'")
    blamed(function() gd.formula(function(p) return p.exp end, {exp = 1}) end,
           "exp can be no symbol: 'exp' is the name of a function")
    blamed(function() gd.formula(function(p) return p["end"] end, {["end"] = 1}) end,
           "end can be no symbol: 'end' is no name")
    blamed(function() gd.formula(function(p) return p.w1 end, {w1 = 1, w = {1, 2}}) end,
           "w%[1%] and w1 would both be the symbol w1")
  end)
end)
