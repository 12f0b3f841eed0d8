-- The ladder: what a function is evaluated as, and what moves it from one rung
-- to another.
local gd = require "gdlua"
local core = require "gdlua.core"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function gradient(f, x, ...) return core.exact("gradient", f, x, nil, ...) end
local function rung(f) return core.explain(f, nil).rung end
local function reason(f) return core.explain(f, nil).reason end

describe("a function that is traced", function()
  it("is compiled, and has exact derivatives of every kind", function()
    local function f(v) return v[1]^2*v[2] + math.exp(v[2]) end
    local g, c = gradient(f, {3, 2})
    assert.equal(f{3, 2}, c)
    assert.equal(gd.vector{12, 9 + math.exp(2)}, g)
    assert.equal(g, (core.exact("forward", f, {3, 2}, nil)))
    assert.equal(gd.vector{4, 6}, core.exact("hvp", f, {3, 2}, {1, 0}))
    assert.equal(gd.matrix{{4, 6}, {6, math.exp(2)}}, core.exact("hessian", f, {3, 2}, nil))
    assert.equal(f{3, 2}, core.exact("value", f, {3, 2}, nil))
    assert.equal("compiled", rung(f))
  end)

  it("may be a map: wide and tall ones, tables, numbers", function()
    local function tall(v) return {v[1]*v[2], v[1] + v[2], v[2]^2} end
    assert.equal(gd.matrix{{3, 2}, {1, 1}, {0, 6}}, core.exact("jacobian", tall, {2, 3}, nil))
    local function wide(v) return gd.vector{v[1]*v[2]*v[3]} end
    assert.equal(gd.matrix{{12, 8, 6}}, core.exact("jacobian", wide, {2, 3, 4}, nil))
    local function number(v) return v[1]^2 end
    assert.equal(gd.matrix{{4, 0}}, core.exact("jacobian", number, {2, 3}, nil))
    local function impure(v) last = v[2]; return v*v end
    assert.equal(gd.matrix{{4, 0}, {0, 6}}, core.exact("jacobian", impure, {2, 3}, nil))
    assert.equal("tape", rung(impure))
    last = nil
  end)

  it("takes the way through it that the point takes", function()
    local function f(x)
      if x > 2 then return x^2 elseif x > 0 then return 3*x else return -x end
    end
    for _, x in ipairs{3.0, 1.0, -1.0, 4.0, 2.0, -2.5, 0.5} do
      local g, c = gradient(f, x)
      assert.equal(f(x), c)
      assert.equal(x > 2 and 2*x or x > 0 and 3.0 or -1.0, g)
    end
    assert.equal("compiled", rung(f))
    assert.equal(3, #core.explain(f, nil).paths)
  end)

  it("with too many ways through it is traced each time", function()
    local function f(x)
      local n = 0
      for i = 1, 100 do if x > i then n = n + 1 end end
      return n*x
    end
    for i = 1, 90 do assert.equal(i*1.0, (gradient(f, i + 0.5))) end
    assert.equal("tape", rung(f))
  end)

  it("is called plainly when it is asked for its value at the point of the trace", function()
    local calls = 0
    local counted = setmetatable({}, {__call = function(_, x) calls = calls + 1; return x*x end})
    gradient(counted, 3.0)
    assert.equal(1, calls)
    for i = 2, 20 do
      local g, c = gradient(counted, i/2)
      assert.equal(i, calls)
      assert.equal(i*1.0, g)
      assert.equal(i*i/4, c)
    end
    assert.equal("tape", rung(counted))
  end)

  it("prints once an evaluation where it prints", function()
    local out = {}
    local function f(x) out[#out + 1] = "x"; return x^3 end
    for i = 1, 5 do assert.equal(3.0*i^2, (gradient(f, i + 0.0))) end
    assert.equal(5, #out)
  end)
end)

describe("what a traced function has read", function()
  it("makes inputs of numbers that change", function()
    local k, t = 2.0, {rate = 1}
    local function f(x) return k*x^2 + t.rate*x end
    for i = 1, 40 do
      k, t.rate = i, -i
      assert.equal(2.0*i*3 - i, (gradient(f, 3.0)))
    end
    assert.equal("compiled", rung(f))
    assert.equal(2, #core.explain(f, nil).promoted)
  end)

  it("takes inputs back where a number has to be plain", function()
    local n, k = 2, 1.0
    local function f(x) return #("a"):rep(n)*k*x end
    for i = 1, 12 do
      n, k = i % 3 + 1, i + 0.5
      assert.equal(n*k, (gradient(f, 1.0)))
      assert.equal("compiled", rung(f))
    end
    for i = 1, 12 do
      k = i
      assert.equal(n*k*1.0, (gradient(f, 1.0)))
    end
    assert.equal(1, #core.explain(f, nil).paths)
    -- once it is known which one it is
    assert.same({"the upvalue 'k'"}, core.explain(f, nil).promoted)
  end)

  it("asks which value it is where that decides the way", function()
    local n, k = 2, 1.0
    local function f(x)
      local s = 0
      for i = 1, n do s = s + k*x end
      return s
    end
    for i = 1, 12 do
      n, k = i % 3 + 1, i + 0.5
      assert.equal(n*k, (gradient(f, 1.0)))
    end
    assert.equal("compiled", rung(f))
  end)

  it("is traced again when it is no number", function()
    local how = math.sin
    local options = {square = false}
    local function f(x) return options.square and how(x)^2 or how(x) end
    assert.equal(math.cos(1), (gradient(f, 1.0)))
    how = math.exp
    assert.equal(math.exp(1), (gradient(f, 1.0)))
    options.square = true
    assert.equal(2*math.exp(1)*math.exp(1), (gradient(f, 1.0)))
    assert.equal("compiled", rung(f))
  end)

  it("is looked at in arrays by their version", function()
    local w, rows = gd.vector{1, 2}, gd.matrix{{1, 2}, {3, 4}}
    local function f(v) return v:dot(w) + v:dot(rows[2]) end
    assert.equal(gd.vector{4, 6}, (gradient(f, {1, 1})))
    w[1] = 10
    assert.equal(gd.vector{13, 6}, (gradient(f, {1, 1})))
    rows[2][2] = 0
    assert.equal(gd.vector{13, 2}, (gradient(f, {1, 1})))
    assert.equal("compiled", rung(f))
  end)

  it("goes to the tape where it changes all the time", function()
    local t = {}
    local function f(x) return t.how(x) end
    local hows = {math.sin, math.exp}
    for i = 1, 80 do
      t.how = hows[i % 2 + 1]
      assert.equal(i % 2 == 1 and math.exp(1) or math.cos(1), (gradient(f, 1.0)))
    end
    assert.equal("tape", rung(f))
    assert.truthy(reason(f):find("changes all the time", 1, true))
  end)

  it("may be many slots", function()
    local data = {}
    for i = 1, 10000 do data[i] = i end
    local function f(x)
      local s = 0
      for i = 1, #data do s = s + data[i] end
      return s*x
    end
    assert.equal(50005000.0, (gradient(f, 1.0)))
    data[1] = 0
    data[10000] = 0
    -- a part is looked at each time
    local g
    for _ = 1, 4 do g = gradient(f, 1.0) end
    assert.equal(49994999.0, g)
  end)
end)

describe("a function that cannot be traced", function()
  it("is refused, with reason, file and line", function()
    local env = {core = core}
    support.message([[local function f(x)
      local s = x^2
      local text = x .. ""
      return s
    end
    a, r = core.exact("gradient", f, 3.0, nil)
    error("done")]], env)
    assert.is_nil(env.a)
    assert.equal("differences", env.r.rung)
    assert.equal("script.lua", env.r.file)
    assert.equal(4, env.r.line)
    assert.truthy(env.r.reason:find("turned into text", 1, true))
    assert.equal("script.lua:4: the cost cannot be traced (" .. env.r.reason .. "); its gradient " ..
                 "is worked out by central differences", env.r.warning)
  end)

  it("may be traced at another point", function()
    local function f(x)
      if x < 0 then return #(x .. "") + x end
      return math.sin(x)/x
    end
    assert.is_nil((gradient(f, -1)))
    assert.is_true(gd.equal(math.cos(1) - math.sin(1), (gradient(f, 1.0)), 1e-15))
    assert.equal("compiled", rung(f))
  end)

  it("is refused for one kind of derivative as for all", function()
    local function f(v) return tonumber(v[1] .. "") end
    for _, want in ipairs{"gradient", "forward", "hessian", "value", "jacobian"} do
      local a, r = core.exact(want, f, {3}, nil)
      assert.is_nil(a)
      assert.equal("differences", r.rung)
    end
    assert.is_nil((core.exact("hvp", f, {3}, {1})))
  end)

  it("counts where a script catches the refusal", function()
    local function f(x)
      local ok, text = pcall(function() return x .. "" end)
      return ok and #text*x or 5*x
    end
    assert.is_nil((gradient(f, 3.0)))
  end)
end)

describe("an error", function()
  it("of the function is the function's own", function()
    local env = {core = core}
    assert.equal("script.lua:2: attempt to index a nil value (global 'nothing')",
                 support.message("return core.exact('gradient', function(x) return " ..
                                 "nothing.x end, 3, nil)", env))
    local object = {}
    local ok, e = pcall(gradient, function() error(object) end, 1)
    assert.is_false(ok)
    assert.equal(object, e)
  end)

  it("of the third evaluation is raised at the third", function()
    local n = 0
    local function f(x)
      n = n + 1
      if n == 3 then error({code = 7}) end
      return x^2
    end
    assert.equal(4.0, (gradient(f, 2.0)))
    assert.equal(6.0, (gradient(f, 3.0)))
    local ok, e = pcall(gradient, f, 4.0)
    assert.is_false(ok)
    assert.equal(7, e.code)
    assert.equal(3, n)
    assert.equal(10.0, (gradient(f, 5.0)))
  end)

  it("names what is no number", function()
    local env = {core = core, gd = gd}
    assert.equal("script.lua:2: the cost returned nil; a number expected (is there a 'return' on " ..
                 "every way through it?) (cost defined at script.lua:2)",
                 support.message("return core.exact('gradient', function(v) end, {3}, nil)", env))
    assert.equal("script.lua:2: the cost returned vector of 1; a number expected (cost defined at " ..
                 "script.lua:2)",
                 support.message("return core.exact('gradient', function(v) return v end, {3}, nil)",
                                 env))
    assert.equal("script.lua:2: the cost returned two values, 1.0 and 2; one number expected " ..
                 "(cost defined at script.lua:2)",
                 support.message("return core.exact('gradient', function(x) return x, 2 end, 1, nil)",
                                 env))
    assert.equal("script.lua:2: the function returned 'a' (a string); a number, a vector or a " ..
                 "table of numbers expected (function defined at script.lua:2)",
                 support.message("return core.exact('jacobian', function(x) return 'a' end, 1, nil)",
                                 env))
  end)

  it("leaves the function as it was", function()
    local bad = true
    local function f(x) if bad then error("no") end return x^2 end
    assert.is_false((pcall(gradient, f, 2.0)))
    bad = false
    assert.equal(4.0, (gradient(f, 2.0)))
    assert.equal("compiled", rung(f))
  end)
end)

describe("one function inside another", function()
  it("may be the same: it is another while it is being traced", function()
    local function f(x, depth)
      if depth == 0 then return x^2 end
      return x^3 + core.exact("value", f, 2.0, nil, depth - 1)
    end
    local g, c = gradient(f, 3.0, 2)
    assert.equal(27.0, g)
    assert.equal(27 + 8 + 4.0, c)
  end)

  it("makes the outer one depend on all that the inner one reads", function()
    local k = 2
    local function inner(x) return k*x^2 end
    local function outer(x) return x*core.exact("gradient", inner, 3.0, nil) end
    assert.equal(12.0, (gradient(outer, 1.0)))
    k = 5
    assert.equal(30.0, (gradient(outer, 1.0)))
    k = 6
    assert.equal(36.0, (gradient(outer, 1.0)))
  end)
end)

describe("a function that does something else with traced values", function()
  local process = dofile "tests/spec/cli/process.lua"

  -- Stock Lua's own 'type', taken before gdlua put another in its place, calls
  -- a traced number a userdata: nothing that can be seen from outside.
  it("is found out by its value, on the tape as well", function()
    local out, err, status = process.run(process.stock .. " -", [[
      local type = type
      local gd = require "gdlua"
      local function f(x) if type(x) == "number" then return x^2 else return 7*x end end
      local g, c = gd.gradient(f, 3)
      print(("%.6g %.6g"):format(g, c), gd.explain(f, 3).rung)
    ]])
    process.clean()
    assert.equal("6 9\tdifferences\n", out)
    assert.match("^gdlua: warning: .*a spot check found another value", err)
    assert.equal(0, status)
  end)
end)

describe("GDLUA_VERIFY", function()
  local process = dofile "tests/spec/cli/process.lua"
  local function run(value)
    return process.run(("GDLUA_VERIFY=%s %s -"):format(process.quote(value), process.quote(process.gdlua)), [[
      for i = 1, 3 do io.write((gd.gradient(function(x) return x^2 end, i)), "\n") end
      io.write(gd.minimize(function(x) return (x - 1)^2 end, 0).x, "\n")
    ]])
  end

  it("may be 'always' or nothing; anything else is said to mean nothing, once", function()
    local right, quiet, status = run("")
    assert.same({"", 0}, {quiet, status})
    assert.same({right, "", 0}, {run("always")})
    local out, err, code = run("allways")
    assert.same({right, 0}, {out, code})
    assert.equal([[gdlua: GDLUA_VERIFY is 'allways' and means nothing ("always" is the only value there is)]] .. "\n",
                 err)
  end)
end)
