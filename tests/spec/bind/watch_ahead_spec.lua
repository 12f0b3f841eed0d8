-- Instructions that run unseen in long loops (engine/bind/watch_ahead.c): what a
-- watched call says is the same as when each instruction is looked at.
local gd = require "gdlua"
local core = require "gdlua.core"

local long = 3000          -- more turns than it takes to begin

local function numbers(n)
  local t = {}
  for i = 1, n do t[i] = i/n end
  return t
end

-- What is said of f(...) with each instruction looked at, or not; and how many were.
local function both(make, ...)
  local said, hooks = {}, {}
  for k, ahead in ipairs{false, true} do
    local before = core.look_ahead(ahead)
    local ok, r = pcall(core.watch, make(), ...)
    core.look_ahead(before)
    assert.is_true(ok, r)
    said[k], hooks[k] = r, core.hooks()
  end
  return said[1], said[2], hooks[1], hooks[2]
end

local function assert_same(make, ...)
  local all, ahead, hooks, fewer = both(make, ...)
  assert.same(all, ahead)
  return ahead, hooks, fewer
end

describe("instructions that run unseen", function()
  it("are most of those of a loop over traced numbers", function()
    local r, all, some = assert_same(function()
      local t = numbers(long)
      return function(a, b)
        local s = 0
        for i = 1, #t do s = s + (a*t[i] - b)^2 end
        return s
      end
    end, 2, 3)
    assert.is_true(r.traced[1])
    assert.is_true(#r.reads > 900)
    assert.is_true(some < all/2, ("%d of %d"):format(some, all))
  end)

  it("are all but a few where nothing but traced numbers is there", function()
    local _, all, some = assert_same(function()
      return function(a, b)
        local s, x = 0, a
        for i = 1, 10*long do
          x = x*b % 1.5
          s = s + x/3 - (-x)
          if i > 20000000 then s = s - 1 end
        end
        return s
      end
    end, 0.7, 1.01)
    assert.is_true(some < all/3, ("%d of %d"):format(some, all))
  end)

  it("do not hide what is read behind them", function()
    for _, read in ipairs{
      function(t, u, i, a) return a + t[i] end,
      function(t, u, i, a) return a + u.deep.x end,
      function(t, u, i, a) return a + #t end,
      function(t, u, i, a) return i % 1000 == 0 and a + u.late or a end,
      function(t, u, i, a) return i % 1000 == 0 and a + u[i // 1000] or a*2 end,
    } do
      local r = assert_same(function()
        local t, u = numbers(long), {deep = {x = 1}, late = 2, 3, 4, 5}
        return function(a)
          local s = 0
          for i = 1, long do s = s + read(t, u, i, a)*0.5 end
          return s
        end
      end, 2)
      assert.is_true(#r.reads > 0)
      assert.is_nil(r.impure)
    end
  end)

  it("do not hide an upvalue that is read or written at the end of a loop", function()
    local r = assert_same(function()
      local count, rate = 0, 2
      return function(a)
        local s = 0
        for i = 1, long do s = s + a*i end
        count = count + 1
        return s*rate
      end
    end, 2)
    assert.matches("count", r.impure)
    assert.same({"the upvalue 'long'", "the upvalue 'count'", "the upvalue 'rate'"}, r.reads)
  end)

  it("do not hide stores", function()
    for _, store in ipairs{
      function(t, i, x) t[i] = x end,
      function(t, i, x) if i == long - 5 then t.last = x end end,
      function(t, i, x) if i % 700 == 0 then table.insert(t, i) end end,
      function(t, i, x) if i % 700 == 0 then rawset(t, i, 1) end end,
    } do
      local r = assert_same(function()
        local t = {}
        return function(a)
          local s = 0
          for i = 1, long do
            s = s + a*i
            store(t, i, s)
          end
          return s
        end
      end, 2)
      assert.is_string(r.impure)
    end
  end)

  it("do not hide == and keys that are traced", function()
    for _, see in ipairs{
      function(t, s) return s == 7 and 1 or 0 end,
      function(t, s) return 7.5 == s and 1 or 0 end,
      function(t, s) return t[s] or 0 end,
    } do
      local r = assert_same(function()
        local t = {10, 20}
        return function(a)
          local s, n = a, 0
          for i = 1, long do s = s + 1 end
          for _ = 1, 3 do n = n + see(t, s) end
          return s + n
        end
      end, 2)
      assert.is_true(r.guards > 0)
    end
  end)

  it("count a comparison of traced numbers once", function()
    local r = assert_same(function()
      return function(a, b)
        local s, more = 0, 0
        for i = 1, long do
          s = s + a
          if s < b then more = more + 1 end
          if s >= 2*b then more = more - 1 end
          if 5 > s then more = more*2 end
        end
        return s + more % 7
      end
    end, 1, 1500)
    assert.equal(3*long, r.guards)
  end)

  it("are the same in loops of all kinds", function()
    for _, loop in ipairs{
      function(a, s) for x = 0, 1, 1/long do s = s + a*x end return s end,
      function(a, s) for i = long, 1, -1 do s = s + a*i end return s end,
      function(a, s) local i = 0 while i < long do i = i + 1 s = s + a*i end return s end,
      function(a, s) local i = 0 repeat i = i + 1 s = s*a + i until i >= long return s end,
      function(a, s) for i = 1, long do for k = 1, i % 4 do s = s + a*k end end return s end,
      function(a, s) for i = 1, long do if i % 2 == 0 then goto on end s = s + a ::on:: end return s end,
      function(a, s) for i = 1, long do if i == 2900 then break end s = s + a end return s end,
      function(a, s) local function f(x, i) return x*i + a end
        for i = 1, long do s = s + f(s, i) % 3 end return s end,
    } do
      local all, ahead = both(function() return function(a) return loop(a, 0) end end, 0.75)
      assert.same(all, ahead)
      assert.is_true(ahead.traced[1])
    end
  end)

  it("follow vectors, rows and matrices of the trace and of others", function()
    local m = gd.matrix{{1, 2, 3}, {4, 5, 6}}
    local r = assert_same(function()
      local v = gd.linspace(0, 1, long)
      return function(a)
        local own = gd.zeros(3)
        own[2] = a
        local s = 0
        for i = 1, #v do s = s + own[1 + i % 3]*v[i] + m[1 + i % 2][2]*a end
        own[1] = s
        for i = 1, long do s = s + own[1]*own[2] - own[3] end
        return s
      end
    end, 2)
    assert.is_true(r.traced[1])
  end)

  it("stop at an error that the function catches", function()
    local r = assert_same(function()
      local t, seen = numbers(10), {}
      return function(a)
        local s, v = 0, gd.ones(long - 50)
        local ok = pcall(function()
          for i = 1, long do s = s + a*v[i]*a end
        end)
        seen[1] = ok
        return s + t[3]
      end
    end, 2)
    assert.is_string(r.impure)
    assert.is_true(r.ok)
  end)

  it("stop at variables that are closed", function()
    local r = assert_same(function()
      local closed = {}
      return function(a)
        local s = 0
        do
          local _ <close> = setmetatable({}, {__close = function() closed[#closed + 1] = 1 end})
          for i = 1, long do s = s + a*i end
        end
        return s
      end
    end, 2)
    assert.is_string(r.impure)
  end)

  it("stop at an error while variables are to be closed", function()
    local r = assert_same(function()
      local closed = {}
      local function use(a)
        local s, v = 0, gd.ones(long - 50)
        local _ <close> = setmetatable({}, {__close = function() closed[1] = 1 end})
        for i = 1, long do s = s + a*v[i]*a end
        return s
      end
      return use
    end, 2)
    assert.is_false(r.ok)
    assert.is_string(r.impure)
  end)

  it("are not more than there are where an element may be a plain number", function()
    local t = numbers(long)
    local w = core.watcher()
    local r = w:call(function(a)
      local own, s = gd.zeros(3), 0
      own[1] = a
      for i = 1, #t do s = s + own[2]*0.5 + t[i] end
      return s*a
    end, 2)
    assert.is_true(r.traced[1])
    assert.is_true((w:size()) >= long)
  end)

  it("are not shifted by finalisers that are due", function()
    local n, ran = 8*long, 0
    local t = numbers(n)
    local meta = {__gc = function() ran = ran + 1 for _ = 1, ran % 7 do ran = ran + 0 end end}
    local w = core.watcher()
    local mode = collectgarbage("incremental", 100, 100)
    collectgarbage()
    collectgarbage "stop"
    for _ = 1, n do setmetatable({}, meta) end
    collectgarbage "restart"
    local before = ran
    local r = w:call(function(a)
      local s = 0
      for i = 1, #t do s = s + a*a*a*a*a*t[i] end
      return s
    end, 2)
    local within = ran - before
    collectgarbage("incremental", 200, 100)
    collectgarbage(mode)
    assert.is_true(r.ok)
    assert.is_true(within > 1000, within)
    assert.is_true((w:size()) >= n, (w:size()))
  end)

  it("are not shifted by finalisers", function()
    local t, made = numbers(long), 0
    local w = core.watcher()
    local r = w:call(function(a)
      local s = 0
      for i = 1, #t do
        if i % 10 == 0 then
          setmetatable({}, {__gc = function() made = made + 1 for _ = 1, made % 7 do made = made + 0 end end})
        end
        s = s + a*t[i]
      end
      return s
    end, 2)
    assert.is_true(r.ok)
    assert.is_true((w:size()) >= long)         -- each element is logged
    collectgarbage()
    collectgarbage()
    assert.is_true(made > 0)
  end)
end)

describe("the collector", function()
  local function collects(f)
    local before = core.watch(f, 2)
    return collectgarbage "isrunning", before
  end

  local function sum(a)
    local s = 0
    for i = 1, long do s = s + a*i end
    return s
  end

  it("runs again after a call, an error, a call within a call", function()
    assert.is_true(collects(sum))
    local running, r = collects(function(a) error(tostring(sum(a) ~= nil)) end)
    assert.is_true(running)
    assert.is_false(r.ok)
    assert.is_true(collects(function(a)
      local s = sum(a)
      return s + gd.gradient(sum, 3)
    end))
  end)

  it("stays stopped where the script has stopped it", function()
    collectgarbage "stop"
    local running = collects(sum)
    collectgarbage "restart"
    assert.is_false(running)
  end)

  it("is the script's where that asks for it", function()
    local seen = {}
    local running = collects(function(a)
      local s = sum(a)
      seen.running = collectgarbage "isrunning"
      collectgarbage "stop"
      return s + sum(a)
    end)
    collectgarbage "restart"
    assert.is_true(seen.running)
    assert.is_false(running)
  end)

  it("is so in a call within a call, too", function()
    local running
    collects(function(a)
      local s = sum(a)
      local function inner(x)
        running = collectgarbage "isrunning"
        return x*x
      end
      return s + gd.derivative(inner, 3)
    end)
    assert.is_true(running)
  end)

  it("frees what a long call drops", function()
    local mode = collectgarbage "incremental"
    collectgarbage()
    collectgarbage()
    local before, most = collectgarbage "count", 0
    core.watch(function(a)
      local s = 0
      for i = 1, 200000 do s = s + a*i end
      return s
    end, 2)
    most = collectgarbage "count"
    collectgarbage(mode)
    assert.is_true(most - before < 8000, most - before)
  end)
end)
