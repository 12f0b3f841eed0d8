local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code, path)
  return support.message(code, {gd = gd, path = path, v = gd.vector{1, 2, 3}})
end

after_each(support.clean)

describe("gd.load of a table", function()
  it("gives the numeric columns with their names, and the text", function()
    local path = support.write(".csv", "name,age,city,height\nAnn,41,Bonn,1.7\n\"Bo, jr\",7,Ulm,1.2\n")
    local A, text = gd.load(path)
    assert.are.equal(gd.matrix{{41, 1.7}, {7, 1.2}}, A)
    assert.are.same({"age", "height"}, A.names)
    assert.are.same({name = {"Ann", "Bo, jr"}, city = {"Bonn", "Ulm"}}, text)
  end)

  it("without a header: no names, text by column number", function()
    local A, text = gd.load(support.write(".csv", "1,a,2\n3,b,4\n"))
    assert.are.equal(gd.matrix{{1, 2}, {3, 4}}, A)
    assert.is_nil(A.names)
    assert.are.same({[2] = {"a", "b"}}, text)
  end)

  it("of numbers only has an empty table of text", function()
    local A, text = gd.load(support.write(".tsv", "x\ty\n1\t2\n3\t\n"))
    assert.are.same({"x", "y"}, A.names)
    assert.are.equal(4, gd.where(A:map(function(x) return x ~= x and 1 or 0 end), 0, 1):sum() + 1)
    assert.are.same({}, text)
  end)

  it("keeps columns apart that share a header", function()
    local _, text = gd.load(support.write(".csv", "n,a,a,\n1,x,y,z\n2,u,v,w\n"))
    assert.are.same({a = {"x", "u"}, [3] = {"y", "v"}, [4] = {"z", "w"}}, text)
  end)

  it("blames a bad cell on the user's line, with file, line and column", function()
    local path = support.write(".csv", "name,x,age\na,1,2\nb,3,4\nc,5,12a\n")
    assert.are.equal(("script.lua:2: %s:4: column 3 ('age'): '12a' is not a number"):format(path), message("gd.load(path)", path))
  end)

  it("blames a missing file, a folder", function()
    local text = message("gd.load('/no/such/file.csv')")
    assert.is_truthy(text:find("^script.lua:2: "))
    assert.is_truthy(text:find("/no/such/file.csv", 1, true))
    assert.is_truthy(message("gd.load('/no/such/file.npy')"):find("^script.lua:2: .*/no/such/file.npy"))
  end)

  it("wants a path", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'load' (path expected, got nil)", message("gd.load()"))
    assert.are.equal("script.lua:2: bad argument #1 to 'load' (path expected, got vector of 3)", message("gd.load(v)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'load' (path contains a zero byte)", message("gd.load('a\\0.csv')"))
  end)
end)

describe("gd.save", function()
  local A = gd.matrix{{1, 0.1}, {1e-300, -1/3}}

  it("and load give the same back", function()
    for _, ending in ipairs{".csv", ".tsv", ".npy", ".CSV"} do
      local path = support.path(ending)
      gd.save(path, A)
      assert.are.equal(A, (gd.load(path)), ending)
    end
  end)

  it("writes names as a header", function()
    local B = A:copy()
    B.names = {"x", "a, b"}
    local path = support.path(".csv")
    gd.save(path, B)
    assert.are.equal('x,"a, b"\n', support.read(path):match("^[^\n]*\n"))
    assert.are.same({"x", "a, b"}, gd.load(path).names)
    path = support.path(".tsv")
    gd.save(path, B)
    assert.are.same({"x", "a, b"}, gd.load(path).names)
    assert.are.equal("x\t", support.read(path):sub(1, 2))
  end)

  it("takes tables; a vector is a column in CSV and itself in npy", function()
    local path = support.path(".csv")
    gd.save(path, {{1, 2}, {3, 4}})
    assert.are.equal("1,2\n3,4\n", support.read(path))
    gd.save(path, gd.vector{1, 2})
    assert.are.equal("1\n2\n", support.read(path))
    path = support.path(".npy")
    gd.save(path, gd.vector{1, 2})
    assert.are.equal(gd.vector{1, 2}, (gd.load(path)))
    assert.are.equal(1, gd.load(path).rank)
  end)

  it("of another ending lists the endings", function()
    assert.are.equal("script.lua:2: bad argument #1 to 'save' (path ending in .csv, .tsv or .npy expected, got 'x.txt')", message("gd.save('x.txt', v)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'save' (path ending in .csv, .tsv or .npy expected, got 'npy')", message("gd.save('npy', v)"))
  end)

  it("wants an array", function()
    assert.are.equal("script.lua:2: bad argument #2 to 'save' (vector or matrix expected, got nil)", message("gd.save('x.csv')"))
    assert.are.equal("script.lua:2: bad argument #2 to 'save' (vector or matrix expected, got 3)", message("gd.save('x.csv', 3)"))
    assert.is_truthy(message("local A = gd.zeros(1, 1) A.names = {'a'} A.names[1] = 5 gd.save('x.csv', A)")
      :find("'save': name 1 of the matrix must be a string, got 5", 1, true))
  end)

  it("blames what cannot be written", function()
    assert.is_truthy(message("gd.save('/no/such/folder/x.csv', v)"):find("^script.lua:2: .*/no/such/folder/x.csv"))
    assert.is_truthy(message("gd.save('/no/such/folder/x.npy', v)"):find("^script.lua:2: .*/no/such/folder/x.npy"))
  end)
end)

describe("npy files", function()
  local function npy(descr, shape, data)
    local header = ("{'descr': '%s', 'fortran_order': False, 'shape': %s, }"):format(descr, shape)
    header = header .. (" "):rep(63 - (#header + 10) % 64) .. "\n"
    return support.write(".npy", "\x93NUMPY\1\0" .. string.pack("<I2", #header) .. header .. data)
  end

  it("of rank 0 to 2", function()
    assert.are.equal(5.0, gd.load(npy("<f8", "()", string.pack("<d", 5))))
    assert.are.equal(gd.vector{1, 2}, (gd.load(npy("<i4", "(2,)", string.pack("<i4i4", 1, 2)))))
    assert.are.equal(gd.matrix{{1}, {2}}, (gd.load(npy(">f8", "(2, 1)", string.pack(">dd", 1, 2)))))
    assert.are.same({0, 3}, gd.load(npy("<f8", "(0, 3)", "")).shape)
    assert.are.equal(1, select("#", gd.load(npy("<f8", "(0,)", ""))))
  end)

  it("that are broken are blamed on the user's line", function()
    local path = npy("<f8", "(4,)", string.pack("<d", 5))
    assert.is_truthy(message("gd.load(path)", path):find("^script.lua:2: .*%.npy"))
    path = support.write(".npy", "not an array")
    assert.is_truthy(message("gd.load(path)", path):find("^script.lua:2: .*%.npy"))
  end)
end)
