-- What a traced function does besides computing, seen instruction by instruction.
-- core.watch(f, x, ...) calls f as it is called when it is traced: numbers
-- become traced values.
local core = require "gdlua.core"
local gd = require "gdlua"

local function reads(r)
  local set = {}
  for _, name in ipairs(r.reads) do set[name] = (set[name] or 0) + 1 end
  return set
end

-- A call that was pure and could be traced.
local function pure(f, ...)
  local r = core.watch(f, ...)
  assert(r.ok, r[1])
  assert.is_nil(r.refused)
  assert.is_nil(r.impure)
  return r
end

local function impure(why, f, ...)
  local r = core.watch(f, ...)
  assert(r.ok, r[1])
  assert.is_nil(r.refused)
  assert.matches(why, r.impure or "it is pure")
  return r
end

local function refused(why, f, ...)
  local r = core.watch(f, ...)
  assert.matches(why, r.refused or "it is not refused")
  return r
end

-- Nothing that is traced can be reached from a value.
local function is_plain(v, seen)
  seen = seen or {}
  if type(v) == "userdata" then return core.describe(v):match("^vector") ~= nil end
  if type(v) == "table" and not seen[v] then
    seen[v] = true
    for k, x in pairs(v) do
      if not is_plain(k, seen) or not is_plain(x, seen) then return false end
    end
  end
  return true
end

after_each(function() assert.is_nil((debug.gethook())) end)

describe("reads", function()
  it("are logged of upvalues, globals and tables", function()
    local rate, data = 3, {1, 2, x = {y = 5}}
    rawset(_G, "watch_global", 2)
    local w = core.watcher()
    local global = load("return watch_global")
    local function f(x) return x * rate + global() + data[2] + data.x.y end
    local set = reads(w:call(f, 2))
    assert.equal(1, set["the upvalue 'rate'"])
    assert.equal(1, set["the global 'watch_global'"])
    assert.equal(1, set["element 2 of a table"])
    assert.equal(1, set["the field 'x' of a table"])
    assert.equal(1, set["the field 'y' of a table"])
    assert.is_nil(w:changed())
    local function sees(name, change, back)
      change()
      local _, what = w:changed()
      assert.equal(name, what)
      back()
      assert.is_nil(w:changed())
    end
    sees("the upvalue 'rate'", function() rate = 4 end, function() rate = 3 end)
    sees("the upvalue 'rate'", function() rate = 3.0 end, function() rate = 3 end)
    sees("the global 'watch_global'", function() rawset(_G, "watch_global", nil) end,
         function() rawset(_G, "watch_global", 2) end)
    sees("element 2 of a table", function() data[2] = 2.5 end, function() data[2] = 2 end)
    sees("the field 'y' of a table", function() data.x.y = "5" end,
         function() data.x.y = 5 end)
    local other, own = {y = 5}, data.x
    sees("the field 'x' of a table", function() data.x = other end,
         function() data.x = own end)
    data[1] = 17                       -- never read
    assert.is_nil(w:changed())
    rawset(_G, "watch_global", nil)
  end)

  it("are logged once", function()
    local data = {1, 2, 3}
    local w = core.watcher()
    local function f(x)
      local s = 0
      for _ = 1, 50 do for i = 1, #data do s = s + data[i] * x end end
      return s
    end
    w:call(f, 1)
    local n = w:size()
    w:call(f, 2)
    assert.equal(n, (w:size()))
    assert.equal(6, n)                 -- upvalue, length, metatable, 3 elements
  end)

  it("are few bytes each, and of very many slots", function()
    local data = {}
    for i = 1, 100000 do data[i] = i end
    local w = core.watcher()
    w:call(function() local s = 0; for i = 1, #data do s = s + data[i] end; return s end)
    local n, bytes = w:size()
    assert.is_true(n >= 100000 and n < 100010)
    assert.is_true(bytes < 40 * 131072)
    assert.is_nil(w:changed())
    data[77777] = -1
    local i, name = w:changed()
    assert.equal("element 77777 of a table", name)
    assert.is_nil(w:changed(i + 1, n - 1))     -- wraps around, stops before it
    assert.equal(i, (w:changed(i + 1, n)))
  end)

  it("include the length of a table", function()
    local data = {1, 2, 3}
    local w = core.watcher()
    w:call(function(x) return x * #data end, 1)
    data[4] = 4
    assert.equal("the length of a table", select(2, w:changed()))
  end)

  it("include what is not there", function()
    local cache = {}
    local w = core.watcher()
    w:call(function(x) return x + (cache.offset or 0) + (cache[3] or 0) end, 1)
    cache.other = 1
    assert.is_nil(w:changed())
    cache.offset = 1
    assert.equal("the field 'offset' of a table", select(2, w:changed()))
    cache.offset = nil
    cache[3] = 1
    assert.equal("element 3 of a table", select(2, w:changed()))
    cache[3] = nil
    setmetatable(cache, {__index = function() return 7 end})
    assert.equal("the metatable of a table", select(2, w:changed()))
  end)

  it("follow metatables", function()
    local Base = {scale = 2}
    local Class = setmetatable({}, {__index = Base})
    Class.__index = Class
    Class.__add = function(a, b) return a.v + b end
    function Base:value(x) return self.v * x * self.scale end
    local object = setmetatable({v = 3}, Class)
    local w = core.watcher()
    local function f(x)
      local own = setmetatable({v = x}, Class)
      return object:value(x) + own:value(2) + (object + 1)
    end
    assert.equal(6 * 5 + 20 + 4, w:call(f, 5)[1])
    assert.is_nil(w:changed())
    local function sees(t, key, value)
      local was = rawget(t, key)
      rawset(t, key, value)
      assert.is_truthy(w:changed(), key)
      rawset(t, key, was)
    end
    sees(Base, "scale", 3)
    sees(Base, "value", function() return 0 end)
    sees(Class, "scale", 9)            -- would hide that of Base
    sees(Class, "__add", function() return 0 end)
    sees(Class, "__index", Base)
    sees(object, "v", 4)
    assert.is_nil(w:changed())
    setmetatable(object, nil)
    assert.is_truthy(w:changed())
  end)

  it("include all that ipairs, pairs, next, unpack and concat see", function()
    for name, f in pairs {
      ipairs = function(t) local s = 0; for _, v in ipairs(t) do s = s + v end; return s end,
      pairs = function(t) local s = 0; for _, v in pairs(t) do s = s + v end; return s end,
      next = function(t)
        local s, k, v = 0, next(t)
        while k do s = s + v; k, v = next(t, k) end
        return s
      end,
      unpack = function(t) local a, b, c, d = table.unpack(t); return a + b + c + (d or 0) end,
      concat = function(t) return tonumber(table.concat(t)) end,
      select = function(t) return select("#", table.unpack(t)) end,
      max = function(t) return math.max(table.unpack(t)) end,
      pcall = function(t) return select(2, pcall(math.max, table.unpack(t))) end,
      sum = function(t) return gd.vector(t):sum() end,
    } do
      local data = {1, 2, 3}
      local w = core.watcher()
      local r = w:call(function() return f(data) end)
      assert.is_nil(r.impure, name)
      assert.is_nil(w:changed(), name)
      data[3] = 4
      assert.is_truthy(w:changed(), name)
      data[3] = 3
      data[4] = 4
      assert.is_truthy(w:changed(), name)
    end
    local set = {a = 1, b = 2}
    local w = core.watcher()
    w:call(function() local s = 0; for _, v in pairs(set) do s = s + v end; return s end)
    set.c = 3
    assert.equal("the keys of a table", select(2, w:changed()))
    set.c, set.b = nil, nil
    assert.is_truthy(w:changed())
    set.b = 2
    local rows = {{1, 2}, {3, 4}}
    w = core.watcher()
    w:call(function(x) return gd.matrix(rows):sum() * x end, 2)
    rows[2][1] = 5
    assert.is_truthy(w:changed())
  end)

  it("by rawget, rawlen, rawequal, getmetatable and setmetatable", function()
    local meta = {__index = {b = 2}}
    local t = setmetatable({a = 1}, meta)
    local w = core.watcher()
    local r = w:call(function(x)
      if getmetatable(t) ~= meta or not rawequal(t, t) then return 0 end
      return rawget(t, "a") * x + rawlen(t) + (rawget(t, "b") or 0)
    end, 1)
    assert.same({1.0, nil}, {r[1], r.impure})
    rawset(t, "b", 3)
    assert.equal("the field 'b' of a table", select(2, w:changed()))
    rawset(t, "b", nil)
    t[1] = 1
    assert.is_truthy(w:changed())
    t[1] = nil
    assert.is_nil(w:changed())
    setmetatable(t, {})
    assert.is_truthy(w:changed())
    assert.equal("it changes a table that is older than the call",
                 (core.watch(function(x) setmetatable(t, meta); return x end, 1).impure
                  :gsub("'setmetatable' changes", "it changes")))
  end)

  it("tell strings, functions and long strings apart", function()
    local long = ("x"):rep(60)
    local s, f, u = "a", print, long
    local w = core.watcher()
    w:call(function(x) return #s + #u + (f and 1 or 0) + x end, 1)
    u = ("x"):rep(30) .. ("x"):rep(30)
    assert.is_nil(w:changed())         -- the same text
    u = long .. "x"
    assert.is_truthy(w:changed())
    u = long
    s = "b"
    assert.is_truthy(w:changed())
    s, f = "a", pairs
    assert.is_truthy(w:changed())
  end)

  it("with keys of all kinds", function()
    local key, long = {}, ("k"):rep(60)
    local t = {[1.5] = 1, [true] = 2, [key] = 3, [long] = 4, [1000000] = 5, [-1] = 6}
    local w = core.watcher()
    w:call(function(x)
      return x * (t[1.5] + t[true] + t[key] + t[long] + t[1000000] + t[-1] + t[1e6])
    end, 1)
    for _, k in ipairs {1.5, true, key, long, 1000000, -1} do
      local was = t[k]
      assert.is_nil(w:changed())
      t[k] = 0
      assert.is_truthy(w:changed())
      t[k] = was
    end
    assert.is_nil(w:changed())
  end)

  it("are not logged of what the function makes itself", function()
    local r = pure(function(x)
      local t, s = {x, 2, k = {3}}, 0
      t[3] = 4
      t.k[2] = x
      for i = 1, #t do s = s + t[i] end
      local function add(v) s = s + v end
      add(t.k[2])
      local p = {}
      for i = 1, 3 do p[i] = function() s = s + i * x; return s end end
      for i = 1, 3 do p[i]() end
      return s
    end, 2)
    assert.equal(2 + 2 + 4 + 2 + 12, r[1])
    assert.same({}, r.reads)
    pure(function(x) local v = gd.vector{1, 2}:totable(); v[1] = x; return v[1] end, 1)
    pure(function(...) local t = table.pack(...); t[1] = t[1] * 2; t.n = 1; return t[1] end, 1)
    pure(function(x, ...) local t = {...}; t[#t + 1] = x; table.insert(t, x); return t[2] end, 1)
  end)

  it("in varargs, recursion, goto and string methods", function()
    local r = pure(function(...)
      local s = 0
      for i = 1, select("#", ...) do s = s + (select(i, ...)) end
      local function power(x, n) if n == 0 then return 1 end return x * power(x, n - 1) end
      local i = 0
      ::again::
      i = i + 1
      if i < 3 then goto again end
      return s + power((...), 3) + i + #("abc"):rep(i)
    end, 2, 5)
    assert.equal(7 + 8 + 3 + 9, r[1])
  end)
end)

describe("a call within a call", function()
  it("reads and changes for both", function()
    local k, count, data = 2, 0, {5}
    local w = core.watcher()
    local function inner(y) return y * k * data[1] end
    local function f(x) return x * core.watch(inner, 3)[1] * k end
    local r = w:call(f, 2)
    assert.equal(120.0, r[1])
    assert.is_nil(r.refused)
    assert.equal(1, reads(r)["the upvalue 'k'"])
    assert.is_nil(w:changed())
    data[1] = 6
    assert.equal("element 1 of a table", select(2, w:changed()))
    data[1] = 5
    r = core.watch(function(x)
      core.watch(function() count = count + 1 end)
      return x == 1 and x or x * 2
    end, 1)
    assert.matches("it changes the upvalue 'count'", r.impure)
    assert.same({1, 1.0, 1}, {count, r[1], r.guards})
    local co = core.watch(function(x)
      local n = coroutine.wrap(function() return core.watch(inner, 3)[1] end)()
      if x == 1 then n = n + 1 end
      return n, #(coroutine.wrap(function() return data end)())
    end, 1)
    assert.same({31.0, 1, 1}, {co[1], co[2], co.guards})
  end)
end)

describe("effects", function()
  it("are noted with their line", function()
    local count, last, t = 0, nil, {}
    local line = debug.getinfo(1, "l").currentline + 2
    local r = impure("^it changes the upvalue 'count'$", function(x)
      count = count + 1
      return x * count
    end, 3)
    assert.matches("watch_spec.lua$", r.file)
    assert.equal(line, r.line)
    assert.equal(1, count)
    impure("'watch_count'$", function(x) watch_count = 1; return x end, 1)
    impure("^it changes the field 'n'$", function(x) t.n = 1; return x end, 1)
    impure("^it changes element 2 of a table$", function(x) t[2] = 1; return x end, 1)
    impure("^it changes element 300 of a table$", function(x) local i = 300; t[i] = 1; return x end, 1)
    impure("^'table.insert' changes", function(x) table.insert(t, 1); return x end, 1)
    impure("^'table.sort' changes", function(x) table.sort{1}; local d = t.d or t; table.sort(d, function() return false end); return x end, 1)
    impure("^'rawset' changes", function(x) rawset(t, "k", 1); return x end, 1)
    impure("^'table.move' changes", function(x) table.move({1}, 1, 1, 1, t); return x end, 1)
    watch_count = nil
    assert.is_nil(last)
  end)

  it("reach plain tables through __newindex", function()
    local store = {}
    local proxy = setmetatable({}, {__newindex = store})
    impure("it changes", function(x) proxy.a = x; return x end, 3)
    assert.equal(3.0, store.a)
    local own = pure(function(x)
      local inner = {}
      local outer = setmetatable({}, {__newindex = inner})
      outer.a = x
      return inner.a
    end, 3)
    assert.equal(3.0, own[1])
    impure("it changes", function(x)
      local outer = setmetatable({}, {__newindex = store})
      outer.b = x
      return x
    end, 3)
    assert.equal(3.0, store.b)
    local log = {}
    local noisy = setmetatable({}, {__newindex = function(_, k, v) log[k] = v end})
    impure("it changes", function(x) noisy.c = x; return x end, 3)
    assert.equal(3.0, log.c)
  end)

  it("of the standard library and of ours are known", function()
    for name, f in pairs {
      ["math.random"] = function(x) return x * math.random() end,
      ["os.time"] = function(x) return x * os.time() end,
      ["os.clock"] = function(x) return x * os.clock() end,
      ["io.open"] = function(x) io.open("/nowhere/at/all"); return x end,
      ["collectgarbage"] = function(x) return x * collectgarbage("count") end,
      ["require"] = function(x) return x * #require("string").format("a") end,
      ["load"] = function(x) return x * load("return 2")() end,
      ["debug.getinfo"] = function(x) return x * debug.getinfo(1, "l").currentline end,
      ["gd.uniform"] = function(x) return x * gd.uniform(1)[1] end,
      ["gd.seed"] = function(x) gd.seed(1); return x end,
    } do
      local r = core.watch(f, 2)
      assert.is_nil(r.refused, name)
      assert.matches(name, r.impure or "pure", 1, true)
    end
    impure("math.random", function(x) return x * select(2, pcall(math.random)) end, 1)
  end)

  it("of what prints", function()
    local written = {}
    local file = io.tmpfile()
    local value = setmetatable({}, {__tostring = function(t) return "shown" end})
    impure("file:write", function(x)
      file:write("x = ", x, "\n")
      return x
    end, 3)
    file:seek("set")
    assert.equal("x = 3", file:read("a"):match("x = %d"))
    file:close()
    local old = io.output()
    local path = os.tmpname()
    io.output(path)
    local r = core.watch(function(x) io.write(x, " ", x * 2); return x end, 3)
    io.output():close()
    io.output(old)
    for line in io.lines(path) do written[#written + 1] = line end
    os.remove(path)
    assert.same({"3 6"}, {(written[1]:gsub("%.0", ""))})
    assert.matches("io.write", r.impure)
    assert.equal("shown", tostring(value))
  end)
end)

describe("stores of traced values", function()
  it("become plain, and are not read again", function()
    local last, t = 0, {}
    local function f(x)
      last = x * 2
      t.v = x
      t[3] = x + 1
      watch_global = x
      return x
    end
    local r = impure("it changes the upvalue 'last'", f, 5)
    assert.equal(5.0, r[1])
    assert.same({10.0, 5.0, 6.0, 5.0}, {last, t.v, t[3], watch_global})
    local function reader(what) refused("it reads .*" .. what, function(x)
        if what == "'last'" then return last * x end
        if what == "'v'" then return t.v * x end
        if what == "element 3" then return t[3] * x end
        return watch_global * x
      end, 1) end
    reader "'last'"
    reader "'v'"
    reader "element 3"
    reader "'watch_global'"
    refused("element 3", function(x) for _, v in ipairs{t} do x = x + #v + (rawget(v, 3)) end return x end, 1)
    refused("it reads", function(x) for _, v in pairs(t) do x = x + v end return x end, 1)
    impure("it changes", function(x)
      last, t.v, t[3], watch_global = 1, 2, 3, 4
      return last * x + t.v + t[3] + watch_global
    end, 1)
    local again = pure(function(x) return last * x + t.v + t[3] + watch_global end, 1)
    assert.equal(10.0, again[1])
    watch_global = nil
  end)

  it("in tables, arrays and by C functions", function()
    local t, list = {}, {}
    core.watch(function(x, y)
      local inner = {x, {y}}
      inner.self = inner
      t.first = inner
      t.second = inner
      inner.late = x * y
      t.array = gd.zeros(2) + x
      rawset(t, "raw", x)
      table.insert(list, x)
      table.insert(list, {y})
      table.sort(list, function() return false end)
      return x
    end, 3, 4)
    assert.is_true(is_plain(t))
    assert.is_true(is_plain(list))
    assert.same({3.0, 4.0, 12.0}, {t.first[1], t.first[2][1], t.first.late})
    assert.equal(3.0, t.array[2])
    assert.equal(3.0, t.raw)
    assert.same({3.0, {4.0}}, list)
    refused("it reads", function(x) return t.first[1] * x end, 1)
    refused("it reads", function(x) return t.second[1] * x end, 1)
    refused("it reads", function(x) return list[1] * x end, 1)
  end)

  it("in functions that outlive the call", function()
    local keep
    local r = refused("a function that keeps a traced value", function(x)
      local y = x * 2
      keep = function() return y end
      return x
    end, 3)
    assert.is_true(r.ok)
    assert.equal(6.0, keep())
    local fine
    impure("it changes", function(x) fine = function(z) return z end; return x end, 3)
    assert.equal(1, fine(1))
  end)

  it("when an error ends the call", function()
    local last, t = 0, {}
    for _, how in ipairs {
      function() error("stop") end,
      function() error({code = 1}) end,
      function() local v; return v.x end,
      function() return string.rep("x", 1 << 40) end,
    } do
      last, t.v = 0, nil
      local r = core.watch(function(x) last, t.v = x, {x}; how(); return x end, 3)
      assert.is_false(r.ok)
      assert.same({3.0, {3.0}}, {last, t.v})
      assert.is_nil((debug.gethook()))
    end
    local r = core.watch(function(x) error{x, nested = {x}} end, 3)
    assert.is_false(r.ok)
    assert.is_true(is_plain(r[1]))
    assert.same({3.0, nested = {3.0}}, r[1])
    r = core.watch(function(x) error(x) end, 3)
    assert.equal(3.0, r[1])
  end)

  it("of a memo table", function()
    local memo = {}
    local function f(x)
      if memo[x] then return memo[x] end
      memo[x] = x * x
      return memo[x]
    end
    local r = impure("it changes element 3", f, 3)
    assert.equal(9.0, r[1])
    assert.same({nil, nil, 9.0}, memo)
    refused("element 3", f, 3)
    assert.equal(4.0, impure("it changes element 2", f, 2)[1])
  end)
end)

describe("traced values where Lua does not ask them", function()
  it("are compared with numbers", function()
    local c = 2.5
    for _, f in ipairs {
      function(x) if x == 2 then return 1 else return 0 end end,
      function(x) if 2 == x then return 1 else return 0 end end,
      function(x) return x == 2 and 1 or 0 end,
      function(x) return x ~= 2 and 0 or 1 end,
      function(x) local y = 2; return (x * 1 == y * 1) and 1 or 0 end,
      function(x) return (x + 0.5) == 2.5 and 1 or 0 end,
      function(x) return (x + 0.5) == c and 1 or 0 end,
      function(x) if not (x == 2.0) then return 0 end return 1 end,
      function(x) repeat if x == 2 then return 1 end until true return 0 end,
      function(x) return #((x == 2) and "a" or "") end,
    } do
      for _, x in ipairs {2, 3, 2.000001} do
        local r = pure(f, x)
        assert.equal(x == 2 and 1 or 0, r[1])
        assert.equal(1, r.guards)
      end
    end
    local r = pure(function(x) local y = x; if y == 2 then y = y * 3 end return y, x end, 2)
    assert.same({6.0, 2.0, true, true}, {r[1], r[2], r.traced[1], r.traced[2]})
    r = pure(function(x, y) return x == y and 1 or 0 end, 2, 2)
    assert.same({1, 1}, {r[1], r.guards})
    r = pure(function(x) return x == "2" or x == nil or x == {} or x == math.maxinteger end, 2)
    assert.same({false, 0}, {r[1], r.guards})
  end)

  it("are limits of loops", function()
    local function count(from, to, step)
      return function(x) local n = 0; for _ = from, to(x), step do n = n + 1 end return n * x, n end
    end
    local function same(x) return x end
    for _, x in ipairs {0, 1, 3, 3.7, -2} do
      for _, step in ipairs {1, 2, 0.5} do
        local f = count(1, same, step)
        local r = pure(f, x)
        assert.equal(1, r.guards)
        assert.equal(select(2, f(x)), r[2])
      end
      local f = count(5, same, -1)
      assert.equal(select(2, f(x)), pure(f, x)[2])
    end
    refused("starts from a traced value", function(x) for _ = x, 5 do end return x end, 1)
    refused("step of a loop", function(x) for _ = 1, 5, x do end return x end, 1)
    refused("nan", function(x) for _ = 1, x do end return x end, 0 / 0)
  end)

  it("are keys", function()
    local t = {10, 20, 30, [2.5] = 7}
    local r = pure(function(i) return t[i] * i, i end, 2)
    assert.same({40.0, 1, true}, {r[1], r.guards, r.traced[2]})
    assert.equal(7, pure(function(i) return t[i + 0.5] end, 2)[1])
    assert.is_nil(pure(function(i) return t[i] end, 9)[1])
    impure("element 1", function(i) t[i] = 5; return i end, 1)
    assert.equal(5, t[1])
    r = pure(function(i) local own = {}; own[i] = i; own[i + 1] = 3; return own[1], own[2] end, 1)
    assert.same({1.0, 3, true}, {r[1], r[2], r.traced[1]})
    r = pure(function(i) local own = {}; own[i] = i; return own[1] * 2 end, 1)
    assert.is_true(r.traced[1])
    local old = {}
    impure("element 1", function(i) old[i] = i; return old[1] * i end, 1)
    assert.same({1.0}, old)
    refused("it reads element 1", function(i) return old[1] * i end, 1)
    local by = setmetatable({}, {__index = function(_, k) return k * 2 end})
    assert.equal(6.0, pure(function(i) local v = by[i]; return v, i end, 3)[1])
    assert.equal(20.0, pure(function(i) return gd.vector{10, 20}[i] end, 2)[1])
    refused("nan", function(i) return t[i] end, 0 / 0)
    refused("array", function(i) local v = gd.zeros(2) + i; return t[v] end, 1)
  end)

  it("are refused by functions that would not see what they are", function()
    local t = {1, 2}
    for name, f in pairs {
      rawget = function(x) return rawget(t, x) or x end,
      rawset = function(x) local own = {}; rawset(own, x, 1); return x end,
      select = function(x) return (select(x, 1, 2)) end,
      ["string.rep"] = function(x) return ("a"):rep(x) end,
      ["string.format"] = function(x) return ("%g"):format(x) end,
      ["os.exit"] = function(x) return os.exit(x) end,
      ["math.random"] = function(x) return math.random(x) end,
    } do
      local r = refused(name, f, 1)
      assert.is_number(r.line)
    end
    assert.equal(1, pure(function(x) return rawequal(x, 1) and x or 2 end, 1).guards)
    local r = refused("string.rep", function(x)
      pcall(function() return ("a"):rep(x) end)        -- counts all the same
      return x
    end, 1)
    assert.is_true(r.ok)
    assert.equal(1.0, r[1])
  end)

  it("can be sorted", function()
    local r = pure(function(a, b, c)
      local t = {a, b, c}
      table.sort(t)
      return t[1], t[2], t[3]
    end, 3, 1, 2)
    assert.same({1.0, 2.0, 3.0}, {r[1], r[2], r[3]})
    assert.is_true(r.guards >= 2)
  end)
end)

describe("coroutines", function()
  it("are watched, too", function()
    local seen = 0
    local function f(x)
      local co = coroutine.wrap(function(a)
        local b = coroutine.yield(a * 2)
        if b == 7 then seen = b end
        return a + b
      end)
      return co(x) + co(x)
    end
    local r = impure("coroutines", f, 7)
    assert.equal(28.0, r[1])
    assert.equal(1, r.guards)
    assert.equal(7.0, seen)
    local kept
    impure("coroutines", function(x)
      kept = coroutine.create(function(a) coroutine.yield(a); return 5 end)
      assert(coroutine.resume(kept, x))
      return x
    end, 1)
    assert.same({true, 5}, {coroutine.resume(kept)})
    assert.is_nil((debug.gethook(kept)))
  end)

  it("that are older are not resumed", function()
    local old = coroutine.wrap(function() while true do coroutine.yield(1) end end)
    local older = coroutine.create(function() while true do coroutine.yield(1) end end)
    refused("older than the call", function(x) return x * old() end, 1)
    refused("older than the call", function(x) return x * select(2, coroutine.resume(older)) end, 1)
  end)
end)

describe("a hook that is there", function()
  it("goes on counting lines and instructions", function()
    local function f(x)
      local y = x
      for i = 1, 3 do
        y = y + i
      end
      return y
    end
    local function lines(call)
      local n = {}
      debug.sethook(function(_, line)
        if debug.getinfo(2, "f").func == f then n[#n + 1] = line end
      end, "l")
      call()
      debug.sethook()
      return n
    end
    local plain = lines(function() f(1) end)
    assert.same(plain, lines(function() core.watch(f, 1) end))
    local w = core.watcher()
    local function count(call)
      local n = 0
      debug.sethook(function() n = n + 1 end, "", 5)
      call()
      debug.sethook()
      return n
    end
    local function long(n) local s = 0; for i = 1, n do s = i end return s end
    local n = count(function() w:call(long, 1000) end)
    local more = count(function() w:call(long, 6000) end)
    assert.is_true(math.abs(more - n - 2000) <= 1, more - n)
    local calls = {}
    debug.sethook(function(event) calls[event] = (calls[event] or 0) + 1 end, "cr")
    core.watch(function(x) return math.abs(x) end, 1)
    debug.sethook()
    assert.is_true(calls.call >= 2 and calls["return"] >= 2)
  end)

  it("may end the call, as a limit does", function()
    debug.sethook(function() error("limit", 0) end, "", 1000)
    local r = core.watch(function(x) while true do x = x == 1 and x or x end end, 1)
    local hook, mask, n = debug.gethook()
    debug.sethook()
    assert.is_function(hook)
    assert.same({"", 1000}, {mask, n})
    assert.same({false, "limit"}, {r.ok, r[1]})
  end)

  it("leaves nothing to be watched where it runs itself", function()
    local r
    debug.sethook(function()
      debug.sethook()
      r = core.watch(function(x) return x end, 1)
    end, "l")
    local _ = 1
    debug.sethook()
    assert.matches("within a hook", r.refused)
    local box = setmetatable({}, {__gc = function()
      r = core.watch(function(x) return x end, 1)
    end})
    r, box = nil, nil
    collectgarbage()
    assert.matches("within a hook", r.refused)
    assert.is_nil(box)
  end)

  it("cannot be set meanwhile", function()
    local r = refused("debug.sethook", function(x) debug.sethook(); return x end, 1)
    assert.is_false(r.ok)
  end)
end)

describe("promoted slots", function()
  it("are inputs while a call lasts", function()
    local rate, t = 3.5, {k = 2, 5}
    local seen
    local function f(x) return rate, t.k, t[1], x end
    local w = core.watcher()
    w:call(f, 1)
    for i, name in ipairs(w:call(f, 1).reads) do
      if name == "the upvalue 'rate'" or name:match("'k'") or name:match("element 1") then
        assert.is_true(w:promote(i), name)
      elseif name == "the upvalue 't'" then
        assert.is_false(w:promote(i))
      end
    end
    local r = w:call(f, 1)
    assert.same({3.5, 2, 5, true, true, true},
                {r[1], r[2], r[3], r.traced[1], r.traced[2], r.traced[3]})
    assert.same({3.5, 2, 5, "integer"}, {rate, t.k, t[1], math.type(t.k)})
    rate, t.k = 4.5, 7
    assert.is_nil(w:changed())
    t.k = 7.0                          -- a float is another kind of number
    assert.is_truthy(w:changed())
    t.k = 7
    assert.is_nil(w:changed())
    local values = {w:inputs()}
    table.sort(values)
    assert.same({4.5, 5.0, 7.0}, values)
    r = w:call(f, 1)
    assert.same({4.5, 7.0}, {r[1], r[2]})
    r = w:call(function() local keep = rate; error("out") end)
    assert.is_false(r.ok)
    assert.equal(4.5, rate)
    r = w:call(function(x) rate = rate * x; return rate end, 2)
    assert.matches("it changes the upvalue 'rate'", r.impure)
    assert.equal(9.0, rate)
    rate = "no number"
    assert.is_truthy(w:changed())
    rate = 1.5
    w:clear()
    assert.equal(3, (w:size()))
    for i = 1, 3 do w:demote(i) end
    rate = 2.5
    assert.is_truthy(w:changed())
    r = w:call(f, 1)
    assert.is_nil(r.traced[1])
    w:clear()
    assert.equal(0, (w:size()))
    assert.is_nil(w:changed())
    assert.is_nil(seen)
  end)
end)
