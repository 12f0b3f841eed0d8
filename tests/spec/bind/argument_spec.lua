local gd = require "gdlua"
local support = dofile(debug.getinfo(1, "S").source:match("@(.*/)") .. "support.lua")

local function message(code) return support.message(code, {gd = gd, v = gd.vector{1, 2, 3}}) end

describe("an argument that is wrong", function()
  it("is counted as the user wrote the call", function()
    assert.are.equal("script.lua:2: bad argument #2 to 'dot' (vector or table of numbers expected, got nil)", message("gd.dot(v)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'dot' (vector or table of numbers expected, got nil)", message("v:dot()"))
    assert.are.equal("script.lua:2: bad argument #2 to 'dot' (vector or table of numbers expected, got nil)", message("v.dot(v)"))
    assert.are.equal("script.lua:2: calling 'dot' on bad self (vector or table of numbers expected, got 'text' (a string))",
                     message("local s = 'text' debug.getmetatable('').__index.dot = gd.dot local ok, e = pcall(function() return s:dot(v) end) "
                             .. "string.dot = nil error(e, 0)"))
  end)

  it("is blamed on the innermost line of the user's", function()
    local f = assert(load("local gd, v = ...\nlocal function inner()\n  return gd.dot(v, 1)\nend\nlocal r = inner()\nreturn r", "@mine.lua"))
    local _, text = pcall(f, gd, gd.vector{1})
    assert.are.equal("mine.lua:3: bad argument #2 to 'dot' (vector or table of numbers expected, got 1)", text)
  end)

  it("has no position when there is no Lua code", function()
    local _, text = pcall(coroutine.wrap(gd.seed))
    assert.is_truthy(text:find("bad argument #1 to 'seed' (whole number expected, got nil)", 1, true))
  end)

  it("tables are read, not changed", function()
    local t, rows = {1, 2, 3}, {{1, 2}, {3, 4}}
    gd.exp(t)
    gd.dot(t, t)
    gd.det(rows)
    assert.are.same({1, 2, 3}, t)
    assert.are.equal("integer", math.type(t[1]))
    assert.are.same({{1, 2}, {3, 4}}, rows)
  end)

  it("floats with whole values are whole numbers", function()
    assert.are.equal(3, #gd.zeros(3.0))
    assert.are.equal(gd.vector{2}, gd.vector{1, 2, 3}:slice(2.0, 2.0))
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros' (whole number, 0 or more expected, got inf)", message("gd.zeros(math.huge)"))
    assert.are.equal("script.lua:2: bad argument #1 to 'zeros' (whole number, 0 or more expected, got 1e+300)", message("gd.zeros(1e300)"))
  end)
end)
