local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

local x, y = gd.symbols "x y"
local cost = x^2 + y^2

describe("an expression", function()
  it("prints as it was written", function()
    for text, e in pairs{
      ["x^2 + y^2"] = cost, ["(x + 0)*1"] = (x + 0)*1, ["x/y/2"] = x/y/2, ["x/(y*2)"] = x/(y*2),
      ["x - (y - 1)"] = x - (y - 1), ["-x^2"] = -x^2, ["(-x)^2"] = (-x)^2, ["x % 2"] = x % 2,
      ["x//y"] = x//y, ["2^x^y"] = 2^x^y, ["(2^x)^y"] = (2^x)^y, ["0.1*x"] = 0.1*x,
      ["exp(sin(x))"] = gd.exp(gd.sin(x)), ["x*-2"] = x*-2,
    } do
      local plain = tostring(e):gsub("%(%-2%)", "-2")
      assert.equal(text, plain)
    end
    assert.equal("f = x^2 + y^2!", "f = " .. cost .. "!")
    assert.equal("x^2 + y^2", cost:tostring())
  end)

  it("is equal to one of the same structure", function()
    assert.is_true(cost == x^2 + y^2)
    assert.is_true(gd.sin(x)*2 == gd.sin(x)*2)
    assert.is_false(cost == y^2 + x^2)
    assert.is_false(cost == x^2 + y^3)
    assert.is_false(x == "x")
    assert.is_false(x*2 == 2)
  end)

  it("compares large shared ones at once", function()
    local a, b = x, x
    for _ = 1, 200 do a, b = a + a, b + b end
    assert.is_true(a == b)
    assert.equal(2.0^200, a:eval{x = 1})
    assert.equal(2.0^200, a:diff(x):eval{})
  end)

  it("has a value", function()
    assert.equal(25.0, cost:eval{x = 3, y = 4})
    assert.equal("float", math.type(cost:eval{x = 3, y = 4}))
    assert.equal(25.0, cost:eval{[x] = 3, [y] = 4})
    assert.equal(9.0, (x^2):eval{x = 3, y = 4})
    assert.equal(5.0, (x - x + 5):subs{x = 1}:eval())
  end)

  it("is a function of a point", function()
    assert.equal(25.0, cost{x = 3, y = 4})
    assert.equal(25.0, cost{3, 4})
    assert.equal(25.0, cost(gd.vector{3, 4}))
    assert.equal(9.0, (x^2)(3))
    assert.equal(9.0, (x^2){3})
    assert.equal(9.0, (x^2){x = 3})
  end)

  it("has derivatives", function()
    assert.equal("2*x", tostring(cost:diff(x)))
    assert.equal("2*y", tostring(cost:diff "y"))
    assert.equal("0", tostring(cost:diff(gd.symbols "z")))
    assert.equal("6*x", tostring((x^3):diff(x, 2)))
    assert.equal("6*x^2*y", tostring((x^3*y^2):diff(x, y)))
    assert.equal("12*x*y", tostring((x^3*y^2):diff(x, 2, y)))
    assert.equal("x^3", tostring((x^3):diff(x, 0)))
    assert.equal("cos(x)", tostring(gd.sin(x):diff()))
    assert.equal(6.0, cost:diff(x):eval{x = 3, y = 4})
  end)

  it("has a gradient", function()
    local g = cost:gradient()
    assert.equal("2*x", tostring(g.x))
    assert.equal("2*y", tostring(g.y))
    assert.equal("{x = 2*x, y = 2*y}", tostring(g))
    local names = {}
    for name, e in pairs(g) do names[#names + 1] = name .. "=" .. e end
    assert.same({"x=2*x", "y=2*y"}, names)
    assert.equal("{y = 2*y}", tostring(cost:gradient{y}))
    assert.equal("{y = 2*y}", tostring(cost:gradient(y)))
    assert.equal("{x = 2*x, z = 0}", tostring(cost:gradient{"z", "x"}))
    assert.equal("{}", tostring((x*0):subs{x = 1}:gradient()))
  end)

  it("takes others in the place of symbols", function()
    assert.equal("y^2 + 4", tostring(cost:subs{x = 2}))
    assert.equal("2*y^2", tostring(cost:subs{x = y}))
    assert.equal("x - y", tostring((y - x):subs{x = y, y = x}))
    assert.equal("x^2 + y^2", tostring(cost:subs{z = 3}))
    assert.equal("13", tostring(cost:subs{[x] = 2, [y] = 3}))
    assert.equal("x^2 + y^2", tostring(cost))
  end)

  it("says its symbols", function()
    assert.same({"x", "y"}, (y + x*y):symbols())
    assert.same({}, (x:subs{x = 2}):symbols())
  end)

  it("becomes a function", function()
    local f = (x - y):compile{"x", "y"}
    assert.equal(1.0, f(3, 2))
    assert.equal(1.0, (x - y):compile{y, x}(2, 3))
    assert.equal(1.0, (x - y):compile "x, y"(3, 2))
    assert.equal(1.0, (x - y):compile()(3, 2))
    assert.equal(9.0, (x^2):compile{"t", "x"}(0, 3))
  end)

  it("has LaTeX", function()
    assert.equal("2 x", cost:diff(x):latex())
    assert.equal("x^{2} + y^{2}", cost:latex())
    assert.matches("\\frac{x}{y}", (x/y):latex(), 1, true)
    assert.matches("\\sqrt{x}", gd.sqrt(x):latex(), 1, true)
  end)

  it("is a cost for what takes functions", function()
    local g, c = gd.gradient(cost, {3, 4}, {mode = "central"})
    assert.equal(25.0, c)
    assert.is_true(gd.equal(g, {6, 8}, 1e-8))
  end)

  it("has the value 0 of its derivative where the formula has none", function()
    local slope = gd.hypot(x, y):diff(x)
    assert.equal("x/hypot(x, y)", tostring(slope))
    assert.equal(0.0, slope:eval{x = 0, y = 0})
    assert.equal(0.6, slope:eval{x = 3, y = 4})
    assert.equal(0.0, slope:diff(y):eval{x = 0, y = 0})
    assert.equal(0.0, (x^y):diff(y):eval{x = 0, y = 2})
    assert.equal("x^y*log(x)", tostring((x^y):diff(y)))
    assert.equal(math.huge, gd.cbrt(x):diff(x):eval{x = 0})
  end)
end)

describe("misuse of expressions", function()
  it("in operators", function()
    blamed(function() local _ = x + "a" end, "bad operand of '%+' .*'a' %(a string%)")
    blamed(function() local _ = {} * x end, "bad operand of '%*' .*a table")
    blamed(function() local _ = x / gd.vector{1, 2} end, "bad operand of '/' .*vector of 2")
    blamed(function() local _ = x < 3 end, "cannot be compared with < or >")
    blamed(function() local _ = 3 >= x end, "cannot be compared with <= or >=")
    blamed(function() if x > y then return end end, "has no value yet")
    blamed(function() local _ = #x end, "has no length")
    blamed(function() x.y = 3 end, "cannot be changed")
    blamed(function() for _ = 1, x do return end end, "'for' limit")
    blamed(function() local _ = ("%g"):format(x) end, "number expected, got expression")
  end)

  it("in names of methods", function()
    blamed(function() local _ = x:dif(x) end, "no method 'dif'.*did you mean 'diff'")
    blamed(function() local _ = x[1] end, "no method 1")
    blamed(function() local _ = cost.eval{x = 2} end, "bad self in a call of 'eval'.*e:eval")
    blamed(function() local _ = cost.diff() end, "bad self in a call of 'diff'.*got nil")
  end)

  it("in diff and gradient", function()
    blamed(function() local _ = cost:diff() end, "by which symbol%? it has x, y")
    blamed(function() local _ = cost:diff(x^2) end, "a symbol expected, got the expression x%^2")
    blamed(function() local _ = cost:diff(3) end, "how many times expected behind a symbol, got 3")
    blamed(function() local _ = cost:diff(x, 1.5) end, "got 1.5")
    blamed(function() local _ = cost:diff(x, -1) end, "got %-1")
    blamed(function() local _ = cost:diff(nil) end, "a symbol expected, got nil")
    blamed(function() local _ = cost:gradient{x*y} end, "bad argument #1 to 'gradient'")
    blamed(function() local _ = x:subs{x = 2}:diff() end, "the expression has none")
  end)

  it("in eval, subs and calls", function()
    blamed(function() local _ = cost:eval{x = 3} end, "missing value of y to 'eval'")
    blamed(function() local _ = cost:eval() end, "missing values of x, y to 'eval'")
    blamed(function() local _ = cost:eval{x = 3, yy = 4} end,
           "missing value of y to 'eval' %(the expression has no yy%)")
    blamed(function() local _ = cost:eval(3) end, "a table of values by name")
    blamed(function() local _ = cost:eval{3, 4} end, "values by name.*the key 1")
    blamed(function() local _ = x:eval{x = gd.vector{1, 2}} end, "number expected, got vector of 2")
    blamed(function() local _ = x:eval{x = "3"} end, "number expected, got '3'")
    blamed(function() local _ = cost:subs{x = "a"} end, "bad value of 'x' to 'subs'")
    blamed(function() local _ = cost:subs(2) end, "bad argument #1 to 'subs'")
    blamed(function() local _ = cost(3) end, "the symbols x, y; values for all of them expected")
    blamed(function() local _ = cost{3} end, "values for all of them expected")
    blamed(function() local _ = cost(gd.vector{1, 2, 3}) end, "got vector of 3")
    blamed(function() local _ = cost{x = 3} end, "missing value of y")
    blamed(function() local _ = (x^2)("a") end, "the symbol x; values for it expected")
  end)

  it("in compile", function()
    blamed(function() local _ = cost:compile{"x"} end, "a symbol y, which is not among the arguments x")
    blamed(function() local _ = cost:compile{x, y, x} end, "x is there twice")
    blamed(function() local _ = cost:compile{3} end, "a symbol expected, got 3")
    blamed(function() local _ = cost:compile()(1, "a") end,
           "bad argument #2 to 'function%(x, y%)' %(number expected, got 'a'")
  end)
end)
