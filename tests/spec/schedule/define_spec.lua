local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("gd.schedule.define", function()
  local halving = gd.schedule.define{
    name = "halving", options = {{"from", 0.1, "the first step"}, {"every", 10, above = 0}},
    formula = "from/2^floor(t/every)",
    at = function(t, o) return o.from / 2^(t // o.every) end,
  }

  it("makes a constructor, called by position or name", function()
    assert.equal(0.05, halving()(10))
    assert.equal(0.5, halving(1)(10))
    assert.equal(0.5, halving{from = 1, every = 4}(4))
    assert.equal("schedule halving(from, every)", tostring(halving))
  end)

  it("carries what it was made of", function()
    assert.equal("halving", halving.name)
    assert.equal("every", halving.options[2][1])
    local s = halving(1)
    assert.equal("halving", s.name)
    assert.same({from = 1, every = 10}, s.o)
    assert.is_true(gd.schedule.is(s))
    assert.is_false(gd.schedule.is(halving))
    assert.is_false(gd.schedule.is(3))
  end)

  it("fills the formula in", function()
    assert.equal("1/2^floor(t/4)", tostring(halving(1, 4)))
    assert.equal("0.1/2^floor((t - 3)/10)",
      tostring(gd.schedule.constant(1):take(3) .. halving()):match("then (.*)"))
  end)

  it("shows the call where there is no formula", function()
    local plain = gd.schedule.define{name = "plain", options = {{"a", 1}}, at = function(t) return t end}
    assert.equal("plain(2)", tostring(plain(2)))
    assert.equal("plain(1)(max(t - 2, 0))", tostring(plain():after(2)))
  end)

  it("takes a length as a number, an option's name or a function", function()
    local function length(l)
      return gd.schedule.define{name = "x", options = {{"n", 7}}, length = l,
                                at = function() return 1 end}().length
    end
    assert.equal(5, length(5))
    assert.equal(7, length("n"))
    assert.equal(14, length(function(o) return 2*o.n end))
    assert.is_nil(length(nil))
  end)

  it("gives `at` the options, the state and the memory", function()
    local seen
    local s = gd.schedule.define{
      name = "x", options = {{"a", 1}},
      init = function(o, state) return {sum = o.a + state.epoch} end,
      at = function(t, o, state, m) seen = {t, o.a, state.epoch, m.sum} return 1 end,
    }(5)
    local m = s.init{epoch = 2}
    s.at(3, {epoch = 4}, m)
    assert.same({3, 5, 4, 7}, seen)
    s(3, {epoch = 6}, m)
    assert.same({3, 5, 6, 7}, seen)
  end)

  it("refuses a definition without `at`, on the caller's line", function()
    local line = debug.getinfo(1, "l").currentline + 1
    local ok, message = pcall(function() gd.schedule.define{name = "x"} end)
    assert.is_false(ok)
    assert.matches("define_spec%.lua:" .. line .. ": bad schedule 'x' %(it needs `at`", message)
    blamed(function() gd.schedule.define{name = "x", att = print} end,
      "bad option 'att' to 'gd.schedule.define' %(did you mean 'at'%?%)")
    blamed(function() gd.schedule.define{at = print} end, "missing option 'name'")
    blamed(function() gd.schedule.define(3) end,
      "bad options to 'gd.schedule.define' %(a table expected, got 3%)")
    blamed(function() gd.schedule.define{name = "x", options = {"a"}, at = print} end,
      "bad option list of 'x' %(entry 1 should be {name, default, doc}%)")
  end)
end)

describe("gd.schedule", function()
  it("lists its names and loads every one", function()
    local all = {}
    for name, value in pairs(gd.schedule) do all[name] = value end
    assert.equal("function", type(all.define))
    for _, name in ipairs(gd.schedule.names()) do
      assert.equal(name, all[name].name)
      assert.equal("string", type(all[name].doc))
      for _, option in ipairs(all[name].options) do
        assert.equal("string", type(option[3]), name .. "." .. option[1])
      end
    end
    assert.equal(16, #gd.schedule.names())
  end)

  it("suggests the nearest for an unknown name", function()
    blamed(function() return nil, gd.schedule.cosin end,
      "no 'cosin' in gd.schedule %(did you mean 'cosine'%?%)")
  end)

  it("has values that are finite and not negative by default", function()
    local state = {epoch = 0, cost = 1, sense = 1}
    for _, name in ipairs(gd.schedule.names()) do
      local make = gd.schedule[name]
      local s = name == "multistep" and make{at = {3}} or name == "piecewise" and make{{0, 1}} or make()
      for t = 0, 2000, 7 do
        local v = s(t, state)
        assert.is_true(v >= 0 and v < math.huge, name)
      end
    end
  end)
end)
