-- core.formula: one call of a function as a graph.
local gd = require "gdlua"
local core = require "gdlua.core"

describe("core.formula", function()
  it("answers a graph and the node of the result", function()
    local g, root, guards = core.formula(function(v) return v[1]*v[2] + 1 end, {3, 4})
    assert.equal("x[1]*x[2] + 1", g:text(root, {}, "text"))
    assert.same({}, guards)
  end)

  it("answers the comparisons that led there", function()
    local g, _, guards = core.formula(function(x)
      if x < 0 then return 0 elseif x < 9 then return x end
      return 9
    end, 3)
    assert.equal(2, #guards)
    assert.equal("x[1] < 0", g:text(guards[1].node, {}, "text"))
    assert.is_false(guards[1].expected)
    assert.equal("x[1] < 9", g:text(guards[2].node, {}, "text"))
    assert.is_true(guards[2].expected)
  end)

  it("has what arrays hold as constants", function()
    local a = gd.vector{2, 5}
    local g, root = core.formula(function(x) return (a*x):sum() end, 3)
    a[1] = 100
    local value = g:compile({root}, 1, "f")
    assert.equal(21.0, value(3))
  end)

  it("says why not", function()
    local g, report = core.formula(function(x)
      return tonumber(tostring(x))
    end, 3)
    assert.is_nil(g)
    assert.matches("formula_spec.lua$", report.file)
    assert.equal("number", type(report.line))
    assert.equal("string", type(report.reason))
    local count = 0
    g, report = core.formula(function(x) count = count + 1 return x end, 3)
    assert.is_nil(g)
    assert.matches("count", report.reason)
    local object = {}
    g, report = core.formula(function() error(object) end, 3)
    assert.is_nil(g)
    assert.equal(object, report.reason)
  end)
end)

describe("graph:describe", function()
  local function of(f, x)
    local g, root = core.formula(f, x)
    return g:describe(root), g
  end

  it("tells the shape and the operands", function()
    local d, g = of(function(v) return v:sum() end, {1, 2, 3})
    assert.same({"sum", 0, 1, 1, "all", 1}, {d.op, d.rank, d.rows, d.cols, d.axis, #d})
    local p = g:describe(d[1])
    assert.same({"param", 1, 3, 1, 0, 1}, {p.op, p.rank, p.rows, p.cols, p.offset, p.row_step})
    assert.equal("constant", of(function() return 7 end, 1).op)
    assert.same({7.0}, of(function() return 7 end, 1).numbers)
  end)
end)
