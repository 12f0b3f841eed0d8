local gd = require "gdlua"
local here = debug.getinfo(1, "S").source:match("@(.*/)")
local support = dofile(here .. "support.lua")
local process = dofile(here .. "../cli/process.lua")

local function message(code)
  return support.message(code, {gd = gd, v = gd.vector{1, 2, 3}, A = gd.matrix{{1, 2}, {3, 4}}})
end

local stock = debug.getregistry()["gdlua.math"]

-- name -> points in its domain
local unary = {
  exp = {-3, 0, 0.5, 700}, expm1 = {-1, 1e-10, 2}, log = {1e-300, 1, 2.5}, log1p = {-0.5, 1e-10, 3}, log2 = {8, 0.3},
  log10 = {1000, 0.3}, sin = {-2, 0, 10}, cos = {-2, 0, 10}, tan = {-1, 0, 1.5}, asin = {-1, 0.3, 1}, acos = {-1, 0.3, 1},
  atan = {-5, 0, 0.3}, sinh = {-1, 0, 2}, cosh = {-1, 0, 2}, tanh = {-1, 0, 20}, sqrt = {0, 2, 1e300}, cbrt = {-8, 2},
  abs = {-3, -0.0, 2}, sign = {-3, 0, 2}, floor = {-1.5, -0.0, 2.7}, ceil = {-1.5, 2.2}, erf = {-1, 0, 0.5},
  lgamma = {0.5, 3, 100}, sigmoid = {-800, -1, 0, 2, 800}, softplus = {-800, -1, 0, 2, 800}, relu = {-2, 0, 3},
  deg = {1}, rad = {180},
}

local function near(a, b) return a == b or math.abs(a - b) <= 4e-16 * math.abs(b) end

describe("functions of one", function()
  it("give the same for elements of vectors, matrices and tables, and nearly that for numbers", function()
    for name, points in pairs(unary) do
      local f = assert(gd[name], name)
      local out = f(gd.vector(points))
      local grid = f(gd.matrix{points, points})
      local plain = f(points)
      assert.are.equal(#points, #out)
      assert.are.same({2, #points}, grid.shape)
      for i, x in ipairs(points) do
        local text = ("%s(%g)"):format(name, x)
        assert.is_true(near(out[i], f(x) + 0.0), text)
        assert.are.equal(out[i], grid[2][i], text)
        assert.are.equal(out[i], plain[i], text)
        if math.type(f(x)) == "float" and f(x) == 0 then assert.are.equal(1/out[i], 1/f(x), text) end  -- signs of zeros
      end
    end
  end)

  it("know their values", function()
    assert.is_true(near(gd.exp(1), 2.718281828459045))
    assert.is_true(near(gd.expm1(1e-10), 1.00000000005e-10))
    assert.is_true(near(gd.log1p(1e-10), 9.9999999995e-11))
    assert.is_true(near(gd.cbrt(-27), -3))
    assert.is_true(near(gd.erf(0.5), 0.5204998778130465))
    assert.is_true(near(gd.lgamma(10), 12.801827480081469))
    assert.is_true(near(gd.tanh(0.5), 0.46211715726000975))
    assert.are.equal(gd.vector{-1, 0, 1}, gd.sign{-7, 0, 0.1})
    assert.are.equal(gd.vector{0, 0, 5}, gd.relu{-1, 0, 5})
    assert.are.equal(gd.vector{0, 0.5, 1}, gd.sigmoid{-1e4, 0, 1e4})
    assert.are.equal(1e4, gd.softplus(1e4))
    assert.is_true(near(gd.softplus(0), math.log(2)))
  end)

  it("give an element the same value wherever it is and however many there are", function()
    local n = 37
    for name, points in pairs(unary) do
      local x = gd.full(n, points[#points])
      x[n] = points[1]
      local all = gd[name](x)
      for i = 1, n do assert.are.equal(all[i], gd[name](gd.vector{x[i]})[1], name) end
    end
    local x, y = gd.uniform(n)*3, gd.uniform(n)
    for _, name in ipairs{"pow", "hypot", "atan2", "fmod", "min", "max"} do
      local all = gd[name](x, y)
      for i = 1, n do
        assert.are.equal(all[i], gd[name](gd.vector{x[i]}, gd.vector{y[i]})[1], name)
        assert.are.equal(all[i], gd[name](gd.vector{x[i]}, y[i])[1], name)
        assert.are.equal(all[i], gd[name](x[i], gd.vector{y[i]})[1], name)
      end
    end
  end)

  it("give the same bits with every instruction set", function()
    local program = [[
      local gd = require "gdlua"
      gd.seed(1)
      local x, sum = gd.normal(101)*3, {}
      for _, f in ipairs{"exp", "log1p", "sin", "tanh", "cosh", "cbrt", "erf", "sigmoid", "softplus"} do
        sum[#sum + 1] = ("%a"):format(gd[f](x):map(function(y) return y ~= y and 0 or y end):sum())
      end
      sum[#sum + 1] = ("%a"):format((gd.abs(x)^x):sum())
      sum[#sum + 1] = ("%a"):format(gd.logsumexp(x))
      print(table.concat(sum, " "))]]
    local path = process.folder() .. "/program.lua"
    process.write(path, program)
    local expected, errors, status = process.run(process.quote(process.gdlua) .. " " .. path)
    assert.are.equal(0, status, errors)
    assert.are.equal(11, select(2, expected:gsub("0x", "")))
    for _, isa in ipairs{"sse2", "avx2", "avx512"} do
      assert.are.equal(expected, (process.run("GDLUA_ISA=" .. isa .. " " .. process.quote(process.gdlua) .. " " .. path)))
    end
    process.clean()
  end)

  it("leave their argument alone", function()
    local v = gd.vector{1, 4}
    local _ = gd.sqrt(v)
    assert.are.equal(gd.vector{1, 4}, v)
  end)

  it("of what is no number say so", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'exp' (number, vector or matrix expected, got nil)", message("gd.exp()"))
    assert.are.equal("script.lua:2: bad argument #1 to 'sin' (number, vector or matrix expected, got '1' (a string))",
                     message("gd.sin('1')"))
    assert.are.equal("script.lua:2: bad argument #1 to 'abs' (element 2 is 'x' (a string))", message("gd.abs{1, 'x'}"))
    assert.are.equal("script.lua:2: bad argument #1 to 'erf' (number, vector or matrix expected, got true)", message("gd.erf(true)"))
  end)

  it("of numbers in gd agree with math, also on whole numbers", function()
    assert.are.equal("integer", math.type(gd.abs(-3)))
    assert.are.equal("integer", math.type(gd.floor(2.5)))
    assert.are.equal(3, gd.max(1, 3, 2))
    assert.are.equal("integer", math.type(gd.max(1, 3, 2)))
    assert.are.equal("float", math.type(gd.sign(-3)))
  end)
end)

describe("functions of two", function()
  it("broadcast", function()
    assert.are.equal(gd.vector{1, 4, 9}, gd.pow(gd.vector{1, 2, 3}, 2))
    assert.are.equal(gd.vector{2, 4, 8}, gd.pow(2, gd.vector{1, 2, 3}))
    assert.are.equal(gd.vector{1, 8}, gd.pow({1, 2}, {2, 3}))
    assert.are.equal(8.0, gd.pow(2, 3))
    assert.are.equal(gd.vector{5, 13}, gd.hypot({3, 5}, {4, 12}))
    assert.are.equal(5.0, gd.hypot(3, 4))
    assert.are.equal(1e300, gd.hypot(1e300, 0))
    assert.are.equal(gd.matrix{{1, 4}, {9, 16}}, gd.pow(gd.matrix{{1, 2}, {3, 4}}, {2, 2}))
  end)

  it("that do not fit name both shapes", function()
    assert.are.equal("script.lua:2: 'hypot' cannot take a vector of 3 with a vector of 2", message("gd.hypot(v, {1, 2})"))
    assert.are.equal("script.lua:2: bad argument #2 to 'pow' (number, vector or matrix expected, got nil)", message("gd.pow(v)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'hypot' (number, vector or matrix expected, got nil)", message("gd.hypot(1)"))
  end)

  it("atan takes one or two", function()
    local y, x = gd.vector{1, -1, 0}, gd.vector{-1, -1, -1}
    for i = 1, 3 do
      assert.are.equal(math.atan(y[i], x[i]), gd.atan(y, x)[i])
      assert.are.equal(math.atan(y[i]), gd.atan(y)[i])
      assert.are.equal(math.atan(y[i], 2), math.atan(y, 2)[i])
      assert.are.equal(math.atan(2, x[i]), math.atan(2, x)[i])
    end
    assert.are.equal(math.atan(1, -1), gd.atan(1, -1))
    assert.are.equal("script.lua:2: bad argument #2 to 'atan' (number, vector or matrix expected, got 'x' (a string))",
                     message("gd.atan(v, 'x')"))
  end)

  it("log takes a base", function()
    local x = {8, 100, 0.3}
    for _, base in ipairs{2, 10, 3, 0.5} do
      for _, f in ipairs{gd.log, math.log} do
        local out = f(gd.vector(x), base)
        for i = 1, 3 do assert.are.equal(math.log(x[i], base), out[i]) end
      end
      assert.are.equal(math.log(8, base), gd.log(8, base))
    end
    assert.are.equal(gd.vector{3, 2}, gd.log({8, 100}, {2, 10}):map(function(y) return math.floor(y + 0.5) end))
    assert.are.equal(gd.log(gd.vector(x)), gd.log(gd.vector(x), nil))
  end)
end)

describe("max and min", function()
  it("of one array are its largest and smallest element", function()
    assert.are.equal(3.0, gd.max(gd.vector{1, 3, 2}))
    assert.are.equal(-4.0, gd.min(gd.matrix{{1, -4}, {2, 3}}))
    assert.are.equal(3.0, gd.max{1, 3, 2})
    assert.are.equal(3.0, math.max(gd.vector{1, 3, 2}))
    assert.are.equal(5, gd.max(5))
  end)

  it("of several are taken element by element", function()
    assert.are.equal(gd.vector{1, 2, 2}, gd.max(gd.vector{1, 2, -3}, gd.vector{0, 1, 2}))
    assert.are.equal(gd.vector{0, 2, 0}, gd.max(0, gd.vector{-1, 2, -3}))
    assert.are.equal(gd.vector{5, 6, 7}, gd.max({1, 6, 3}, 5, {0, 0, 7}))
    assert.are.equal(gd.matrix{{1, 1}, {1, 2}}, math.min(gd.matrix{{1, 2}, {3, 4}}, {9, 2}, 2, gd.matrix{{1, 1}, {1, 5}}))
    assert.are.equal(gd.vector{0, 2}, math.max(gd.vector{-1, 2}, 0))
    assert.are.equal(gd.vector{0, 2}, math.max(0, {-1, 2}, gd.vector{0, 0}))
  end)

  it("carry NaN on in arrays", function()
    local out = gd.max(gd.vector{0/0, 1}, gd.vector{1, 0/0})
    assert.is_true(out[1] ~= out[1] and out[2] ~= out[2])
  end)

  it("of nothing, or of what is no number, are errors", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'max' (number, vector or matrix expected, got nil)", message("gd.max()"))
    assert.are.equal("script.lua:2: 'min' of an empty vector", message("gd.min(gd.vector(0))"))
    assert.are.equal("script.lua:2: 'max' of an empty vector", message("gd.max{}"))
    assert.are.equal("script.lua:2: bad argument #2 to 'max' (number, vector or matrix expected, got nil)", message("gd.max(v, nil)"))
    assert.are.equal("script.lua:2: bad argument #2 to 'max' (number, vector or matrix expected, got 'a' (a string))",
                     message("math.max(v, 'a')"))
    assert.are.equal("script.lua:2: 'max' cannot take a vector of 3 with a vector of 2", message("gd.max(v, 0, {1, 2})"))
  end)
end)

describe("clamp and where", function()
  it("clamp", function()
    assert.are.equal(gd.vector{0, 0.5, 1}, gd.clamp({-1, 0.5, 3}, 0, 1))
    assert.are.equal(gd.vector{1, 0.5, 2}, gd.clamp({-1, 0.5, 3}, {1, 0, 0}, {2, 1, 2}))
    assert.are.equal(1.0, gd.clamp(7, 0, 1))
    assert.are.equal(gd.matrix{{1, 2}, {2, 2}}, gd.clamp(gd.matrix{{0, 2}, {3, 4}}, 1, 2))
    assert.are.equal("script.lua:2: bad argument #3 to 'clamp' (number, vector or matrix expected, got nil)", message("gd.clamp(v, 0)"))
  end)

  it("where", function()
    assert.are.equal(gd.vector{1, 20, 3}, gd.where({1, 0, -1}, {1, 2, 3}, {10, 20, 30}))
    assert.are.equal(gd.vector{1, 0}, gd.where(gd.vector{5, 0}, 1, 0))
    assert.are.equal(gd.vector{1, 2}, gd.where(true, {1, 2}, 0))
    assert.are.equal(gd.vector{0, 0}, gd.where(false, {1, 2}, 0))
    assert.are.equal(2.0, gd.where(0, 1, 2))
    assert.are.equal(gd.matrix{{1, 0}, {3, 0}}, gd.where({1, 0}, gd.matrix{{1, 2}, {3, 4}}, 0))
    local text = message("gd.where(v, {1, 2}, 0)")
    assert.is_truthy(text:find("^script.lua:2: 'where': .*vector of 3 and vector of 2"))
  end)
end)

describe("math", function()
  it("takes arrays", function()
    local v = gd.vector{0.25, -0.5, 0.75}
    for _, name in ipairs{"sin", "cos", "tan", "asin", "acos", "atan", "exp", "abs", "floor", "ceil", "sqrt", "log", "deg", "rad"} do
      local out = math[name](v)
      for i = 1, 3 do
        local expected = stock[name](v[i])
        assert.is_true(near(out[i], expected) or expected ~= expected and out[i] ~= out[i], name)
      end
    end
    assert.are.equal(gd.vector{1, -1}, math.fmod(gd.vector{7, -7}, 3))
    assert.are.equal(gd.vector{1, 3}, math.fmod(7, gd.vector{3, 4}))
    local whole, part = math.modf(gd.vector{1.5, -2.25})
    assert.are.equal(gd.vector{1, -2}, whole)
    assert.are.equal(gd.vector{0.5, -0.25}, part)
  end)

  it("gives on everything else what it always gave", function()
    local values = {0, 1, -1, 3, 2.5, -2.5, 1e308, math.huge, -math.huge, 0/0, math.maxinteger, math.mininteger,
                    "10", "0x10", " 3 ", "x", true, {}, {1, 2}, print, io.stdout}
    local call = load("local f, n, a, b, c = ... if n == 0 then return f() elseif n == 1 then return f(a) "
                      .. "elseif n == 2 then return f(a, b) else return f(a, b, c) end", "=script")
    local function answer(f, n, a, b, c)
      local r = table.pack(pcall(call, f, n, a, b, c))
      for i = 1, r.n do
        r[i] = (math.type(r[i]) or type(r[i])) .. ":" .. (r[i] ~= r[i] and "nan" or tostring(r[i]))
      end
      return table.concat(r, " ", 1, r.n)
    end
    local tried = 0
    for name, f in pairs(stock) do
      assert.is_true(math[name] ~= f, name .. " is replaced")
      assert.are.equal(answer(f, 0), answer(math[name], 0), name)
      for _, a in ipairs(values) do
        assert.are.equal(answer(f, 1, a), answer(math[name], 1, a), name)
        for _, b in ipairs(values) do
          assert.are.equal(answer(f, 2, a, b), answer(math[name], 2, a, b), name)
          assert.are.equal(answer(f, 3, a, b, 2), answer(math[name], 3, a, b, 2), name)
          tried = tried + 1
        end
      end
    end
    assert.is_true(tried > 15 * (#values)^2)
  end)

  it("leaves what has no meaning for arrays", function()
    for _, name in ipairs{"random", "randomseed", "tointeger", "type", "ult"} do
      assert.is_nil(stock[name])
      assert.are.equal("C", debug.getinfo(math[name]).what)
    end
    assert.is_truthy(message("math.ult(v, 1)"):find("number expected, got array", 1, true))
  end)

  it("is replaced once, however often the library is opened", function()
    local open = package.preload.gdlua or package.searchpath("gdlua", package.cpath)
      and package.loadlib(package.searchpath("gdlua", package.cpath), "luaopen_gdlua")
    if not open then return end               -- inside the program there is nothing to open again
    local before = {}
    for name, f in pairs(math) do before[name] = f end
    local again = open("gdlua")
    for name, f in pairs(math) do assert.are.equal(before[name], f) end
    assert.are.equal(gd.vector{2}, again.sqrt(gd.vector{4}))
    assert.are.equal(2, again.floor(2.5))
  end)

  it("keeps two names of one function", function()
    for a, f in pairs(stock) do
      for b, g in pairs(stock) do assert.are.equal(f == g, math[a] == math[b], a .. " and " .. b) end
    end
  end)

  it("keeps messages in the user's line", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'sin' (number expected, got no value)", message("math.sin()"))
    assert.are.equal("script.lua:2: bad argument #2 to 'fmod' (number, vector or matrix expected, got nil)", message("math.fmod(v)"))
  end)
end)

describe("core.functions", function()
  it("lists the rows of functions.def with what they are", function()
    local list, arity = require "gdlua.core".functions(), {}
    for _, row in ipairs(list) do
      assert.is_nil(arity[row.name], row.name)
      arity[row.name] = row.arity
      assert.is_true(type(row.doc) == "string" and #row.doc > 0, row.name)
    end
    for name in pairs(unary) do assert.equal(1, arity[name], name) end
    for _, name in ipairs{"pow", "hypot", "min", "max", "add"} do assert.equal(2, arity[name]) end
    assert.equal("e to the power x", list[1].doc)
  end)
end)
