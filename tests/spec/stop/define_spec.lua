local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

describe("gd.stop.define", function()
  local below = gd.stop.define{
    name = "below", options = {{"level", 1, "of water"}}, converges = true,
    reached = function(s, o) return s.level < o.level, "%g < %g", s.level, o.level end,
  }

  it("makes a constructor, called by position or name", function()
    assert.is_true(below().check{level = 0.5})
    assert.is_false(below(0.2).check{level = 0.5})
    assert.is_false(below{level = 0.2}.check{level = 0.5})
    assert.equal("stopping rule below(level)", tostring(below))
    assert.equal("below(0.2)", tostring(below(0.2)))
  end)

  it("puts the name in front of the reason", function()
    assert.same({true, true, "below: 0.5 < 1", false}, {below().check{level = 0.5}})
  end)

  it("has a reason even without a format", function()
    local r = gd.stop.define{name = "x", reached = function() return true end}()
    assert.same({true, false, "x: reached after 3 epochs", false}, {r.check{epoch = 3}})
    assert.equal("x: reached after 1 epoch", (select(3, r.check{epoch = 1})))
  end)

  it("formats nothing while it does not fire", function()
    local r = gd.stop.define{name = "x", reached = function() return nil, "%d", "no number" end}()
    assert.is_false(r.check{epoch = 1})
  end)

  it("asks whether it converges, where that is a function", function()
    local seen
    local r = gd.stop.define{
      name = "x", options = {{"a", 7}}, init = function() return {b = 8} end,
      converges = function(s, o, m)
        seen = {s.epoch, o.a, m.b}
        return s.epoch > 3, s.epoch == 2 and "early" or nil
      end,
      reached = function() return true, "here" end,
    }()
    local m = r.init{}
    assert.same({true, true, "x: here", false}, {r.check({epoch = 4}, m)})
    assert.same({4, 7, 8}, seen)
    assert.same({true, false, "early: x: here", false}, {r.check({epoch = 2}, m)})
  end)

  it("gives init the state and the options", function()
    local r = gd.stop.define{
      name = "x", options = {{"a", 7}},
      init = function(s, o) return {sum = s.epoch + o.a} end,
      reached = function(_, _, m) return true, "%d", m.sum end,
    }(10)
    assert.equal("x: 11", (select(3, r.check({}, r.init{epoch = 1}))))
  end)

  it("says that a reason cannot be formatted", function()
    local r = gd.stop.define{name = "x", reached = function() return true, "%d", "word" end}()
    blamed(function() r.check{epoch = 1} end, "bad reason of stopping rule 'x' %(.*number expected")
  end)

  it("refuses a definition without `reached`", function()
    blamed(function() gd.stop.define{name = "x"} end,
      "missing option 'reached' to 'gd.stop.define' %(a function expected%)")
    blamed(function() gd.stop.define{name = "x", reach = print} end, "did you mean 'reached'")
    blamed(function() gd.stop.define{name = "x", reached = print, converges = 1} end,
      "bad option 'converges' to 'gd.stop.define' %(true, false or a function expected, got 1%)")
  end)
end)

describe("gd.stop.rule", function()
  local function answers(value, given)
    return gd.stop.rule(function() return value end, given).check{epoch = 14}
  end

  it("goes on at false and nil", function()
    assert.is_false(answers(nil))
    assert.is_false(answers(false))
  end)

  it("converges at true, unless told otherwise", function()
    local fired, converged, reason, best = answers(true)
    assert.same({true, true, false}, {fired, converged, best})
    assert.matches("^function at .*define_spec%.lua:%d+: reached after 14 epochs$", reason)
    fired, converged = answers(true, {converges = false})
    assert.same({true, false}, {fired, converged})
  end)

  it("takes a string as the reason, which never converges", function()
    assert.same({true, false, "that is enough", false}, {answers("that is enough")})
    assert.same({true, false, "that is enough", false}, {answers("that is enough", {converges = true})})
  end)

  it("refuses any other answer and names the function", function()
    blamed(function() local r = gd.stop.rule(function() return 5 end) r.check{epoch = 1} end,
      "a stopping rule returned 5 %(false, true or a reason expected; " ..
      "it is the function at .*define_spec%.lua:%d+%)")
    blamed(function() local r = gd.stop.rule(function() return {} end) r.check{epoch = 1} end,
      "returned a table")
  end)

  it("checks its arguments", function()
    blamed(function() gd.stop.rule(3) end,
      "bad argument #1 to 'gd.stop.rule' %(a function expected, got 3%)")
    blamed(function() gd.stop.rule(print, {converge = true}) end,
      "bad option 'converge' to 'gd.stop.rule' %(did you mean 'converges'%?%)")
    blamed(function() gd.stop.rule(print, {converges = 1}) end, "true or false expected, got 1")
  end)
end)

describe("gd.stop.wrap", function()
  it("leaves rules and turns functions into rules", function()
    local r = gd.stop.epochs(3)
    assert.equal(r, gd.stop.wrap(r))
    local f = gd.stop.wrap(function(s) return s.epoch > 2 end)
    assert.is_true(gd.stop.is(f))
    assert.is_true((f.check{epoch = 3}))
  end)

  it("refuses anything else", function()
    blamed(function() gd.stop.wrap(3) end,
      "bad option 'stop' to 'minimize' %(a stopping rule or function expected, got 3%)")
    blamed(function() gd.stop.wrap(gd.stop.never, "maximize") end,
      "bad option 'stop' to 'maximize' %(call it: gd%.stop%.never%(%.%.%.%)%)")
  end)
end)

describe("gd.stop", function()
  it("lists its names and loads every one", function()
    for _, name in ipairs(gd.stop.names()) do
      local make = gd.stop[name]
      assert.equal(name, make.name)
      assert.equal("string", type(make.doc))
      for _, option in ipairs(make.options) do
        assert.equal("string", type(option[3]), name .. "." .. option[1])
      end
    end
    assert.equal(13, #gd.stop.names())
  end)

  it("suggests the nearest for an unknown name", function()
    blamed(function() local _ = gd.stop.patiense end,
      "no 'patiense' in gd.stop %(did you mean 'patience'%?%)")
  end)
end)
