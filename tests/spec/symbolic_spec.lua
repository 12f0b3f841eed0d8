local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"

describe("gd.symbols", function()
  it("gives a symbol for each name", function()
    local x, y, alpha_1 = gd.symbols "x y alpha_1"
    assert.equal("x", tostring(x))
    assert.equal("y", tostring(y))
    assert.equal("alpha_1", tostring(alpha_1))
  end)

  it("takes commas as well", function()
    local x, y, z = gd.symbols " x, y,z "
    assert.same({"x", "y", "z"}, {tostring(x), tostring(y), tostring(z)})
    assert.equal(3, select("#", gd.symbols "x, y, z"))
  end)

  it("gives the same symbol for the same name", function()
    assert.is_true(gd.symbols "x" == gd.symbols "x")
    assert.is_false(gd.symbols "x" == gd.symbols "y")
  end)

  it("refuses what is no name", function()
    blamed(function() local _ = gd.symbols "1x" end, "'1x' is no name")
    blamed(function() local _ = gd.symbols "x-y" end, "'x%-y' is no name")
    blamed(function() local _ = gd.symbols "x end" end, "'end' is a word of Lua")
    blamed(function() local _ = gd.symbols "sin" end, "'sin' is the name of a function")
    blamed(function() local _ = gd.symbols "where" end, "'where' is the name of a function")
    blamed(function() local _ = gd.symbols "" end, "no name in it")
    blamed(function() local _ = gd.symbols(3) end, "names, \"x y\", expected, got 3")
    blamed(function() local _ = gd.symbols() end, "got nil")
  end)
end)
