local gd = require "gdlua"
local core = require "gdlua.core"

-- What f answers for a traced x, and for a plain one.
local function both(f, x)
  local t = core.trace(f, x)
  assert(not t.error, t.error)
  return t.value, f(x), t
end

local function same(f, x)
  local traced, plain, t = both(f, x)
  assert.are.same(plain, traced)
  assert.are.equal(math.type(plain), math.type(traced))
  return t
end

describe("a traced number", function()
  it("is a number in all but its type's name", function()
    same(function(x) return type(x) end, 2.5)
    same(function(x) return math.type(x) end, 2.5)
    same(function(x) return type(x + 1) == "number" and tonumber(x)*2 end, 2.5)
    same(function(x) return rawequal(x, 2.5) end, 2.5)
    same(function(x) return rawequal(x, x + 1) end, 2.5)
    same(function(x) return rawequal(x, "2.5") end, 2.5)
    same(function(x) return tonumber(x, nil) end, 2.5)
    same(function(x) return getmetatable(x) or nil end, 2.5)
  end)

  it("has the operators of floats, whatever the other operand", function()
    for _, f in ipairs{
      function(x) return 7//x + 7 % x - -x end, function(x) return x^2 - 2^x end,
      function(x) return (3 - x)/(x - 1) end, function(x) return "3"*x + x/"2" end,
      function(x) return x + math.maxinteger end, function(x) return x % math.huge end,
      function(x) return -x // 0 end, function(x) return x % -3 end,
    } do same(f, 2.5) end
  end)

  it("compares like a float", function()
    for _, f in ipairs{
      function(x) return x < 3 end, function(x) return 3 < x end, function(x) return x <= 2.5 end,
      function(x) return x > x + 1 end, function(x) return x >= 2*x - 2.5 end,
      function(x) return x == 1*x end, function(x) return x ~= 2*x end,
      function(x) return x == gd.ones(1)*x end, function(x) return not (x < 0/0) end,
      function(x) return math.maxinteger < x end,
    } do same(f, 2.5) end
  end)

  it("remembers that floor and ceil are integers in Lua", function()
    for _, f in ipairs{
      function(x) return math.floor(x) end, function(x) return math.ceil(x)*2 + 1 end,
      function(x) return math.floor(x)//2 end, function(x) return math.floor(x) % 3 end,
      function(x) return math.floor(x)/2 end, function(x) return math.floor(x) + 0.5 end,
      function(x) return math.floor(x)^2 end, function(x) return -math.floor(x) end,
      function(x) return math.type(math.floor(x)) end, function(x) return math.max(math.floor(x), 7) end,
      function(x) return math.abs(math.floor(-x)) end, function(x) return math.fmod(math.floor(x), 2) end,
      function(x) return math.max(math.floor(x), 1.5) > 0 end,
      function(x) return math.floor(math.floor(x)) end,
      function(x) return math.modf(math.floor(x)) end,
    } do same(f, 2.5) end
    -- an integer 0 has no sign
    same(function(x) return 1/math.ceil(x) end, -0.5)
    same(function(x) return 1/(math.floor(x)*-1) end, 0.5)
    same(function(x) return 1/-math.floor(x) end, 0.5)
    same(function(x) return 1/(math.floor(x) % -3) end, 3.5)
  end)

  it("raises where integers do", function()
    for _, code in ipairs{"return 1//math.floor(x)", "return 1 % math.floor(x)",
                          "return math.fmod(1, math.floor(x))"} do
      local f = assert(load("local x = ...\n" .. code, "@script.lua"))
      local _, message = pcall(f, 0.5)
      assert.are.equal(message, core.trace(f, 0.5).error, code)
    end
    -- not 0, and small enough for an integer to be what it is as a float
    assert.are.equal(2, core.trace(function(x) return x*(7//math.floor(x)) end, 2.5).guards)
    assert.is_truthy(core.trace(function(x) return math.floor(x)*2^30//1*math.floor(x*2^30) end, 2.5).value)
    assert.are.equal("a whole number beyond 2^53",
                     core.trace(function(x) return math.floor(x)*math.floor(x) end, 2.0^40).refused)
  end)

  it("leaves operators to other values that bring them", function()
    local meta = {}
    local function make(v) return setmetatable({v = v}, meta) end
    local function value(u) return getmetatable(u) == meta and u.v or u end
    for _, event in ipairs{"add", "sub", "mul", "div", "pow", "mod", "idiv"} do
      local f = load("local a, b = ... return a " .. ({add = "+", sub = "-", mul = "*", div = "/",
                      pow = "^", mod = "%", idiv = "//"})[event] .. " b")
      meta["__" .. event] = function(a, b) return make(f(value(a), value(b))) end
    end
    meta.__lt = function(a, b) return value(a) < value(b) end
    meta.__le = function(a, b) return value(a) <= value(b) end
    meta.__concat = function() return 5.0 end
    for _, f in ipairs{
      function(x) return (x + make(2)).v end, function(x) return (make(3) - x).v end,
      function(x) return (x*make(x)/make(2)).v end, function(x) return (x^make(2) % make(3)).v end,
      function(x) return (x//make(2)).v end, function(x) return x < make(3) end,
      function(x) return make(3) <= x end, function(x) return x .. make(1) end,
    } do same(f, 2.5) end
  end)

  it("goes through functions, tables, loops and varargs", function()
    same(function(x)
      local t = {x, 2*x, n = 3*x}
      local function sum(a, ...) if a == nil then return 0.0 end return a + sum(...) end
      table.insert(t, x^2)
      return sum(table.unpack(t)) + t.n
    end, 2.5)
    same(function(x)
      local t = {x, 3*x - 4, -x}
      table.sort(t)
      return t[1] - 2*t[2] + 3*t[3]
    end, 2.5)
    same(function(x) return select("#", x, x) + select(2, 1, x) end, 2.5)
  end)
end)

describe("a traced array", function()
  it("has the operators of arrays", function()
    for _, f in ipairs{
      function(v) return v + 1 end, function(v) return 2^v end, function(v) return -v end,
      function(v) return {1, 2, 3}*v end, function(v) return v/{1, 2, 3} end,
      function(v) return gd.vector{1, 2, 3} - v end, function(v) return v*gd.ones(2, 3) end,
      function(v) return v[1]*v end, function(v) return v//v[2] end,
      function(v) return {v[1], 2, 3} % v end, function(v) return gd.ones(2, 1) + v end,
      function(v) return v*{v, v} end,
    } do same(f, gd.vector{1.5, 2, -3}) end
  end)

  it("equals what has its contents", function()
    for _, f in ipairs{
      function(v) return v == v:copy() end, function(v) return v == gd.vector{1, 2} end,
      function(v) return gd.vector{1, 2} == v end, function(v) return v == v + 1 end,
      function(v) return v == gd.ones(3) end, function(v) return v == v[1] end,
      function(v) return gd.vector{v[1], 2} == v end, function(v) return v ~= gd.matrix{v} end,
    } do same(f, gd.vector{1, 2}) end
    local t = core.trace(function(v) return v == gd.vector{1, 2} and v:sum() or 0.0 end, gd.vector{1, 2})
    assert.are.equal(1, t.guards)
  end)
end)
