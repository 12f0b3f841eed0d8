local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code, values)
  values = values or {}
  values.gd = gd
  values.v = values.v or gd.vector{1, 2, 3}
  values.A = values.A or gd.matrix{{1, 2, 3}, {4, 5, 6}}
  return support.message(code, values)
end

describe("reading elements", function()
  local v = gd.vector{10, 20, 30}

  it("counts from 1 and gives floats", function()
    assert.are.equal(10.0, v[1])
    assert.are.equal(30.0, v[3])
    assert.are.equal("float", math.type(v[1]))
  end)

  it("gives nil outside, as a table does", function()
    for _, i in ipairs{0, 4, -1, math.maxinteger, math.mininteger} do
      assert.is_nil(v[i])
    end
  end)

  it("takes float keys with integer values as a table does", function()
    assert.are.equal(20.0, v[2.0])
    assert.is_nil(v[1.5])
    assert.is_nil(v[0/0])
    assert.is_nil(v[math.huge])
  end)

  it("gives nil for keys that are no names", function()
    assert.is_nil(v[true])
    assert.is_nil(v[{}])
    assert.is_nil(v[nil])
    assert.is_nil(v[v])
  end)

  it("does not take a string for a number", function()
    assert.are.equal("script.lua:2: vector has no field '1'", message('return v["1"]'))
  end)

  it("works with what reads tables", function()
    assert.are.equal(3, #v)
    assert.are.same({10.0, 20.0, 30.0}, {table.unpack(v)})
    assert.are.equal("10.0 20.0 30.0", table.concat(v, " "))
    assert.are.same({10.0, 20.0, 30.0}, table.move(v, 1, 3, 1, {}))
    local copy = gd.vector{3, 1, 2}
    table.sort(copy)
    assert.are.equal(gd.vector{1, 2, 3}, copy)
    assert.are.equal(30.0, select(-1, table.unpack(v)))
  end)

  it("iterates with ipairs and pairs", function()
    for _, each in ipairs{ipairs, pairs} do
      local seen = {}
      for i, x in each(v) do
        assert.are.equal("integer", math.type(i))
        seen[#seen + 1] = i .. "=" .. x
      end
      assert.are.equal("1=10.0 2=20.0 3=30.0", table.concat(seen, " "))
    end
    for _ in pairs(gd.vector(0)) do error("an empty vector has no elements") end
  end)

  it("ends pairs even from an index that is none", function()
    local step = pairs(v)
    assert.is_nil(step(v, 3))
    assert.is_nil(step(v, -1))
    assert.is_nil(step(v, math.mininteger))
  end)
end)

describe("writing elements", function()
  it("changes them", function()
    local v = gd.vector{1, 2, 3}
    v[2] = 7
    v[3.0] = -1
    assert.are.equal(gd.vector{1, 7, -1}, v)
    assert.are.equal("float", math.type(v[2]))
  end)

  it("is an error outside", function()
    assert.are.equal("script.lua:2: index 4 is outside a vector of 3", message("v[4] = 1"))
    assert.are.equal("script.lua:2: index 0 is outside a vector of 3", message("v[0] = 1"))
    assert.are.equal("script.lua:2: index 1.5 is outside a vector of 3", message("v[1.5] = 1"))
    assert.are.equal("script.lua:2: index 3 is outside a matrix of 2 x 3", message("A[3] = {1, 2, 3}"))
    assert.are.equal("script.lua:2: index 4 is outside a vector of 3", message("A[1][4] = 1"))
  end)

  it("is an error for what is no number", function()
    assert.are.equal("script.lua:2: element 1 must be a number, got nil", message("v[1] = nil"))
    assert.are.equal("script.lua:2: element 2 must be a number, got '5' (a string)", message("v[2] = '5'"))
    assert.are.equal("script.lua:2: element 2 must be a number, got true", message("v[2] = true"))
    assert.are.equal("script.lua:2: element 2 must be a number, got vector of 3", message("v[2] = v"))
  end)

  it("is an error at keys that are no index", function()
    assert.are.equal("script.lua:2: true is not an index", message("v[true] = 1"))
    assert.are.equal("script.lua:2: vector has no field 'x'", message("v.x = 1"))
    assert.are.equal("script.lua:2: vector has no field 'rowz' (did you mean 'rows'?)", message("v.rowz = 1"))
    assert.are.equal("script.lua:2: field 'sum' cannot be assigned", message("v.sum = 1"))
    assert.are.equal("script.lua:2: field 'rows' cannot be assigned", message("A.rows = 1"))
  end)

  it("leaves the array as it was after an error", function()
    local v = gd.vector{1, 2, 3}
    message("v[2] = 'x'", {v = v})
    assert.are.equal(gd.vector{1, 2, 3}, v)
    local A = gd.matrix{{1, 2}, {3, 4}}
    message("A[1] = {9, 'x'}", {A = A})
    message("A[1] = {9, 9, 9}", {A = A})
    assert.are.equal(gd.matrix{{1, 2}, {3, 4}}, A)
  end)
end)

describe("rows", function()
  it("are views of their matrix", function()
    local A = gd.matrix{{1, 2}, {3, 4}}
    local row = A[2]
    assert.are.equal(gd.vector{3, 4}, row)
    row[1] = 7
    assert.are.equal(7.0, A[2][1])
    A[2][2] = 8
    assert.are.equal(gd.vector{7, 8}, row)
    assert.are.equal(gd.matrix{{1, 2}, {7, 8}}, A)
  end)

  it("keep their matrix alive", function()
    local row
    do
      local A = gd.full(200, 300, 5)
      row = A[150]
    end
    for _ = 1, 20 do
      collectgarbage()
      local _ = gd.full(200, 300, 1)
    end
    assert.are.equal(1500.0, row:sum())
    assert.are.equal(300, #row)
  end)

  it("asked for again and again are the same view, and of the row asked for", function()
    local A = gd.matrix{{1, 2}, {3, 4}, {5, 6}}
    assert.is_true(rawequal(A[2], A[2]))
    for _, i in ipairs{1, 1, 2, 3, 3, 1, 2, 2} do
      assert.are.equal(2.0*i - 1, A[i][1])
      assert.are.equal(2.0*i, A[i][2])
    end
    local first, second = A[1], A[2]
    assert.are.equal(1.0, first[1])
    assert.are.equal(3.0, second[1])
  end)

  it("go when the matrix and they are gone", function()
    local weak = setmetatable({}, {__mode = "k"})
    do
      local A = gd.zeros(3, 3)
      weak[A], weak[A[1]] = true, true
    end
    collectgarbage()
    collectgarbage()
    assert.is_nil(next(weak))
  end)

  it("are assigned from a vector, a table, another row", function()
    local A = gd.matrix{{1, 2}, {3, 4}}
    A[1] = {5, 6}
    A[2] = gd.vector{7, 8}
    assert.are.equal(gd.matrix{{5, 6}, {7, 8}}, A)
    A[1] = A[2]
    assert.are.equal(gd.matrix{{7, 8}, {7, 8}}, A)
    A[1] = A[1]
    assert.are.equal(gd.matrix{{7, 8}, {7, 8}}, A)
    A[2][1] = 0                       -- values were copied, not the view
    assert.are.equal(gd.vector{7, 8}, A[1])
  end)

  it("must fit", function()
    assert.are.equal("script.lua:2: row 1 must have 3 elements, got 2", message("A[1] = {1, 2}"))
    assert.are.equal("script.lua:2: row 2 must have 3 elements, got 4", message("A[2] = gd.zeros(4)"))
    assert.are.equal("script.lua:2: row 1 must be a vector or table of 3 numbers, got 5", message("A[1] = 5"))
    assert.are.equal("script.lua:2: row 1 must be a vector or table of 3 numbers, got nil", message("A[1] = nil"))
    assert.are.equal("script.lua:2: row 1 must be a vector or table of 3 numbers, got matrix of 2 x 3", message("A[1] = A"))
    assert.are.equal("script.lua:2: row 1 cannot be a table (element 2 is 'b' (a string))", message("A[1] = {1, 'b', 3}"))
  end)

  it("are nil outside and iterate", function()
    local A = gd.matrix{{1, 2}, {3, 4}, {5, 6}}
    assert.is_nil(A[0])
    assert.is_nil(A[4])
    assert.are.equal(3, #A)
    local sums = {}
    for i, row in ipairs(A) do sums[i] = row:sum() end
    assert.are.same({3.0, 7.0, 11.0}, sums)
    for i, row in pairs(A) do assert.are.equal(sums[i], row:sum()) end
  end)
end)

describe("fields", function()
  local v, A = gd.vector{1, 2, 3}, gd.matrix{{1, 2, 3}, {4, 5, 6}}

  it("tell the shape", function()
    assert.are.same({2, 3, 2}, {A.rows, A.cols, A.rank})
    assert.are.same({3, 1, 1}, {v.rows, v.cols, v.rank})
    assert.are.same({2, 3}, A.shape)
    assert.are.same({3}, v.shape)
    assert.are.equal("integer", math.type(A.rows))
    assert.are.same({0, 0}, gd.matrix{}.shape)
  end)

  it("T is the transpose, a matrix of its own", function()
    local T = A.T
    assert.are.equal(gd.matrix{{1, 4}, {2, 5}, {3, 6}}, T)
    T[1][1] = 9
    assert.are.equal(1.0, A[1][1])
    assert.are.equal(gd.matrix{{1, 2, 3}}, v.T)
    assert.are.equal(A, A.T.T)
  end)

  it("a name that is none suggests the nearest", function()
    assert.are.equal("script.lua:2: vector has no field 'summ' (did you mean 'sum'?)", message("v:summ()"))
    assert.are.equal("script.lua:2: matrix has no field 'row' (did you mean 'rows'?)", message("return A.row"))
    assert.are.equal("script.lua:2: matrix has no field 'xyzzy'", message("return A.xyzzy"))
    assert.are.equal("script.lua:2: vector has no field ''", message("return v['']"))
  end)

  it("a name may be long", function()
    local name = ("x"):rep(10000)
    assert.is_truthy(message("return v[name]", {name = name}):find("^script.lua:2: vector has no field 'xxx"))
  end)
end)

describe("column names", function()
  it("are nil until set, belong to a matrix", function()
    local A = gd.matrix{{1, 2}, {3, 4}}
    assert.is_nil(A.names)
    assert.is_nil(gd.vector{1}.names)
    A.names = {"x", "y"}
    assert.are.same({"x", "y"}, A.names)
    A.names = nil
    assert.is_nil(A.names)
  end)

  it("go with copies of whole rows", function()
    local A = gd.matrix{{1, 2}, {3, 4}}
    A.names = {"x", "y"}
    for _, B in ipairs{A:copy(), A:slice(1, 1), A:rows_at{2}, gd.matrix(A)} do
      assert.are.same({"x", "y"}, B.names)
    end
    assert.is_nil(A.T.names)
    assert.is_nil((2*A).names)
    assert.is_nil(A[1].names)
  end)

  it("must be one string a column", function()
    local wrong = "script.lua:2: names must be a list of 3 strings, one a column"
    assert.are.equal(wrong, message("A.names = {'a'}"))
    assert.are.equal(wrong, message("A.names = 'abc'"))
    assert.are.equal("script.lua:2: name 2 must be a string, got 1", message("A.names = {'a', 1, 'c'}"))
    assert.are.equal("script.lua:2: only a matrix has column names", message("v.names = {'a'}"))
  end)
end)

describe("comparison", function()
  it("== is by contents and shape", function()
    local v = gd.vector{1, 2}
    assert.is_true(v == gd.vector{1, 2})
    assert.is_false(v == gd.vector{1, 3})
    assert.is_false(v == gd.vector{1, 2, 3})
    assert.is_false(gd.matrix{{1, 2}} == v)
    assert.is_true(gd.matrix{{1, 2}, {3, 4}}[2] == gd.vector{3, 4})
    assert.is_true(gd.vector{0.0} == gd.vector{-0.0})
    assert.is_false(gd.vector{0/0} == gd.vector{0/0})
    assert.is_false(v == io.stdout)
    assert.is_false(v == 1)
  end)

  it("there is no order", function()
    assert.are.equal("script.lua:2: attempt to compare two array values", message("return v < v"))
    assert.are.equal("script.lua:2: attempt to compare array with number", message("return v <= 1"))
  end)
end)

describe("..", function()
  it("takes the text of an array", function()
    local v = gd.vector{6, 8}
    assert.are.equal("x = {6, 8}", "x = " .. v)
    assert.are.equal("{6, 8}!", v .. "!")
    assert.are.equal("{6, 8}1", v .. 1)
    assert.are.equal("{6, 8}{6, 8}", v .. v)
  end)

  it("is an error with anything else", function()
    assert.are.equal("script.lua:2: cannot concatenate a vector of 3 and nil", message("return v .. nil"))
    assert.are.equal("script.lua:2: cannot concatenate a table and a vector of 3", message("return {} .. v"))
  end)
end)

describe("metamethods called by hand", function()
  it("refuse what is no array", function()
    local mt = debug.getmetatable(gd.vector{1})
    for _, name in ipairs{"__index", "__newindex", "__len", "__pairs", "__tostring", "__unm"} do
      for _, wrong in ipairs{1, "x", {}, io.stdout, false} do
        local ok, text = pcall(mt[name], wrong, 1, 1)
        assert.is_false(ok)
        assert.is_truthy(text:find("array expected, got", 1, true))
      end
    end
    assert.is_false(mt.__eq(1, 1))
  end)

  it("name the type in messages of stock functions", function()
    assert.is_truthy(message("return ('x'):rep(v)"):find("number expected, got array", 1, true))
  end)
end)

describe("the version of a storage", function()
  local version = require("gdlua.core").version
  it("counts writes, also through rows", function()
    local v, A = gd.vector{1, 2}, gd.matrix{{1, 2}, {3, 4}}
    local function written(a, f)
      local before = version(a)
      f()
      return version(a) - before
    end
    assert.are.equal(1, written(v, function() v[1] = 5 end))
    assert.are.equal(1, written(A, function() A[1] = {5, 6} end))
    assert.are.equal(1, written(A, function() A[2][1] = 7 end))
    local row = A[2]
    assert.are.equal(1, written(row, function() A[2] = {1, 1} end))
    assert.are.equal(1, written(A[1], function() row[1] = 7 end))
    assert.are.equal(0, written(v, function()
      local _ = v + v, v[1], v:sum(), v:copy(), v:slice(1), tostring(v)
      pcall(function() v[3] = 1 end)
      pcall(function() v[1] = "x" end)
    end))
    assert.are.equal(0, written(A, function() A:copy()[1][1] = 5 A.names = {"a", "b"} A.T[1][1] = 3 end))
  end)
end)

describe("memory", function()
  it("of temporaries is collected", function()
    local v = gd.ones(10000)
    collectgarbage()
    collectgarbage()
    local before, most = collectgarbage("count"), 0
    for _ = 1, 2000 do
      local _ = v + v
      most = math.max(most, collectgarbage("count"))
    end
    -- 2000 of them are 156 MB; a few must have been there at once
    assert.is_true(most - before > 78)
    assert.is_true(most - before < 20000)
    collectgarbage()
    collectgarbage()
    assert.is_true(collectgarbage("count") - before < 100)
  end)

  it("is seen by the collector at its size", function()
    collectgarbage()
    local before = collectgarbage("count")
    local v = gd.zeros(131072)
    local grown = collectgarbage("count") - before
    assert.is_true(grown >= 1024 and grown < 1030)
    assert.are.equal(131072, #v)
  end)

  it("that cannot be had is an error", function()
    assert.is_truthy(message("gd.zeros(2^40, 2^40)"):find("not enough memory", 1, true))
    assert.is_truthy(message("gd.zeros(2^62)"):find("memory", 1, true))
  end)
end)
