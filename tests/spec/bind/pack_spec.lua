-- Lua values in files and back: the memory of a method, saved and restored.
local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

after_each(support.clean)

-- What becomes of a value in the memory of a method.
local function there_and_back(value)
  local path, memory = support.path(".ckpt"), nil
  local method = gd.method.define{
    name = "m", init = function() return {value = value} end,
    update = function(x, _, _, s) memory = s return x end,
  }
  local function new() return gd.descent(gd.sum_of_squares, {1, 2}, {method = method}) end
  new():save(path)
  new():restore(path):step()
  return memory.value, memory
end

local function is_same(a, b)
  return rawequal(a, b) or a == b and math.type(a) == math.type(b) or a ~= a and b ~= b
end

describe("a value in a checkpoint", function()
  it("that is a simple one stays what it is", function()
    local values = {
      true, false, 0, 1, -1, math.maxinteger, math.mininteger, 0.0, 1.0, 0.1, -2^-1074, 2^53, math.huge,
      -math.huge, 0/0, "", "text", "\0", "a\0b\r\n\255", ("long"):rep(10000),
    }
    for i, v in ipairs(values) do
      assert.is_true(is_same(v, (there_and_back(v))), i)
    end
    assert.is_nil((there_and_back(nil)))
    assert.equal(-math.huge, 1/there_and_back(-0.0))
  end)

  it("may be an array of any shape", function()
    for _, a in ipairs{gd.vector{1.5}, gd.linspace(0, 1, 1000), gd.matrix{{1, 2, 3}, {4, 5, 6}}, gd.zeros(1, 1),
                       gd.zeros(0), gd.matrix{{1}, {2}}} do
      local b = there_and_back(a)
      assert.is_true(a == b)
      assert.equal(a.rank, b.rank)
      assert.equal(a.cols, b.cols)
      assert.is_false(rawequal(a, b))
    end
    local nan = there_and_back(gd.vector{0/0, -0.0, math.huge})
    assert.is_true(nan[1] ~= nan[1] and 1/nan[2] == -math.huge and nan[3] == math.huge)
  end)

  it("has copies of rows of a matrix", function()
    local row = there_and_back(gd.matrix{{1, 2}, {3, 4}}[2])
    assert.equal(gd.vector{3, 4}, row)
    row[1] = 9
    assert.equal(9, row[1])
  end)

  it("may be a table with keys of all kinds", function()
    local t = {10, 20, nil, 40, [0] = "zero", [-1] = "minus", [1.5] = "float", [true] = 1, [false] = 2,
               ["a b"] = {}, [""] = "empty", [math.mininteger] = "low", [math.huge] = "huge"}
    local u = there_and_back(t)
    for k, v in pairs(t) do
      if type(v) ~= "table" then assert.equal(v, u[k]) end
    end
    assert.same(t, u)
  end)

  it("may have tables and arrays as keys", function()
    local key, array = {1}, gd.vector{2}
    local u = there_and_back{key = key, array = array, [key] = "table", [array] = "array"}
    assert.equal("table", u[u.key])
    assert.equal("array", u[u.array])
  end)

  it("shares what was shared", function()
    local part, array = {n = 1}, gd.vector{1, 2}
    local u = there_and_back{a = part, b = {part, part}, x = array, y = array}
    assert.is_true(rawequal(u.a, u.b[1]) and rawequal(u.a, u.b[2]))
    assert.is_true(rawequal(u.x, u.y))
    assert.is_false(rawequal(u.x, array))
    u.x[1] = 7
    assert.equal(7, u.y[1])
  end)

  it("may contain itself", function()
    local t = {list = {}}
    t.self, t.list[1] = t, t.list
    t.list[2], t[t] = t, t.list
    local u, memory = there_and_back(t)
    assert.is_true(rawequal(u, u.self) and rawequal(u, memory.value))
    assert.is_true(rawequal(u.list, u.list[1]) and rawequal(u, u.list[2]) and rawequal(u.list, u[u]))
  end)

  it("may be nested as deep as memory goes", function()
    local t = {}
    local inner = t
    for i = 1, 50000 do
      inner.next, inner.i = {}, i
      inner = inner.next
    end
    local u, n = there_and_back(t), 0
    while u.next do
      n = n + 1
      assert(u.i == n)
      u = u.next
    end
    assert.equal(50000, n)
  end)

  it("may be large", function()
    local t = {}
    for i = 1, 30000 do t[i] = {i, tostring(i)} end
    local u = there_and_back(t)
    assert.equal(30000, #u)
    for i = 1, 30000, 1000 do assert.same({i, tostring(i)}, u[i]) end
  end)
end)

describe("a value that no file can hold", function()
  -- Where the message says it is.
  local function place(value)
    local method = gd.method.define{name = "m", init = function() return {value = value} end,
                                    update = function(x) return x end}
    local d = gd.descent(gd.sum_of_squares, {1, 2}, {method = method})
    local message = support.message("d:save(path)", {d = d, path = support.path(".ckpt")})
    return message:match("^script.lua:2: cannot save this run: '(.-)' in the memory of the method is (.-) %(what a file")
  end

  it("is named by its path", function()
    assert.same({"value", "a function"}, {place(print)})
    assert.same({"value", "a thread"}, {place(coroutine.create(print))})
    assert.same({"value", "a userdata"}, {place(io.stdout)})
    assert.same({"value", "a table with a metatable"}, {place(setmetatable({}, {}))})
    assert.same({"value.a.b", "a function"}, {place{a = {b = print}}})
    assert.same({"value[3].x", "a function"}, {place{1, 2, {x = print}}})
    assert.same({"value.a[?].b", "a function"}, {place{a = {[true] = {b = print}}}})
    assert.same({"value[?]", "a function"}, {place{[print] = 1}})
    assert.same({"value.list[2]", "a table with a metatable"}, {place{list = {1, gd.schedule.constant(1)}}})
  end)

  it("is found in a table that contains itself", function()
    local t = {}
    t.self, t.deep = t, {t, {t, print}}
    assert.same({"value.deep[2][2]", "a function"}, {place(t)})
  end)
end)
