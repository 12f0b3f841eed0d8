local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local v = gd.vector{3, -1, 2}
local A = gd.matrix{{1, -2, 3}, {4, 5, -6}}

local function message(code)
  return support.message(code, {gd = gd, v = v, A = A})
end

describe("copy and totable", function()
  it("copy shares nothing", function()
    local c, C = v:copy(), A:copy()
    assert.are.equal(v, c)
    assert.are.equal(A, C)
    c[1], C[1][1] = 0, 0
    assert.are.equal(3.0, v[1])
    assert.are.equal(1.0, A[1][1])
    local row = A[1]:copy()
    row[1] = 7
    assert.are.equal(1.0, A[1][1])
  end)

  it("totable makes plain tables", function()
    assert.are.same({3.0, -1.0, 2.0}, v:totable())
    assert.are.same({{1.0, -2.0, 3.0}, {4.0, 5.0, -6.0}}, A:totable())
    assert.are.same({}, gd.vector(0):totable())
    assert.are.equal("table", type(A:totable()[1]))
  end)
end)

describe("reductions", function()
  it("over everything", function()
    assert.are.equal(4.0, v:sum())
    assert.are.equal(5.0, A:sum())
    assert.are.equal(4/3, v:mean())
    assert.are.equal(-1.0, v:min())
    assert.are.equal(3.0, v:max())
    assert.are.equal(-6.0, A:min())
    assert.are.equal(5.0, A:max())
    assert.are.equal(4.0, v:sum(1))
  end)

  it("over one axis of a matrix", function()
    assert.are.equal(gd.vector{5, 3, -3}, A:sum(1))
    assert.are.equal(gd.vector{2, 3}, A:sum(2))
    assert.are.equal(gd.vector{2.5, 1.5, -1.5}, A:mean(1))
    assert.are.equal(gd.vector{2/3, 1}, A:mean(2))
    assert.are.equal(gd.vector{1, -2, -6}, A:min(1))
    assert.are.equal(gd.vector{3, 5}, A:max(2))
  end)

  it("say where", function()
    assert.are.equal(2, v:argmin())
    assert.are.equal(1, v:argmax())
    assert.are.equal(1, gd.vector{5, 5}:argmax())
    assert.are.same({2, 3}, {A:argmin()})
    assert.are.same({2, 2}, {A:argmax()})
    assert.are.equal("integer", math.type(v:argmin()))
  end)

  it("of nothing: a sum is 0, the rest is an error", function()
    local none = gd.vector(0)
    assert.are.equal(0.0, none:sum())
    assert.are.equal(gd.vector{0, 0}, gd.zeros(0, 2):sum(1))
    for _, name in ipairs{"mean", "min", "max", "argmin", "argmax"} do
      assert.are.equal(("script.lua:2: '%s' of an empty vector"):format(name),
                       message(("gd.vector(0):%s()"):format(name)))
    end
    assert.are.equal("script.lua:2: 'max' of an empty matrix", message("gd.zeros(0, 2):max(1)"))
    assert.are.equal(gd.vector(0), gd.zeros(0, 2):max(2))
  end)

  it("carry NaN on", function()
    local w = gd.vector{1, 0/0, 3}
    for _, name in ipairs{"sum", "mean", "min", "max", "norm"} do
      assert.is_true(w[name](w) ~= w[name](w), name)
    end
    assert.are.equal(2, w:argmax())
  end)

  it("an axis is 1 or 2", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'sum' (axis 1 (one number a column) or 2 (one number a row) "
                     .. "expected, got 3)", message("A:sum(3)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'max' (axis 1 of a vector expected, got 2)", message("v:max(2)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'mean' (whole number expected, got 'x' (a string))",
                     message("A:mean('x')"))
  end)

  it("norms", function()
    local w = gd.vector{3, -4}
    assert.are.equal(5.0, w:norm())
    assert.are.equal(5.0, w:norm(2))
    assert.are.equal(7.0, w:norm(1))
    assert.are.equal(4.0, w:norm(math.huge))
    assert.are.equal(4.0, w:norm("inf"))
    assert.is_true(math.abs(w:norm(3) - 91^(1/3)) < 1e-14)
    assert.are.equal(5.0, gd.matrix{{3, 0}, {0, 4}}:norm())
    assert.is_true(math.abs(gd.vector{3e200, 4e200}:norm()/5e200 - 1) < 1e-15)
    assert.are.equal("script.lua:2: bad argument #1 to 'norm' (number from 1 up, or 'inf' expected, got 0.5)",
                     message("v:norm(0.5)"))
    assert.is_truthy(message("v:norm(0/0)"):find("number from 1 up", 1, true))
    assert.is_truthy(message("v:norm('fro')"):find("number from 1 up", 1, true))
  end)
end)

describe("abs and map", function()
  it("abs", function()
    assert.are.equal(gd.vector{3, 1, 2}, v:abs())
    assert.are.equal(gd.matrix{{1, 2, 3}, {4, 5, 6}}, A:abs())
  end)

  it("map calls with one element each", function()
    local most = 0
    local out = v:map(function(...) most = math.max(most, select("#", ...)) return (...) * 2 end)
    assert.are.equal(gd.vector{6, -2, 4}, out)
    assert.are.equal(1, most)
    assert.are.equal(gd.matrix{{1, 4, 9}, {16, 25, 36}}, A:map(function(x) return x*x end))
    assert.are.equal(gd.vector(0), gd.vector(0):map(error))
    assert.are.equal(v:abs(), v:map(math.abs))
    assert.are.equal(gd.vector{1}, gd.vector{0}:map(setmetatable({}, {__call = function(_, x) return x + 1 end})))
  end)

  it("map passes errors on and wants numbers", function()
    assert.are.equal("script.lua:2: mine", message("v:map(function(x) error('mine') end)"))
    local mark = {}
    local ok, e = pcall(v.map, v, function() error(mark) end)
    assert.is_false(ok)
    assert.are.equal(mark, e)
    assert.are.equal("script.lua:2: the function given to 'map' must return a number, got nil for element 1",
                     message("v:map(function(x) end)"))
    assert.are.equal("script.lua:2: the function given to 'map' must return a number, got '3.0' (a string) for element 1",
                     message("v:map(function(x) return tostring(x) end)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'map' (function expected, got nil)", message("v:map()"))
  end)
end)

describe("slice", function()
  local w = gd.vector{1, 2, 3, 4, 5}
  it("counts as string.sub does", function()
    local s = "12345"
    for i = -7, 7 do
      for j = -7, 7 do
        local expected = {}
        for digit in s:sub(i, j):gmatch("%d") do expected[#expected + 1] = tonumber(digit) end
        assert.are.equal(gd.vector(expected), w:slice(i, j), i .. ", " .. j)
      end
      assert.are.equal(#s:sub(i), #w:slice(i))
    end
    assert.are.equal(w, w:slice())
    assert.are.equal(w, w:slice(math.mininteger, math.maxinteger))
    assert.are.equal(gd.vector(0), w:slice(math.maxinteger, math.mininteger))
  end)

  it("copies", function()
    local part = w:slice(2, 3)
    part[1] = 99
    assert.are.equal(2.0, w[2])
  end)

  it("of a matrix is rows", function()
    assert.are.equal(gd.matrix{{4, 5, -6}}, A:slice(2))
    assert.are.equal(gd.matrix{{4, 5, -6}}, A:slice(-1, -1))
    assert.are.same({0, 3}, A:slice(2, 1).shape)
  end)

  it("wants whole numbers", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'slice' (whole number expected, got 1.5)", message("v:slice(1.5)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'slice' (whole number expected, got 'x' (a string))",
                     message("v:slice(1, 'x')"))
    assert.are.equal(gd.vector{1}, w:slice(1.0, 1.0))
  end)
end)

describe("rows_at", function()
  it("takes tables and vectors of numbers, also twice the same", function()
    assert.are.equal(gd.vector{2, 3, 2}, v:rows_at{3, 1, 3})
    assert.are.equal(gd.vector{2, 3}, v:rows_at(gd.vector{3, 1}))
    assert.are.equal(gd.matrix{{4, 5, -6}, {1, -2, 3}}, A:rows_at{2, 1})
    assert.are.equal(gd.vector(0), v:rows_at{})
    assert.are.same({0, 3}, A:rows_at{}.shape)
    assert.are.equal(gd.vector{3}, v:rows_at{1.0})
  end)

  it("is an error outside", function()
    assert.are.equal("script.lua:2: item 2 of the list of rows, 4, is outside a vector of 3", message("v:rows_at{1, 4}"))
    assert.are.equal("script.lua:2: item 1 of the list of rows, 0, is outside a matrix of 2 x 3", message("A:rows_at{0}"))
    assert.are.equal("script.lua:2: item 1 of the list of rows, 1.5, is outside a vector of 3",
                     message("v:rows_at(gd.vector{1.5})"))
    assert.are.equal("script.lua:2: item 1 of the list of rows, -1, is outside a vector of 3", message("v:rows_at{-1}"))
    assert.are.equal("script.lua:2: row numbers are whole numbers, item 2 is 'x' (a string)", message("v:rows_at{1, 'x'}"))
    assert.are.equal("script.lua:2: bad argument #1 to 'rows_at' (vector or table of row numbers expected, got 1)",
                     message("v:rows_at(1)"))
    assert.is_truthy(message("v:rows_at(A)"):find("got matrix of 2 x 3", 1, true))
  end)
end)

describe("products", function()
  local B = gd.matrix{{1, 2}, {3, 4}}
  it("matmul", function()
    assert.are.equal(gd.matrix{{7, 10}, {15, 22}}, B:matmul(B))
    assert.are.equal(gd.vector{5, 11}, B:matmul(gd.vector{1, 2}))
    assert.are.equal(gd.vector{5, 11}, B:matmul{1, 2})
    assert.are.equal(gd.vector{7, 10}, gd.vector{1, 2}:matmul(B))
    assert.are.equal(B, B:matmul{{1, 0}, {0, 1}})
    assert.are.equal(gd.matrix{{14, -24}, {-24, 77}}, A:matmul(A.T))
  end)

  it("dot", function()
    assert.are.equal(14.0, v:dot(v))
    assert.are.equal(14.0, v:dot{3, -1, 2})
  end)

  it("that do not fit name both shapes", function()
    local text = message("A:matmul(A)")
    assert.is_truthy(text:find("^script.lua:2: "))
    assert.is_truthy(text:find("matrix of 2 x 3 and matrix of 2 x 3", 1, true))
    assert.are.equal("script.lua:2: 'dot' needs two of one length, got a vector of 3 and a vector of 2", message("v:dot{1, 2}"))
    assert.are.equal("script.lua:2: bad argument #1 to 'dot' (vector or table of numbers expected, got nil)", message("v:dot()"))
    assert.are.equal("script.lua:2: 'dot' is the product of two vectors (A:matmul(B) multiplies matrices)", message("A:dot(A)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'matmul' (vector or matrix expected, got 3)", message("A:matmul(3)"))
  end)
end)

describe("methods called with a dot", function()
  it("count self as an argument", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'sum' (vector or matrix expected, got nil)", message("v.sum()"))
    assert.are.equal("script.lua:2: bad argument #2 to 'slice' (whole number expected, got 'x' (a string))",
                     message("v.slice(v, 'x')"))
  end)

  it("take a plain table for self", function()
    assert.are.equal(6.0, v.sum{1, 2, 3})
  end)
end)
