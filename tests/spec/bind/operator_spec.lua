local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code)
  return support.message(code, {gd = gd, v = gd.vector{1, 2, 3}, w = gd.vector{1, 2},
                                A = gd.matrix{{1, 2}, {3, 4}}})
end

local operators = {
  ["+"] = function(a, b) return a + b end,
  ["-"] = function(a, b) return a - b end,
  ["*"] = function(a, b) return a * b end,
  ["/"] = function(a, b) return a / b end,
  ["^"] = function(a, b) return a ^ b end,
  ["//"] = function(a, b) return a // b end,
  ["%"] = function(a, b) return a % b end,
}

-- floats that are awkward for one operator or another
local awkward = {0.0, -0.0, 1.0, -1.0, 2.0, 0.5, -2.5, 7.25, 1e300, -1e-300, 1e308, math.huge, -math.huge, 0/0, 3.0, 10.0}

local function same(a, b)      -- also the sign of zero; one NaN is as good as another
  return a == b and 1/a == 1/b or a ~= a and b ~= b
end

-- The same for powers, which are not rounded as Lua rounds them.
local function near(a, b)
  return same(a, b) or a ~= 0 and math.abs(a - b) <= 3e-16*math.abs(b)
end

describe("operators", function()
  it("give what Lua gives for each pair of elements", function()
    local n = #awkward
    for name, op in pairs(operators) do
      local same = name == "^" and near or same
      for i = 1, n do
        local x = awkward[i]
        local all = gd.vector(awkward)
        local vv, vs, sv = op(gd.full(n, x), all), op(all, x), op(x, all)
        for j = 1, n do
          local y = awkward[j]
          local text = ("%g %s %g"):format(x, name, y)
          assert.is_true(same(op(x, y), vv[j]), text)
          assert.is_true(same(op(x, y), sv[j]), text)
          assert.is_true(same(op(y, x), vs[j]), text)
        end
      end
    end
  end)

  it("take whole numbers as floats", function()
    assert.are.equal(gd.vector{0.5, 1}, gd.vector{1, 2} / 2)
    assert.are.equal(gd.vector{2^53}, gd.vector{2^53} * 1)
    assert.are.equal(gd.vector{math.huge}, gd.vector{1} // 0)
  end)

  it("unary minus", function()
    assert.are.equal(gd.vector{-1, 2}, -gd.vector{1, -2})
    assert.are.equal(gd.matrix{{-1}, {2}}, -gd.matrix{{1}, {-2}})
    assert.are.equal(-math.huge, 1 / (-gd.vector{0.0})[1])
  end)

  it("make a new array and leave their operands alone", function()
    local v, w = gd.vector{1, 2}, gd.vector{10, 20}
    local sum = v + w
    sum[1] = 99
    assert.are.equal(gd.vector{1, 2}, v)
    assert.are.equal(gd.vector{10, 20}, w)
  end)

  it("take an operand twice", function()
    local v = gd.vector{1, 2, 3}
    assert.are.equal(gd.vector{2, 4, 6}, v + v)
    assert.are.equal(gd.vector{0, 0, 0}, v - v)
  end)
end)

describe("plain tables as operands", function()
  local v = gd.vector{1, 2}
  it("stand for vectors and matrices", function()
    assert.are.equal(gd.vector{11, 22}, v + {10, 20})
    assert.are.equal(gd.vector{9, 18}, {10, 20} - v)
    assert.are.equal(gd.matrix{{2, 4}, {4, 6}}, v + {{1, 2}, {3, 4}})
    assert.are.equal(gd.matrix{{1, 0}, {0, 0}}, gd.matrix{{1, 2}, {3, 4}} * {{1, 0}, {0, 0}})
  end)

  it("are left as they are", function()
    local t = {10, 20}
    local _ = v + t
    assert.are.same({10, 20}, t)
    assert.are.equal("integer", math.type(t[1]))
  end)
end)

describe("broadcasting", function()
  local A = gd.matrix{{1, 2, 3}, {4, 5, 6}}
  it("stretches a vector over the rows of a matrix", function()
    assert.are.equal(gd.matrix{{11, 22, 33}, {14, 25, 36}}, A + gd.vector{10, 20, 30})
    assert.are.equal(gd.matrix{{9, 18, 27}, {6, 15, 24}}, gd.vector{10, 20, 30} - A)
  end)

  it("stretches a column, a row and both", function()
    assert.are.equal(gd.matrix{{2, 3, 4}, {6, 7, 8}}, A + gd.matrix{{1}, {2}})
    assert.are.equal(gd.matrix{{2, 4, 6}, {5, 7, 9}}, A + gd.matrix{{1, 2, 3}})
    assert.are.equal(gd.matrix{{11, 21}, {12, 22}}, gd.matrix{{1}, {2}} + gd.matrix{{10, 20}})
  end)

  it("stretches a vector of one and a number", function()
    assert.are.equal(gd.vector{2, 3, 4}, gd.vector{1, 2, 3} + gd.vector{1})
    assert.are.equal(A + 1, A + gd.vector{1})
    assert.are.equal(A + 1, 1 + A)
  end)

  it("takes rows of a matrix", function()
    assert.are.equal(gd.vector{5, 7, 9}, A[1] + A[2])
  end)

  it("takes empty arrays", function()
    assert.are.equal(gd.vector(0), gd.vector(0) + 1)
    assert.are.equal(gd.vector(0), gd.vector(0) + {})
  end)
end)

describe("operands that do not go together", function()
  it("are named with their shapes", function()
    assert.are.equal("script.lua:2: cannot add a vector of 3 and a vector of 2", message("return v + w"))
    assert.are.equal("script.lua:2: cannot take a vector of 3 minus a vector of 2", message("return v - w"))
    assert.are.equal("script.lua:2: cannot divide a vector of 3 by a vector of 2", message("return v / w"))
    assert.are.equal("script.lua:2: cannot divide a vector of 3 by a vector of 2", message("return v // w"))
    assert.are.equal("script.lua:2: cannot take a vector of 3 modulo a vector of 2", message("return v % w"))
    assert.are.equal("script.lua:2: cannot raise a vector of 3 to the power a vector of 2", message("return v ^ w"))
    assert.are.equal("script.lua:2: cannot multiply a vector of 3 and a vector of 2", message("return v * w"))
    assert.are.equal("script.lua:2: cannot add a vector of 2 and a vector of 1000", message("return w + gd.zeros(1000)"))
  end)

  it("products of matrices have a name of their own", function()
    assert.are.equal("script.lua:2: cannot multiply a matrix of 2 x 2 and a vector of 3 element by element "
                     .. "(A:matmul(B) is the product of matrices)", message("return A * v"))
  end)

  it("other types are named", function()
    assert.are.equal("script.lua:2: cannot add a vector of 3 and nil", message("return v + nil"))
    assert.are.equal("script.lua:2: cannot add nil and a vector of 3", message("return missing + v"))
    assert.are.equal("script.lua:2: cannot add a vector of 3 and '1' (a string)", message("return v + '1'"))
    assert.are.equal("script.lua:2: cannot add '1' (a string) and a vector of 3", message("return '1' + v"))
    assert.are.equal("script.lua:2: cannot take a vector of 3 minus a function", message("return v - print"))
    assert.are.equal("script.lua:2: cannot multiply true and a vector of 3", message("return true * v"))
  end)

  it("tables tell what is wrong with them", function()
    assert.are.equal("script.lua:2: cannot add a vector of 3 and a table (element 2 is 'x' (a string))",
                     message("return v + {1, 'x', 3}"))
    assert.are.equal("script.lua:2: cannot add a table (row 2 has 1 element, row 1 has 2) and a vector of 3",
                     message("return {{1, 2}, {3}} + v"))
    assert.are.equal("script.lua:2: cannot add a vector of 3 and a vector of 2", message("return v + {1, 2}"))
    assert.are.equal("script.lua:2: cannot add a vector of 3 and a table (a table with named fields, not a list)",
                     message("return v + {x = 1}"))
  end)
end)
