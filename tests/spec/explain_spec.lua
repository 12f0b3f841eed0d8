local gd = require "gdlua"
local support = dofile("tests/spec/bind/support.lua")

describe("gd.explain", function()
  it("shows a compiled function as an expression", function()
    local function rosenbrock(v)
      local x, y = v[1], v[2]
      return (1 - x)^2 + 100*(y - x^2)^2
    end
    local r = gd.explain(rosenbrock, {-1.2, 1})
    assert.equal("compiled", r.rung)
    assert.is_nil(r.reason)
    assert.equal([[
compiled: a program works out the cost and its exact gradient
  graph, 12 nodes
    (1 - x[1])^2 + 100*(x[2] - x[1]^2)^2]], tostring(r))
    assert.truthy(r.paths[1].program)
    assert.equal("a: " .. tostring(r), "a: " .. r)
  end)

  it("names parameters as the start does", function()
    local r = gd.explain(function(p) return p.b^2*p.layer.w[2] + p.W[1][2] end,
                         {b = 3, layer = {w = {1, 2}}, W = gd.matrix{{1, 2}}})
    assert.equal("b^2*layer.w[2] + W[1][2]", r.paths[1].graph)
    assert.equal("x^3", gd.explain(function(x) return x^3 end, 2).paths[1].graph)
    assert.equal("x[2]^3", gd.explain(function(x) return x[2]^3 end, {1, 2}).paths[1].graph)
  end)

  it("shows the ways through a function and what decides", function()
    local function f(x) if x > 1 then return x^2 end return 3*x end
    gd.explain(f, 2)
    assert.equal([[
compiled: a program works out the cost and its exact gradient
  way 1 of 2, 3 nodes
    x^2
    where 1 < x
  way 2 of 2, 3 nodes
    3*x
    where not (1 < x)]], tostring(gd.explain(f, 0)))
  end)

  it("tells what was read, and which numbers have become inputs", function()
    local rate, data, w = 1, {3, 4}, gd.vector{1, 2}
    local function f(x) return rate*x*data[1] + x*data[2] + w:sum()*x end
    gd.derivative(f, 1)
    rate = 2
    gd.derivative(f, 1)
    local r = gd.explain(f)
    assert.same({"the upvalue 'rate'"}, r.promoted)
    assert.equal(1, r.arrays)
    local text = tostring(r)
    assert.truthy(text:find("inputs: the upvalue 'rate'", 1, true))
    assert.truthy(text:find("the upvalue 'data'", 1, true))
    assert.truthy(text:find("arrays read: 1", 1, true))
  end)

  it("counts what would be too long to tell", function()
    local data = {}
    for i = 1, 1000 do data[i] = i end
    local r = gd.explain(function(x)
      local s = 0
      for i = 1, #data do s = s + data[i]*x end
      return s
    end, 1)
    assert.is_true(#r.reads < 300)
    assert.is_true(r.slots > 1000)
    assert.truthy(tostring(r):find("elements of a table (", 1, true))
    assert.truthy(tostring(r):find("more$"))
    assert.is_true(#tostring(r) < 3000)
  end)

  it("shows the first lines of a long listing and counts the others", function()
    local r = gd.explain(function(x)
      local s = x
      for _ = 1, 200 do s = math.sin(s)*x end
      return s
    end, 1)
    local lines = select(2, r.paths[1].graph:gsub("[^\n]+", ""))
    assert.is_true(lines > 200)
    local text = tostring(r)
    assert.truthy(text:find("%3 = ", 1, true))
    assert.truthy(text:find(("\n    ... and %d more lines"):format(lines - 20), 1, true))
    assert.equal(20, select(2, text:gsub("\n    %%", "")))
  end)

  it("tells of the tape why, and where", function()
    local env = {gd = gd}
    support.message([[local n = 0
      local function f(x)
        n = n + 1
        return x^2
      end
      r = gd.explain(f, 3)
      error "done"]], env)
    local r = env.r
    assert.equal("tape", r.rung)
    assert.equal("it changes the upvalue 'n'", r.reason)
    assert.equal("script.lua", r.file)
    assert.equal(4, r.line)
    assert.equal([[
tape: the cost is traced at every evaluation; its gradient is exact
  reason: script.lua:4: it changes the upvalue 'n']], (tostring(r):match("^[^\n]*\n[^\n]*")))
  end)

  it("tells of differences why, and where", function()
    local env = {gd = gd}
    support.message([[local function f(x)
        return #(x .. "")*x
      end
      r = gd.explain(f, 3)
      error "done"]], env)
    local r = env.r
    assert.equal("differences", r.rung)
    assert.equal("a traced value is turned into text", r.reason)
    assert.equal("script.lua", r.file)
    assert.equal(3, r.line)
    assert.equal([[
differences: the cost runs as Lua; its gradient is worked out by central differences
  reason: script.lua:3: a traced value is turned into text]], tostring(r))
  end)

  it("without a start is about the one that was last", function()
    local function f(v) return v:dot(v) end
    gd.minimize(f, {1, 2, 3})
    assert.equal("compiled", gd.explain(f).rung)
    local env = {gd = gd}
    assert.equal("script.lua:2: bad argument #2 to 'explain' (a start expected: this function has " ..
                 "not been differentiated yet)",
                 support.message("gd.explain(function(x) return x end)", env))
    assert.equal("script.lua:2: bad argument #1 to 'explain' (a function expected, got 3)",
                 support.message("gd.explain(3)", env))
    assert.equal("script.lua:2: x is not finite: element 1 is inf",
                 support.message("gd.explain(function(x) return x end, 1/0)", env))
  end)

  it("looks again where what was read has changed", function()
    local how = math.sin
    local function f(x) return how(x) end
    assert.equal("sin(x)", gd.explain(f, 1).paths[1].graph)
    how = math.exp
    assert.equal("exp(x)", gd.explain(f, 1).paths[1].graph)
    how = math.cos
    assert.equal("cos(x)", gd.explain(f).paths[1].graph)
  end)

  it("hands on further arguments", function()
    local r = gd.explain(function(x, k, t) return k*x^t.power end, 2, 3, {power = 2})
    assert.equal("3*x^2", r.paths[1].graph)
  end)
end)
