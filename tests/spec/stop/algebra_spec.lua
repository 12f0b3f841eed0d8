local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local stop = gd.stop

-- A rule that fires at given epochs and remembers how often it was asked.
local function at(name, epochs, converges, best)
  local set = {}
  for _, epoch in ipairs(epochs) do set[epoch] = true end
  return stop.define{
    name = name, converges = converges or false, best = best,
    init = function() return {asked = 0} end,
    reached = function(s, _, m)
      m.asked = m.asked + 1
      return set[s.epoch], "asked %d times", m.asked
    end,
  }()
end

-- All epochs at which a run would stop, from 0 to n.
local function fires(r, n)
  local m, list = r.init and r.init{epoch = 0}, {}
  for epoch = 0, n or 10 do
    if r.check({epoch = epoch}, m) then list[#list + 1] = epoch end
  end
  return list
end

local function ask(r, epoch)
  local m = r.init and r.init{epoch = 0}
  return r.check({epoch = epoch or 1}, m)
end

describe("a | b", function()
  it("fires when either does", function()
    assert.same({1, 3, 4}, fires(at("a", {1, 4}) | at("b", {3, 4})))
  end)

  it("tells of the one that fired", function()
    local r = at("a", {1}, true) | at("b", {2}, false, true)
    assert.same({true, true, "a: asked 1 times", false}, {ask(r, 1)})
    assert.same({true, false, "b: asked 1 times", true}, {ask(r, 2)})
  end)

  it("prefers the one that converged, else the first", function()
    local limit, found = at("limit", {1}), at("found", {1}, true)
    for _, r in ipairs{limit | found, found | limit, limit | limit | found, limit | (found | limit)} do
      assert.same({true, true, "found: asked 1 times", false}, {ask(r)})
    end
    assert.same({true, false, "limit: asked 1 times", true}, {ask(limit | at("b", {1}, false, true))})
  end)

  it("asks both at every epoch", function()
    local r = at("a", {1, 2, 3}, true) | at("b", {4})
    local m = r.init{}
    for epoch = 0, 3 do r.check({epoch = epoch}, m) end
    assert.equal("b: asked 5 times", (select(3, r.check({epoch = 4}, m))))
  end)
end)

describe("a & b", function()
  it("fires when both do, at the same epoch", function()
    assert.same({4, 5}, fires(at("a", {1, 4, 5}) & at("b", {3, 4, 5})))
  end)

  it("converges when both do, and gives both reasons", function()
    local yes, no, best = at("yes", {1}, true), at("no", {1}), at("best", {1}, true, true)
    assert.same({true, true, "yes: asked 1 times and yes: asked 1 times", false}, {ask(yes & yes)})
    assert.same({true, false, "yes: asked 1 times and no: asked 1 times", false}, {ask(yes & no)})
    assert.same({true, false, "no: asked 1 times and yes: asked 1 times", false}, {ask(no & yes)})
    assert.same({true, true, "yes: asked 1 times and best: asked 1 times", true}, {ask(yes & best)})
  end)

  it("asks both at every epoch", function()
    local r = at("a", {4}) & at("b", {4})
    local m = r.init{}
    for epoch = 0, 3 do r.check({epoch = epoch}, m) end
    assert.equal("a: asked 5 times and b: asked 5 times", (select(3, r.check({epoch = 4}, m))))
  end)
end)

describe("a * n", function()
  it("fires after n epochs in a row", function()
    local r = at("a", {0, 1, 3, 4, 5, 6})*3
    assert.same({5, 6}, fires(r))
    assert.same({5, 6}, fires(3*at("a", {0, 1, 3, 4, 5, 6})))
    assert.same({5, 6}, fires(r))                     -- nothing is left of the last run
  end)

  it("converges as the rule does, and says how often", function()
    local r = at("a", {0, 1}, true, true)*2
    local m = r.init{}
    assert.is_false(r.check({epoch = 0}, m))
    assert.same({true, true, "a: asked 2 times, 2 times in a row", true}, {r.check({epoch = 1}, m)})
  end)

  it("works on rules without a memory", function()
    assert.same({4, 5}, fires(stop.epochs(3)*2, 5))
  end)

  it("wants a positive whole number", function()
    for _, n in ipairs{0, -1, 1.5} do
      blamed(function() local _ = stop.never()*n end,
        "bad operand of '%*' %(a rule times a positive whole number expected, got " .. tostring(n):gsub("-", "%%-"))
    end
    blamed(function() local _ = stop.never()*stop.never() end, "bad operand of '%*'")
  end)
end)

describe("a:after(n)", function()
  it("is ignored before n but asked from the start", function()
    local r = at("a", {1, 2, 5, 6}):after(5)
    assert.same({5, 6}, fires(r))
    local m = r.init{}
    for epoch = 0, 4 do r.check({epoch = epoch}, m) end
    assert.same({true, false, "a: asked 6 times", false}, {r.check({epoch = 5}, m)})
  end)

  it("wants a number of epochs", function()
    blamed(function() stop.never():after() end,
      "bad argument #1 to 'after' %(a number >= 0 expected, got nil%)")
    blamed(function() stop.never().after(3) end, "calling 'after' on bad self")
  end)
end)

describe("a rule", function()
  it("takes a plain function as the other operand", function()
    local function f(s) return s.epoch == 2 and "enough" or nil end
    for _, r in ipairs{f | stop.never(), stop.never() | f, f & stop.epochs(0), stop.epochs(0) & f} do
      assert.same({2}, fires(r))
    end
    assert.equal("enough", (select(3, ask(f | stop.never(), 2))))
  end)

  it("refuses other operands", function()
    blamed(function() local _ = stop.never() | 3 end,
      "bad operand of '|' %(a stopping rule or function expected, got 3%)")
    blamed(function() local _ = {} & stop.never() end, "bad operand of '&'")
    blamed(function() local _ = stop.epochs | stop.never() end,
      "bad operand of '|' %(call it: gd%.stop%.epochs%(%.%.%.%)%)")
  end)

  it("shows what it is made of, with parentheses where they are needed", function()
    local a, b, c = stop.epochs(1), stop.time(2), stop.gradient()
    local function shows(text, r) assert.equal(text, tostring(r)) end
    shows("gradient(1e-06) | epochs(1)", c | a)
    shows("epochs(1) | time(2) | gradient(1e-06)", a | b | c)
    shows("epochs(1) | time(2) & gradient(1e-06)", a | b & c)
    shows("(epochs(1) | time(2)) & gradient(1e-06)", (a | b) & c)
    shows("(epochs(1) & time(2)) * 3 | gradient(1e-06)", (a & b)*3 | c)
    shows("time(2) * 3 & epochs(1):after(5)", b*3 & a:after(5))
    shows("(epochs(1) | time(2)):after(5)", (a | b):after(5))
  end)

  it("has no memory where no part has one", function()
    assert.is_nil((stop.epochs(3) | stop.gradient() & stop.never()).init)
  end)

  it("has a memory of plain values only", function()
    local function plain(value)
      if type(value) ~= "table" then return ({number = 1, boolean = 1, string = 1})[type(value)] end
      for key, part in pairs(value) do
        if not (plain(key) and plain(part)) then return false end
      end
      return getmetatable(value) == nil
    end
    local r = (stop.patience(3) | stop.epochs(3))*2 & (stop.diverged() | at("a", {1})):after(3)
    assert.truthy(plain(r.init{cost = 1, epoch = 0, sense = 1}))
  end)
end)
