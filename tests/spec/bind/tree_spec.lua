local gd = require "gdlua"
local core = require "gdlua.core"

local function names(start)
  local list = {}
  for i, node in ipairs(core.leaves((core.shape(start, "start")))) do
    list[i] = ("%s %d+%d%s"):format(node.name, node.offset, node.length, node.leaf and "" or " table")
  end
  return list
end

local function flat(start) return select(2, core.shape(start, "start")):totable() end

describe("a shape", function()
  it("of a number or an array has one leaf without a name", function()
    assert.same({" 0+1"}, names(3))
    assert.same({" 0+2"}, names{1, 2})
    assert.same({" 0+6"}, names(gd.zeros(2, 3)))
  end)

  it("orders a list before names, and names by bytes", function()
    assert.same({" 0+5 table", "[1] 0+1", "[2] 1+1", "B 2+1", "a 3+1", "\u{e9} 4+1"},
                names{1, 2, ["\u{e9}"] = 5, a = 4, B = 3})
    assert.same({1, 2, 3, 4, 5}, flat{1, 2, ["\u{e9}"] = 5, a = 4, B = 3})
  end)

  it("orders names that begin alike by length", function()
    assert.same({1, 2, 3, 4}, flat{["a"] = 1, ["a\0"] = 2, ["a\0b"] = 3, ["ab"] = 4})
  end)

  it("names nested leaves by their path", function()
    assert.same({" 0+7 table", "[1] 0+2", "layer 2+5 table", "layer.b 2+1", "layer.w 3+4 table", "layer.w[1] 3+2",
                 "layer.w[2] 5+2"}, names{{1, 2}, layer = {b = 3, w = {{4, 5}, {6, 7}}}})
  end)

  it("does not depend on the order in which a table was filled", function()
    for seed = 1, 20 do
      math.randomseed(seed)
      local t, keys = {}, {}
      for i = 1, 30 do keys[i] = ("k%02d"):format(i) end
      for i = 30, 2, -1 do
        local k = math.random(i)
        keys[i], keys[k] = keys[k], keys[i]
      end
      for _, key in ipairs(keys) do t[key] = tonumber(key:sub(2)) end
      local expected = {}
      for i = 1, 30 do expected[i] = i end
      assert.same(expected, flat(t))
    end
  end)

  it("makes values of its own kind from a vector", function()
    local shape = core.shape({{1, 2}, m = gd.zeros(1, 2), n = 0, deep = {er = 1}}, "start")
    local value = core.unflatten(shape, gd.vector{1, 2, 3, 4, 5, 6})
    assert.equal(gd.vector{1, 2}, value[1])
    assert.same({er = 3.0}, value.deep)
    assert.equal(gd.matrix{{4, 5}}, value.m)
    assert.equal(6.0, value.n)
  end)

  it("spreads numbers over leaves and subtrees", function()
    local shape = core.shape({w = {1, 2}, layer = {a = 1, b = {1, 1}}}, "start")
    assert.equal(gd.vector{7, 7, 7, 7, 7}, core.spread(shape, 7, "bound"))
    assert.equal(gd.vector{1, 1, 1, 2, 3}, core.spread(shape, {layer = 1, w = {2, 3}}, "bound"))
  end)

  it("takes integers as floats", function()
    assert.equal("float", math.type(flat(3)[1]))
    assert.equal("float", math.type(flat{b = 3}[1]))
  end)

  it("may have many nodes", function()
    local t = {}
    for i = 1, 1000 do t["k" .. i] = {a = i, b = {i, i}} end
    assert.equal(3000, #flat(t))
  end)

  it("may nest up to 60 tables", function()
    local t = {x = 1}
    for _ = 1, 60 do t = {t = t} end
    assert.same({1}, flat(t))
  end)

  it("ignores metatables", function()
    local t = setmetatable({a = 1}, {__index = {b = 2}, __pairs = error, __len = error})
    assert.same({1}, flat(t))
  end)
end)

describe("core.join", function()
  it("puts vectors one behind the other, traced ones too", function()
    assert.same({1, 2, 3}, core.join{gd.vector{1, 2}, gd.vector{}, gd.vector{3}}:totable())
    assert.same({}, core.join{}:totable())
    local function f(x)
      local y = core.join{x:slice(2, 3), gd.vector{1, 2}, 2*x:slice(1, 1)}
      return y:dot(y*gd.vector{1, 2, 3, 4, 5})
    end
    local g, c = gd.gradient(f, {3, 4, 5}, {mode = "reverse"})
    assert.same({2*5*4*3, 2*4, 2*2*5}, g:totable())
    assert.equal(16 + 2*25 + 3 + 4*4 + 5*36, c)
  end)

  it("refuses anything else", function()
    assert.error_matches(function() core.join{gd.vector{1}, 2} end, "vectors")
    assert.error_matches(function() core.join{gd.eye(2)} end, "vectors")
  end)
end)
