local core = require "gdlua.core"

-- x[1]^2*x[2] + 3, its nodes by name
local function example()
  local g = core.graph()
  local n = {x = g:param(1), y = g:param(2), two = g:constant(2), three = g:constant(3)}
  n.square = g:apply("pow", n.x, n.two)
  n.product = g:apply("mul", n.square, n.y)
  n.out = g:apply("add", n.product, n.three)
  return g, n
end

describe("a graph for scripts", function()
  it("keeps nodes as they were asked for", function()
    local g, n = example()
    assert.equal(7, g:count())
    assert.same({"param", 1}, {g:read(n.x)})
    assert.same({"constant", 3.0}, {g:read(n.three)})
    assert.same({"add", n.product, n.three}, {g:read(n.out)})
    assert.same({"pow", n.x, n.two}, {g:read(n.square)})
    local half = g:apply("div", g:constant(1), n.two)
    assert.equal("div", (g:read(half)))
    assert.same({"select", n.x, n.two, n.y}, {g:read(g:apply("select", n.x, n.two, n.y))})
  end)

  it("has values", function()
    local g, n = example()
    assert.equal(21.0, g:compile({n.out}, 2, "f")(3, 2))
    assert.same({21.0, 9.0, 2.0}, {g:compile({n.out, n.square, n.y}, 2, "f")(3, 2)})
    assert.same({}, {g:compile({}, 0, "f")()})
    assert.equal(2.0, g:compile({n.two}, 0, "f")())
  end)

  it("has values of arrays, element by element", function()
    local g, root = core.formula(function(x) return (x*2):sum() + x[1] end, {1, 2, 3})
    local nodes = {}
    for i = 0, g:count() - 1 do nodes[i + 1] = i end
    local all = g:values(nodes, require "gdlua".vector{1, 2, 3})
    assert.equal(13.0, all[root + 1][1])
    local lengths = {}
    for i, v in ipairs(all) do
      local d = g:describe(i - 1)
      assert.equal(d.rows*d.cols, #v)
      lengths[#v] = true
    end
    assert.same({true, nil, true}, {lengths[1], lengths[2], lengths[3]})
    assert.same({}, g:values({}, require "gdlua".zeros(1)))
    assert.has_error(function() g:values({root}, require "gdlua".zeros(1)) end)
  end)

  it("has derivatives, which are nodes", function()
    local g, n = example()
    local d = g:derivatives(n.out, {n.x, n.y, n.three})
    assert.same({12.0, 9.0, 1.0}, {g:compile(d, 2, "f")(3, 2)})
    local second = g:derivatives(d[1], {n.x, n.y})
    assert.same({4.0, 6.0}, {g:compile(second, 2, "f")(3, 2)})
    assert.same({}, g:derivatives(n.out, {}))
    local g2 = core.graph()
    local p, q = g2:param(1), g2:param(2)
    assert.equal(0.0, (g2:compile(g2:derivatives(p, {q}), 2, "f")(3, 2)))
  end)

  it("prints", function()
    local g, n = example()
    assert.equal("a^2*b + 3", g:text(n.out, {"a", "b"}, "text"))
    assert.equal("a^{2} b + 3", g:text(n.out, {"a", "b"}, "latex"))
    assert.equal("x[1]^2*x[2] + 3", g:text(n.out, {}, "text"))
    local long = g:text(n.out, {"a", "b"}, "text", 4)
    assert.matches("%.%.%.$", long)
  end)

  it("outlives its script's use of it in the functions made of it", function()
    local f
    do
      local g, n = example()
      f = g:compile({n.out}, 2, "f")
    end
    collectgarbage()
    collectgarbage()
    assert.equal(21.0, f(3, 2))
  end)

  it("refuses what is no node, operation or number", function()
    local g, n = example()
    assert.error_matches(function() g:read(7) end, "no such node")
    assert.error_matches(function() g:read(-1) end, "no such node")
    assert.error_matches(function() g:apply("nothing", n.x) end, "no such operation")
    assert.error_matches(function() g:apply("gemm", n.x, n.y) end, "not an operation on numbers")
    assert.error_matches(function() g:apply("add", n.x) end, "number expected")
    assert.error_matches(function() g:derivatives(n.out, {99}) end, "no such node")
    assert.error_matches(function() g:param(0) end, "parameters count from 1")
    assert.error_matches(function() g.count({}) end, "gdlua.graph expected")
    assert.error_matches(function() g:compile({n.out}, 2, "f")(1, "2") end,
                         "bad argument #2 to 'f' %(number expected, got '2' %(a string%)%)")
    assert.error_matches(function() g:compile({n.out}, 1, "f")(1) end, ".")
  end)

  it("knows the elementwise operations", function()
    assert.equal("unary", core.operation "sin")
    assert.equal("binary", core.operation "hypot")
    assert.is_nil(core.operation "gemm")
    assert.is_nil(core.operation "param")
    assert.is_nil(core.operation "nothing")
  end)
end)
