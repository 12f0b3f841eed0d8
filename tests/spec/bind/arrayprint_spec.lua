local gd = require "gdlua"

describe("the text of a vector", function()
  it("shows 8 significant digits", function()
    assert.are.equal("{6, 8}", tostring(gd.vector{6, 8}))
    assert.are.equal("{0.33333333, 1e+20, -0.001, 123456.79}", tostring(gd.vector{1/3, 1e20, -1e-3, 123456.789}))
    assert.are.equal("{}", tostring(gd.vector{}))
    assert.are.equal("{-0, nan, inf, -inf}", tostring(gd.vector{-0.0, 0/0, math.huge, -math.huge}))
    assert.are.equal("{nan, nan}", tostring(gd.vector{0/0, -(0/0)}))
  end)

  it("an element prints as a Lua number", function()
    assert.are.equal("6.0", tostring(gd.vector{6}[1]))
  end)

  it("is shortened when long", function()
    assert.are.equal("{1, 2, 3, 4, 5, 6, ..., 98, 99, 100} (vector of 100)", tostring(gd.linspace(1, 100, 100)))
    assert.is_nil(tostring(gd.zeros(32)):find("...", 1, true))
    assert.are.equal("{0, 0, 0, 0, 0, 0, ..., 0, 0, 0} (vector of 33)", tostring(gd.zeros(33)))
  end)
end)

describe("the text of a matrix", function()
  it("is one line when short", function()
    assert.are.equal("{{1, 2}, {3, 4}}", tostring(gd.matrix{{1, 2}, {3, 4}}))
    assert.are.equal("{{1}, {2}, {3}}", tostring(gd.matrix{{1}, {2}, {3}}))
    assert.are.equal("{}", tostring(gd.matrix{}))
    assert.are.equal("{{}, {}}", tostring(gd.matrix{{}, {}}))
  end)

  it("is a row per line with aligned columns when wider", function()
    local A = gd.matrix{{1, 1/3, 100, 1e-5}, {-20, 2/3, 1, 1e10}, {3, 4, 5, 6}}
    assert.are.equal("{{  1, 0.33333333, 100, 1e-05},\n"
                  .. " {-20, 0.66666667,   1, 1e+10},\n"
                  .. " {  3,          4,   5,     6}}", tostring(A))
  end)

  it("leaves out rows and columns of large ones", function()
    local text = tostring(gd.zeros(40, 3))
    local expected = ("{" .. ("{0, 0, 0},\n "):rep(6) .. "...,\n " .. ("{0, 0, 0},\n "):rep(2) .. "{0, 0, 0}} (matrix of 40 x 3)")
    assert.are.equal(expected, text)
    local wide = gd.zeros(2, 20)
    wide[1][18], wide[2][1] = -10, 0.5
    assert.are.equal("{{  0, 0, 0, 0, 0, 0, ..., -10, 0, 0},\n"
                  .. " {0.5, 0, 0, 0, 0, 0, ...,   0, 0, 0}} (matrix of 2 x 20)", tostring(wide))
  end)

  it("aligns by what is shown", function()
    local tall = gd.zeros(100, 1)
    tall[50][1] = 123456
    assert.is_nil(tostring(tall):find("     0", 1, true))
  end)
end)

describe("the text of large arrays", function()
  it("stays short", function()
    assert.is_true(#tostring(gd.uniform({1000, 1000}, -1e300, 1e300)) < 3000)
    assert.is_true(#tostring(gd.uniform(100000)) < 300)
  end)
end)
