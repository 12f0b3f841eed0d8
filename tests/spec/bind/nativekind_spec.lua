-- What a part of a run sees when it is traced is what it sees as Lua, and each
-- call of it is made once.
local gd = require "gdlua"

local function cost(p) return 100*(p[2] - p[1]^2)^2 + (1 - p[1])^2 end

-- The steps of a run, where it went, the rungs and why.
local function run(opts, epochs)
  opts.epochs, opts.tolerance, opts.history = epochs or 40, 0, "all"
  local d = gd.descent(cost, {-1.2, 1}, opts)
  local r = d:run()
  local rungs, why = d:rungs()
  return {steps = r.history.step:totable(), x = r.x:totable()}, rungs, why
end

-- The schedule, and a copy that cannot be traced, must give the same bits.
local function check(schedule, rung, reason)
  local mine, rungs, why = run{step = schedule}
  local other = run{step = function(t, s)
    local _ = tostring(t)
    return schedule(t, s)
  end}
  assert.same(other, mine)
  assert.equal(rung, rungs.schedule)
  if reason then assert.match(reason, why.schedule, 1, true) end
end

local function rule(init, update)
  return {step = 1e-3, method = gd.method.define{name = "mine", init = init, update = update}()}
end

local function check_rule(init, update, rung, reason)
  local mine, rungs, why = run(rule(init, update))
  local other = run(rule(init, function(x, ...)
    local _ = tostring(x)
    return update(x, ...)
  end))
  assert.same(other, mine)
  assert.equal(rung, rungs.method)
  if reason then assert.match(reason, why.method, 1, true) end
end

describe("integers in a part", function()
  it("wrap around as they do in Lua", function()
    check(function(t) return t*(1 << 62) ~= 0 and 1e-3 or 5e-4 end, "Lua", "beyond 2^53")
    check(function(t)
      local u = t + 2000000
      for _ = 1, 3 do u = u*u end
      return u > 0 and 1e-3 or 5e-4
    end, "Lua", "beyond 2^53")
    check(function(t) return (t < 25 and t or 3*(1 << 61)*t) >= 0 and 1e-3 or 5e-4 end, "Lua")
  end)

  it("are integers, below that compiled", function()
    check(function(t) return math.type(t) == "integer" and 1e-3 or 5e-4 end, "compiled")
    check(function(t) return math.type(t/1) == "float" and 1e-3 or 5e-4 end, "compiled")
    check(function(t) return 1e-3/(1 + t//7 + t % 5) end, "compiled")
    check(function(_, s) return math.type(s.epoch) == "integer" and 1e-3 or 5e-4 end, "compiled")
    check(function(_, s) return math.type(s.best.epoch) == "integer" and 1e-3 or 5e-4 end, "compiled")
    check(function(t) return 1e-3*(1 - math.min(t/100, 1)) end, "compiled")
    check(function(t) return 1e-3/(1 + 2*math.max(t, 20.5)) end, "compiled")
    check(function(t) return t < 30 and 1e-3 or 1e-3/(1 + 1/(t/1)) end, "compiled")
  end)

  it("can be taken apart, and made text of, in Lua only", function()
    check(function(t) return (t | 1) > 5 and 1e-3 or 5e-4 end, "Lua")
    check(function(t) return (t << 60) > 5 and 1e-3 or 5e-4 end, "Lua")
    check(function(t) return 1e-3/(1 + #("%d"):format(t)) end, "Lua")
  end)

  it("raise when they are divided by zero", function()
    local ok, message = pcall(run, {step = function(t)
      return t < 30 and 1e-3 or 1e-3*(1 // (t // 1000))
    end})
    assert.is_false(ok)
    assert.match("attempt to divide by zero", message, 1, true)
  end)

  it("in a memory stay integers, and leave it before they wrap around", function()
    local types
    local function init() return {n = 3} end
    check_rule(init, function(x, g, step, s)
      s.n = s.n*3
      return s.n > 0 and x - step*g or x
    end, "Lua", "beyond 2^53")
    check_rule(init, function(x, g, step, s)
      s.n = s.n + 1
      return x - step*g/(1 + s.n//3)
    end, "compiled")
    check_rule(function() return {n = 1 << 60} end, function(x, g, step, s)
      s.n = s.n + 1
      return s.n % 2 == 0 and x - step*g or x
    end, "Lua", "beyond 2^53")
    types = function(x, g, step, s, _, t)
      if t > 20 then s.n = s.n*1.5 end
      return math.type(s.n) == "float" and x - step*g or x
    end
    check_rule(init, types, "compiled")
    check_rule(init, function(x, g, step, s, _, t)
      s.n = t % 2 == 0 and t or t/2
      return math.type(s.n) == "float" and x - step*g or x
    end, "Lua")
  end)
end)

describe("arrays in a memory", function()
  it("that are one array in two places stay so", function()
    check_rule(function()
      local a = gd.zeros(2)
      return {a = a, b = a}
    end, function(x, g, step, s)
      s.a[1] = s.a[1] + 1
      return x - step*g + 1e-3*s.b
    end, "Lua", "one array in two places")
    check_rule(function() return {a = gd.zeros(2), b = gd.zeros(2)} end, function(x, g, step, s, _, t)
      if t > 25 then s.a = g s.b = g end
      s.a[1] = s.a[1] + 1
      return x - step*s.b
    end, "Lua", "one array in two places")
  end)

  it("may be what the rule was handed, or answers", function()
    check_rule(function(x) return {p = x} end, function(x, g, step, s)
      local p = s.p
      s.p = x
      return x - step*g + 1e-3*(x - p)
    end, "compiled")
    check_rule(function(x) return {p = x} end, function(x, _, _, s) s.p = x return x end, "compiled")
    check_rule(function(x) return {m = x:copy()} end, function(_, g, step, s)
      s.m = s.m - step*g
      return s.m
    end, "compiled")
  end)
end)

describe("the state that a part sees", function()
  it("is the same kind of value, with and without Lua", function()
    check(function(_, s)
      return type(s) == "userdata" and getmetatable(s) == false and 1e-3 or 5e-4
    end, "compiled")
    for _, epochs in ipairs{3, 30} do
      local ok, message = pcall(run, {step = function(t, s)
        if t == epochs then for _ in pairs(s) do end end
        return 1e-3
      end})
      assert.is_false(ok)
      assert.match("the state has no pairs to go over", message)
      assert.match("epoch, updates, evaluations, x, gradient, cost", message)
      ok, message = pcall(run, {step = function(t, s)
        if t == epochs then s.cost = 1 end
        return 1e-3
      end})
      assert.is_false(ok)
      assert.match("the state is read-only (tried to set 'cost'", message, 1, true)
    end
  end)

  it("may be kept, and is the run's", function()
    local kept
    check(function(_, s)
      kept = s
      return 1e-3/(1 + kept.epoch)
    end, "Lua", "it changes the upvalue 'kept'")
    assert.equal(40, kept.epoch)
    kept = nil
    local _, rungs = run{step = function(_, s)
      if kept == nil then kept = s end
      assert(s == kept)
      return 1e-3
    end}
    assert.equal("Lua", rungs.schedule)
  end)

  it("read through one that was kept is that of the moment", function()
    local kept
    local function follow(trace)
      kept = nil
      local d = gd.descent(cost, {-1.2, 1}, {epochs = 60, tolerance = 0, step = function(t)
        if not trace then local _ = tostring(t) end
        return kept and 1e-3/(1 + kept.epoch) or 1e-3
      end, on_epoch = function(s) kept = s end})
      return d:run().x:totable()
    end
    assert.same(follow(false), follow(true))
  end)
end)

describe("a part with effects", function()
  it("is called as often as in Lua", function()
    for name, text in pairs{
      count = "calls = calls + 1 return 1e-3",
      ["count and text"] = "calls = calls + 1 return 1e-3 + 0*#tostring(t)",
      ["text and count"] = "local _ = tostring(t) calls = calls + 1 return 1e-3",
      ["count late"] = "if t > 25 then calls = calls + 1 end return 1e-3",
      list = "list[#list + 1] = t return 1e-3",
      insert = "table.insert(list, t) return 1e-3",
      print = "print(t) return 1e-3",
      array = "v[1] = v[1] + 1 return 1e-3",
      caught = "pcall(function() calls = calls + 1 end) return 1e-3",
    } do
      local env = setmetatable({list = {}, v = gd.zeros(1), printed = 0}, {__index = _G})
      env.print = function() env.printed = env.printed + 1 end
      local make = assert(load("local calls = 0 return function(t) " .. text ..
                               " end, function() return calls end", "=it", "t", env))
      local schedule, calls = make()
      run{step = schedule}
      local late = name == "count late" and 26 or 0
      local made = calls() + #env.list + env.v[1] + env.printed
      assert.equal(40 - late, made, name)
    end
  end)

  it("draws as many random numbers as in Lua", function()
    local function draws(text)
      gd.seed(5)
      run{step = function(t)
        if text then local _ = tostring(t) end
        return 1e-3*(1 + gd.uniform(1, 0, 1)[1])
      end}
      return gd.uniform(1, 0, 1)[1]
    end
    assert.equal(draws(true), draws(false))
  end)
end)

describe("a part whose memory is nothing for a trace", function()
  it("says why", function()
    local _, rungs, why = run(rule(function() return {[true] = 1} end,
                                   function(x, g, step) return x - step*g end))
    assert.equal("Lua", rungs.method)
    assert.match("its memory cannot be kept as numbers: it has a key that is neither", why.method)
  end)
end)

describe("a rule that raises in the middle", function()
  -- Runs on after an error in update t; as if nothing had happened.
  local function final(raise_at, lua)
    local raised = {}
    local r = rule(function() return {n = 0, v = gd.zeros(2), inner = {k = 1.5}} end,
      function(x, g, step, s, _, t)
        if lua then local _ = tostring(t) end
        s.n = s.n + 1
        s.v[1] = s.v[1] + 1
        s.inner.k = s.inner.k*1.01
        if t == raise_at and not raised[1] then
          raised[1] = true
          error("in the middle")
        end
        return x - step*g/(1 + 1e-3*s.n + 1e-3*s.v[1] + s.inner.k)
      end)
    r.epochs, r.tolerance = 60, 0
    local d = gd.descent(cost, {-1.2, 1}, r)
    if raise_at then assert.is_false((pcall(d.run, d))) end
    return d:run().x:totable()
  end

  it("has its memory as before, on each rung", function()
    local right = final()
    for _, raise_at in ipairs{0, 3, 16, 17, 40} do
      assert.same(right, final(raise_at, true))
      assert.same(right, final(raise_at, false))
    end
  end)
end)
