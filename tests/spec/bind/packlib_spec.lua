-- Values as strings and back: what goes to other processes and into stores.
local core = require "gdlua.core"
local gd = require "gdlua"

local function pack(value) return core.pack(value, "send this result", "the result") end

describe("core.pack", function()
  it("gives back what it was given", function()
    local shared = gd.vector{1, 2.5}
    local value = {1, 2.0, "a\0b", true, {deep = {shared, shared}}, gd.matrix{{1, 2}, {3, 4}}}
    local ok, back = core.unpack(pack(value))
    assert.is_true(ok)
    assert.equal("integer", math.type(back[1]))
    assert.equal("float", math.type(back[2]))
    assert.equal("a\0b", back[3])
    assert.is_true(gd.equal(shared, back[5].deep[1]))
    assert.is_true(rawequal(back[5].deep[1], back[5].deep[2]))
    assert.is_true(gd.equal(value[6], back[6]))
    assert.same({true}, {core.unpack(pack(nil))})
  end)

  it("says what it was doing with what it cannot hold", function()
    local ok, message = pcall(pack, {rows = {print}})
    assert.is_false(ok)
    assert.matches("cannot send this result: 'rows%[1%]' in the result is a function", message)
  end)

  it("is refused where it has been changed or cut", function()
    local text = pack{1, "two", gd.vector{3}}
    for i = 0, #text - 1 do assert.is_false((core.unpack(text:sub(1, i)))) end
    assert.is_false((core.unpack(text .. "x")))
    assert.is_false((core.unpack("\2" .. text:sub(2))))
  end)
end)

describe("core.random_state", function()
  it("goes back to where the generator was", function()
    gd.seed(7)
    local state = core.random_state()
    local first = gd.uniform(5)
    core.random_state(state)
    assert.is_true(gd.equal(first, gd.uniform(5)))
    assert.has_error(function() core.random_state("short") end)
  end)
end)
