local gd = require "gdlua"
local core = require "gdlua.core"

-- f as if it stood in line 2 of script.lua
local function chunk(code)
  return assert(load("local gd, x, kept = ...\n" .. code, "@script.lua"))
end

local function trace(code, x, kept)
  local run = chunk(code)
  return core.trace(function(u) return run(gd, u, kept) end, x)
end

describe("a trace", function()
  it("knows value, gradient and graph of what a function worked out", function()
    local t = core.trace(function(p) return (1 - p[1])^2 + 100*(p[2] - p[1]^2)^2 end, {3, 4})
    assert.are.equal(2504.0, t.value)
    assert.are.equal(gd.vector{6004, -1000}, t.gradient)
    assert.are.equal(0, t.guards)
    assert.is_truthy(t.listing:find("pow", 1, true))
    assert.is_nil(t.refused)
    assert.is_nil(t.impure)
  end)

  it("has parameters in the shape of the start", function()
    local t = core.trace(function(p) return p.w:dot(p.w)*p.b + p.A[2][1]*p.list[2] end,
                         {w = gd.vector{1, 2}, b = 3, A = gd.matrix{{1, 2}, {3, 4}}, list = {5, 6}})
    assert.are.equal(33.0, t.value)
    assert.are.equal(gd.vector{6, 12}, t.gradient.w)
    assert.are.equal(5.0, t.gradient.b)
    assert.are.equal(gd.matrix{{0, 0}, {6, 0}}, t.gradient.A)
    assert.are.equal(gd.vector{0, 3}, t.gradient.list)
  end)

  it("passes further arguments on as they are", function()
    local t = core.trace(function(u, a, b) return u*a + b end, 2, 3, 4)
    assert.are.equal(10.0, t.value)
  end)

  it("has a guard for each comparison that decided something", function()
    local function guards(f, x) return core.trace(f, x).guards end
    assert.are.equal(1, guards(function(u) if u < 1 then return u end return -u end, 2))
    assert.are.equal(1, guards(function(u) return 1 <= u and u or -u end, 2))
    assert.are.equal(1, guards(function(u) return u > 3 and u or -u end, 2))
    assert.are.equal(2, guards(function(u) return u*u >= 3 and u ~= u + 1 and u or -u end, 2))
    assert.are.equal(1, guards(function(u) return u:copy() == u and 1 or u end, gd.vector{1, 2}))
    assert.are.equal(0, guards(function(u) local z = gd.zeros(2) return z[1] < 3 and u or -u end, 2))
    assert.are.equal(0, guards(function(u) return 0.0*1 < 3 and u or -u end, 2))
  end)

  it("follows the branch that was taken", function()
    local function f(u) if u[1] < u[2] then return u[1]^2 end return u[2]*3 end
    assert.are.equal(gd.vector{4, 0}, core.trace(f, {2, 5}).gradient)
    assert.are.equal(gd.vector{0, 3}, core.trace(f, {5, 2}).gradient)
  end)

  it("ends when a function raises", function()
    local t = trace("error('no')", 1)
    assert.are.equal("script.lua:2: no", t.error)
    assert.are.equal("number", type(1 + core.trace(function(u) return u end, 1).value))
  end)

  it("answers what is no number too", function()
    assert.are.equal("text", core.trace(function() return "text" end, 1).value)
    assert.is_nil(core.trace(function() end, 1).value)
    assert.are.equal(gd.vector{2, 4}, core.trace(function(u) return 2*u end, {1, 2}).value)
    assert.is_nil(core.trace(function(u) return 2*u end, {1, 2}).gradient)
  end)
end)

describe("what cannot be traced", function()
  local cases = {
    {"return tostring(x)", "a traced value is turned into text"},
    {"return 'x = ' .. x", "a traced value is turned into text"},
    {"return x .. 1", "a traced value is turned into text"},
    {"return gd.vector{1, 2} .. (x*gd.vector{1})", "a traced value is turned into text"},
    {"return 1 | x", "a traced value is taken apart into bits"},
    {"return ~x", "a traced value is taken apart into bits"},
    {"return gd.ones(3)[x]", "a traced value is used as an index"},
    {"return gd.vector{x, x}[x]", "a traced value is used as an index"},
    {"return gd.vector{x}:slice(x)", "'slice' of traced values cannot be traced"},
    {"return gd.vector{1}:rows_at{x}", "'rows_at' of traced values cannot be traced"},
    {"return gd.vector{1, 2}:sum(x)", "'sum' of traced values cannot be traced"},
    {"return gd.zeros(x)", "'zeros' of traced values cannot be traced"},
    {"return gd.uniform(2, 0, x)", "'uniform' of traced values cannot be traced"},
    {"return gd.solve(gd.matrix{{x}}, {1})", "'solve' of traced values cannot be traced"},
    {"return gd.eigh(gd.matrix{{x}})", "'eigh' of traced values cannot be traced"},
    {"return gd.det({{x}})", "a table with traced values is taken for an array"},
    {"return math.tointeger(x)", "'math.tointeger' of traced values cannot be traced"},
    {"return math.ult(1, x)", "'math.ult' of traced values cannot be traced"},
    {"return math.random(x)", "'math.random' of traced values cannot be traced"},
    {"kept[1] = {x, 1}", "a traced value is stored in a matrix that is older than the call"},
    {"kept[1][2] = x", "a traced value is stored in a matrix that is older than the call"},
    {"local r = gd.minimize(function(u) return u^2 end, 1)",
     "'gd.minimize' inside a function that is being traced"},
    {"local r = gd.maximize(function(u) return -u^2 end, 1)",
     "'gd.maximize' inside a function that is being traced"},
    {"local r = gd.descent(function(u) return u^2 end, 1)",
     "'gd.descent' inside a function that is being traced"},
  }

  it("is refused, with the line", function()
    for _, case in ipairs(cases) do
      local code, reason = case[1], case[2]
      local t = trace(code, 1.0, gd.zeros(3, 2))
      assert.are.equal(reason, t.refused, code)
      assert.are.equal("script.lua:2: " .. reason, t.error, code)
      assert.are.equal(2, t.line)
      assert.are.equal("script.lua", t.file)
    end
  end)

  it("stays refused where the script catches it", function()
    local t = trace("pcall(tostring, x) return x", 1.0)
    assert.are.equal("a traced value is turned into text", t.refused)
    assert.are.equal(1.0, t.value)
  end)

  it("keeps the first reason", function()
    local t = trace("pcall(tostring, x) return x | 1", 1.0)
    assert.are.equal("a traced value is turned into text", t.refused)
  end)
end)

describe("what is not the same each time", function()
  it("is noted", function()
    for _, code in ipairs{"math.random", "math.randomseed", "gd.uniform", "gd.normal"} do
      local t = trace("local y = " .. code .. "(3) return x", 1.0)
      assert.are.equal("'" .. code .. "' is called", t.impure)
      assert.are.equal(2, t.line)
      assert.is_nil(t.refused)
      assert.are.equal(1.0, t.value)
    end
    assert.are.equal("'gd.permutation' is called", trace("gd.permutation(3) return x", 1.0).impure)
    assert.are.equal("'gd.seed' is called", trace("gd.seed(3) return x", 1.0).impure)
    assert.is_nil(trace("return math.max(x, 3)", 1.0).impure)
  end)

  it("is a change of an array that is older", function()
    local kept = gd.zeros(3)
    local t = trace("kept[1] = 5 return x + kept[1]", 1.0, kept)
    assert.are.equal("an array that is older than the call is changed", t.impure)
    assert.are.equal(6.0, t.value)
    assert.is_nil(t.refused)
    t = trace("local y = x*kept:sum() kept[1] = 6 return y", 1.0, kept)
    assert.is_nil(t.refused)
    t = trace("local y = (x*kept):sum() kept[1] = 6 return y", 1.0, kept)
    assert.are.equal("an array is changed after it was used", t.refused)
  end)
end)

describe("an older vector that traced values are stored into", function()
  it("is followed, and has its numbers when the trace is over", function()
    local buffer = gd.vector{1, 2, 3}
    local before = core.version(buffer)
    local function f(u)
      buffer[1] = u[1]^2
      buffer[3] = buffer[1]*u[2]
      buffer[1] = 7
      return buffer:sum() + buffer[3]
    end
    local t = core.trace(f, {2, 5})
    assert.are.equal(49.0, t.value)
    assert.are.equal(gd.vector{40, 8}, t.gradient)
    assert.are.equal("an array that is older than the call is changed", t.impure)
    assert.is_nil(t.refused)
    assert.are.equal(gd.vector{7, 2, 20}, buffer)
    assert.are.equal(27.0, buffer:sum() - 2)
    assert.is_true(core.version(buffer) > before)
    buffer[2] = 4
    assert.are.equal(4.0, buffer[2])
    assert.are.equal(51.0, core.trace(f, {2, 5}).value)
  end)

  it("has them where the function raises, too", function()
    local a, b = gd.zeros(2), gd.zeros(2)
    local t = core.trace(function(u) a[1] = u*2 b[2] = u*3 error("no") end, 2)
    assert.is_truthy(t.error)
    assert.are.equal(gd.vector{4, 0}, a)
    assert.are.equal(gd.vector{0, 6}, b)
  end)

  it("is refused where the trace has used it as data", function()
    local buffer = gd.ones(2)
    local t = core.trace(function(u) local s = (u*buffer):sum() buffer[1] = u return s end, 2)
    assert.are.equal("an array is changed after it was used", t.refused)
    assert.are.equal(gd.ones(2), buffer)
  end)
end)


describe("a value of a trace that is over", function()
  local text = "script.lua:2: this is a value of a trace that is over: keep numbers or copies, " ..
               "not the values handed to a function that is differentiated"
  local number, vector, matrix, row
  core.trace(function(p)
    number, vector, matrix, row = p.x*2, p.v*2, p.A*2, p.A[1]
    return p.x
  end, {x = 1, v = gd.vector{1, 2}, A = gd.matrix{{1, 2}, {3, 4}}})

  local uses = {
    "x + 1", "1 - x", "-x", "x < 1", "x == kept.y", "x .. 'a'", "tostring(x)", "x | 1", "v[1]",
    "v + 1", "#v", "v:sum()", "v.rows", "A[1]", "A.T", "A[1][2]", "r[1]", "r:dot(r)", "pairs(v)",
    "math.max(x, gd.ones(1))", "gd.exp(x)", "gd.exp(v)", "gd.dot(v, v)", "gd.vector{x}", "gd.vector(v)",
    "gd.matrix{v}", "gd.zeros_like(v)", "gd.equal(v, 1)", "gd.equal(1, x)", "gd.ones(2) == v", "v == gd.ones(2)", "gd.save('/nowhere', A)", "gd.ones(2) + v",
    "gd.ones(2, 2):matmul(v)", "gd.full(2, x)", "gd.step(v, v, 1)", "gd.zeros(x)",
  }

  it("is an error wherever it is used", function()
    for _, use in ipairs(uses) do
      local run = assert(load("local gd, x, v, A, r, kept = ...\nreturn " .. use, "@script.lua"))
      local fine, message = pcall(run, gd, number, vector, matrix, row, {y = vector})
      assert.is_false(fine, use)
      assert.are.equal(text, message, use)
    end
    local run = assert(load("local v = ...\nv[1] = 2", "@script.lua"))
    assert.are.equal(text, select(2, pcall(run, vector)))
  end)

  it("is refused in another trace", function()
    local t = core.trace(function(u) return u + number end, 1)
    assert.is_truthy(t.refused:find("a trace that is over", 1, true))
    t = core.trace(function(u) return u + vector[1] end, 1)
    assert.is_truthy(t.refused:find("a trace that is over", 1, true))
  end)
end)

describe("a function that does more than there is room for", function()
  local process = dofile "tests/spec/cli/process.lua"

  local function limited(code)
    return process.run("GDLUA_TRACE_LIMIT=10000 " .. process.quote(process.gdlua) .. " -", code)
  end

  it("is differentiated by differences, with a warning", function()
    local out, err, status = limited [[
      local function f(x) local s = 0; for i = 1, 10000 do s = s + x*i end; return s end
      local g = gd.derivative(f, 3)
      print(("%.6g"):format(g), gd.explain(f, 3).rung)
      local function g(v) for i = 1, 200 do v = v + 1 end; return v:sum() end
      print(gd.explain(g, gd.zeros(1000)).rung, gd.explain(g, gd.zeros(10)).rung)
    ]]
    assert.equal("5.0005e+07\tdifferences\ndifferences\tcompiled\n", out)
    assert.match("^gdlua: warning: stdin:1: the cost cannot be traced %(it computes more than can " ..
                 "be kept in memory", err)
    assert.equal(0, status)
    process.clean()
  end)

  it("is not refused below the limit", function()
    local out = limited [[
      local function f(x) local s = 0; for i = 1, 1000 do s = s + x*i end; return s end
      print(gd.explain(f, 3).rung)
    ]]
    assert.equal("compiled\n", out)
    process.clean()
  end)
end)
