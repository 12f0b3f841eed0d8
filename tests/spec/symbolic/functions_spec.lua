local gd = require "gdlua"
local core = require "gdlua.core"
local blamed = dofile "tests/spec/blamed.lua"

local x, y = gd.symbols "x y"

local operators = {add = true, sub = true, mul = true, div = true, idiv = true, mod = true, neg = true}

describe("functions of expressions", function()
  it("are all rows of functions.def", function()
    for _, row in ipairs(core.functions()) do
      local f = not operators[row.name] and gd[row.name]
      if f then
        local e
        if row.arity == 1 then e = f(x) else e = f(x, y) end
        local name = row.name == "atan2" and "atan" or row.name == "pow" and "x^y" or row.name
        assert.equal(name, tostring(e):match(row.name == "pow" and ".*" or "^[^(]*"))
        local point = {x = 0.625, y = 0.375}
        local expected = f(point.x, row.arity == 2 and point.y or nil)
        assert.equal(expected + 0.0, e:eval(point))
      end
    end
  end)

  it("are those of math, too", function()
    assert.equal("sin(x)", tostring(math.sin(x)))
    assert.equal("max(x, y)", tostring(math.max(x, y)))
    assert.equal("abs(x)", tostring(math.abs(x)))
    assert.equal("floor(x)", tostring(math.floor(x)))
    assert.equal("fmod(x, y)", tostring(math.fmod(x, y)))
    local whole, part = math.modf(x)
    assert.equal("trunc(x)", tostring(whole))
    assert.equal("frac(x)", tostring(part))
  end)

  it("take numbers next to expressions", function()
    assert.equal("hypot(3, x)", tostring(gd.hypot(3, x)))
    assert.equal("max(max(x, 0), y)", tostring(gd.max(x, 0, y)))
    assert.equal("min(x, 1)", tostring(math.min(x, 1)))
  end)

  it("have the arguments that they have for numbers", function()
    assert.equal("atan(x)", tostring(gd.atan(x)))
    assert.equal("atan(y, x)", tostring(math.atan(y, x)))
    assert.equal("log(x)", tostring(gd.log(x)))
    assert.equal("log2(x)", tostring(gd.log(x, 2)))
    assert.equal("log10(x)", tostring(math.log(x, 10)))
    assert.equal("log(x)/log(3)", tostring(gd.log(x, 3)))
    assert.equal("min(max(x, 0), 1)", tostring(gd.clamp(x, 0, 1)))
    assert.equal("where(x, y, 1)", tostring(gd.where(x, y, 1)))
    assert.equal("x", tostring(gd.logsumexp(x)))
  end)

  it("leave those of numbers and arrays as they are", function()
    assert.equal(math.exp(1), gd.exp(1))
    assert.equal(3, math.max(1, 3))
    assert.same({1, 4}, gd.pow({1, 2}, 2):totable())
  end)

  it("are refused where they make no sense", function()
    blamed(function() local _ = gd.softmax(x) end, "'softmax' cannot take an expression")
    blamed(function() local _ = gd.exp(x, 2) end, "bad number of arguments to 'exp' %(1 expected, got 2%)")
    blamed(function() local _ = gd.hypot(x) end, "bad number of arguments to 'hypot' %(2 expected, got 1%)")
    blamed(function() local _ = gd.where(x, 1) end, "bad number of arguments to 'where' %(3 expected, got 2%)")
    blamed(function() local _ = gd.max(x, "a") end, "bad argument #2 to 'max' %(.*got 'a'")
    blamed(function() local _ = gd.max(gd.vector{1}, x) end, "got vector of 1")
    blamed(function() local _ = math.random(x) end, "number expected, got expression")
    blamed(function() local _ = gd.vector{x, 2} end, "element 1 is an expression")
  end)
end)
