-- Misuse of traced values says what misuse of plain ones says, in the same line.
local lu = require "luaunit"
local gd = require "gdlua"
local core = require "gdlua.core"

local lines = {
  "return v + nil", "return x + nil", "return nil + x", "return x + {}", "return {} .. x",
  "return x + 'abc'", "return 'abc' * x", "return v + 'abc'", "return v + '1'", "return v + gd.vector{1,2}",
  "return A * gd.eye(3)", "return v + {1,'a',3}", "return v + {a=1}", "return x < 'a'", "return x < nil",
  "return {} < x", "return v < v", "return x < v", "v[4] = 1", "v[0] = x", "v[1.5] = x", "v.foo = 1",
  "return v.foo", "return v.summ()", "v[1] = 'a'", "v[1] = v", "v[1] = nil", "A[1] = x", "A[1] = {1,2,3}",
  "A[1] = {x, 'a'}", "A[3] = v", "A[1] = A", "A[1][5] = x", "return v:dot(1)", "return v:dot(A)",
  "return v:dot(gd.vector{1})", "return A:dot(A)", "return v:matmul(v)", "return A:matmul(gd.zeros(5))",
  "return v:sum(2)", "return v:sum('a')", "return A:sum(3)", "return A:max(0)", "return v:norm(0.5)",
  "return v:norm('x')", "return v:map()", "return v:map(function() return 'a' end)", "return v:slice('a')",
  "return v:slice(1.5)", "return v:rows_at(3)", "return v:rows_at{9}", "return v:rows_at{'a'}",
  "return gd.exp()", "return gd.exp(nil)", "return gd.hypot(x)", "return gd.hypot(v, A.T)",
  "return gd.max(v, 'a')", "return gd.where(v)", "return gd.where(v, x, 'a')", "return gd.clamp(v, 1)",
  "return gd.dot(x, v)", "return gd.dot(v, x)", "return gd.add(v, A)", "return gd.distance(v, {1})",
  "return gd.scalar_multiply(v, v)", "return gd.scalar_multiply(x, x)", "return gd.step(v, x, 1)",
  "return gd.step(v, v, v)", "return gd.step(v, gd.vector{1}, 0.1)", "return gd.vector{x, 'a'}",
  "return gd.vector{v, x}", "return gd.vector(x, x)", "return gd.matrix{x, x}",
  "return gd.matrix{{x, 1}, {1}}", "return gd.matrix(v)", "return gd.softmax()",
  "return gd.logsumexp(v, 2)", "return gd.logsumexp('a')", "return math.sin()", "return math.sin('a')",
  "return math.sin({x})", "return math.fmod(x)", "return math.max()", "return math.max(x, {})",
  "return math.max(x, nil)", "return math.atan({}, x)", "return math.log(x, {})", "return -{x}",
  "return #x", "return x()", "return x.y", "x.y = 1", "return v()", "return v & 1", "return ~v",
  "return gd.linspace(x, 'a', 3)", "return gd.full({1,'a'}, x)", "return gd.equal(v, v, 'a')",
  "A.names = 3", "v.names = {'a'}", "A.names = {'a'}", "A.rows = 4", "return v:copy(1,2).bar",
  "for i = 1, {} do end return x .. {}", "return x .. nil", "return v .. {}", "return v .. nil",
  "return v % nil", "return 2 // {x}", "return gd.exp{x, 'a'}", "return v:argmax(3):foo()",
  "return select('#', gd.where(1, 2))", "return gd.erf('1')", "v[{}] = 1", "v[true] = 1", "return v['1']",
  "return A[1].foo", "A[1].foo = 2", "return gd.copy(v)", "return gd.hypot(v, A, 3).foo",
}

-- Lua's own messages have the names of types, which differ.
local function plain(message)
  return (message:gsub("traced number value", "number value")
                 :gsub("traced %a+ value", "array value"))
end

local function start()
  return {x = 0.5, v = gd.vector{1, 2, 3}, A = gd.matrix{{1, 2}, {3, 4}}}
end

TestTracedMisuse = {}

function TestTracedMisuse:testMessages()
  for _, line in ipairs(lines) do
    local run = assert(load("local x, v, A, gd = ...\n" .. line, "@script.lua"))
    local function f(p) return run(p.x, p.v, p.A, gd) end
    local fine, message = pcall(f, start())
    lu.assertFalse(fine, line)
    local t = core.trace(f, start())
    lu.assertEquals(plain(tostring(t.error)), message, line)
    lu.assertNil(t.refused, line)
  end
end

os.exit(lu.LuaUnit.run())
