local core = require "gdlua.core"
local gd = require "gdlua"

describe("a box", function()
  local meta = {__gdl_noun = "a thing"}

  it("is opened by its own metatable only", function()
    local value = {}
    local b = core.box(value, meta)
    assert.equal("userdata", type(b))
    assert.equal(value, core.unbox(b, meta))
    assert.is_nil(core.unbox(b, {}))
    assert.equal(3, core.unbox(core.box(3, meta), meta))
    for _, other in ipairs{1, "a", {}, gd.vector{1}, io.stdout, setmetatable({}, meta)} do
      assert.is_nil(core.unbox(other, meta))
    end
    assert.is_nil(core.unbox(nil, meta))
  end)

  it("is called by its noun in messages", function()
    assert.equal("a thing", core.describe(core.box(1, meta)))
    assert.error_matches(function() gd.exp(core.box(1, meta)) end, "got a thing")
    assert.error_matches(function() math.exp(core.box(1, meta)) end, "number expected, got userdata")
  end)

  it("brings functions of its own", function()
    local calls = {}
    local own = {__gdl_apply = function(name, ...)
      calls[#calls + 1] = name .. "/" .. select("#", ...)
      return name, ...
    end}
    local b = core.box(1, own)
    assert.same({"exp", b}, {gd.exp(b)})
    assert.same({"max", 1, b, 2}, {math.max(1, b, 2)})
    assert.same({"log", 3, b}, {gd.log(3, b)})
    gd.atan(b) math.atan(1, b) gd.hypot(b, 1) gd.where(b, 1, 2) gd.clamp(1, b, 2) gd.min(b)
    math.modf(b) gd.softmax(b) gd.logsumexp(b) math.floor(b) math.fmod(b, 2) gd.pow(gd.vector{1}, b)
    assert.same({"exp/1", "max/3", "log/2", "atan/1", "atan/2", "hypot/2", "where/3", "clamp/3",
                 "min/1", "modf/1", "softmax/1", "logsumexp/1", "floor/1", "fmod/2", "pow/2"}, calls)
  end)

  it("is not what tables and arrays are", function()
    local t = setmetatable({1, 4}, {__gdl_apply = error})
    assert.same({1, 2}, gd.sqrt(t):totable())
  end)
end)
