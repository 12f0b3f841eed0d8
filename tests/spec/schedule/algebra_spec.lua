local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local schedule = gd.schedule

local function values(s, n)
  local list = {}
  for t = 0, n or 30 do list[t + 1] = s(t) end
  return list
end

describe("schedules one after the other", function()
  local a, b, c = schedule.linear(1, 0.5, 4), schedule.cosine(0.4, 0.1, 6), schedule.exponential(0.3, 0.9)

  it("run each from its own 0", function()
    local s = a .. c
    for t = 0, 3 do assert.equal(a(t), s(t)) end
    for t = 4, 20 do assert.equal(c(t - 4), s(t)) end
  end)

  it("have the sum of the lengths, or no end", function()
    assert.equal(10, (a .. b).length)
    assert.is_nil((a .. c).length)
  end)

  it("may be grouped in any way", function()
    assert.same(values(a .. (b .. c)), values((a .. b) .. c))
    assert.equal(tostring(a .. (b .. c)), tostring((a .. b) .. c))
    local w = schedule.warmup(3)
    assert.same(values(a .. (w .. c)), values((a .. w) .. c))
    assert.same(values(a .. (w .. (b .. c))), values(((a .. w) .. b) .. c))
    assert.near(0.3/3, ((a .. w) .. c)(5), 1e-16)
  end)

  it("take a plain function at the end", function()
    local s = a .. function(t, state) return t*state.scale end
    assert.equal(1, s(0, {scale = 2}))
    assert.equal(6, s(7, {scale = 2}))
  end)

  it("refuse an endless first part, and say how to end it", function()
    blamed(function() return nil, c .. a end,
      "an endless schedule %(0%.3%*0%.9%^t%) cannot be followed by " ..
      "another: s:take%(n%) gives it a length")
    blamed(function() return nil, math.sqrt .. a end,
      "a plain function has no length.*take%(n%)")
    blamed(function() return nil, 0.1 .. a end, "endless schedule %(0%.1%)")
    assert.same({1, 1, 1, 0.75, 0.5}, values((schedule.constant(1)*function() return 1 end):take(2)
      .. schedule.linear(1, 0.5, 2), 4))
  end)

  it("refuse what is no schedule", function()
    blamed(function() return nil, a .. {} end,
      "bad operand of '%.%.' %(a schedule, function or number expected, got a table%)")
    blamed(function() return nil, a .. true end, "got true")
    blamed(function() return nil, a .. schedule.cosine end,
      "bad operand of '%.%.' %(call it: gd%.schedule%.cosine%(%.%.%.%)%)")
  end)

  it("join strings as text", function()
    assert.equal("<0.3*0.9^t>", "<" .. c .. ">")
  end)
end)

describe("products of schedules", function()
  local a, b = schedule.linear(1, 0.5, 4), schedule.cosine(0.4, 0.1, 6)

  it("multiply values", function()
    local s = a*b
    for t = 0, 20 do assert.equal(a(t)*b(t), s(t)) end
    assert.equal(6, s.length)
  end)

  it("with a number keep the length", function()
    for _, s in ipairs{0.5*b, b*0.5} do
      for t = 0, 20 do assert.equal(0.5*b(t), s(t)) end
      assert.equal(6, s.length)
    end
    assert.is_nil((a*schedule.constant(2)).length)
  end)

  it("may be grouped in any way", function()
    local c = schedule.exponential(0.5, 0.5)
    assert.same(values(a*(b*c)), values(a*b*c))
    assert.equal(tostring(a*(b*c)), tostring(a*b*c))
  end)

  it("take a plain function on either side", function()
    local function f(t) return t + 1 end
    assert.equal(a(3)*4, (a*f)(3))
    assert.equal(a(3)*4, (f*a)(3))
  end)

  it("bind tighter than a sequence", function()
    local s = 0.5*a .. schedule.constant(3)
    assert.equal(0.5, s(0))
    assert.equal(3, s(4))
  end)

  it("distribute over a sequence", function()
    assert.same(values(2*(a .. b)), values(2*a .. 2*b))
    assert.same(values((a .. schedule.constant(1)):take(9) .. b), values((a .. schedule.constant(1):take(5)) .. b))
  end)

  it("refuse factors that are not finite numbers >= 0", function()
    for _, v in ipairs{-1, 0/0, math.huge} do
      blamed(function() return nil, v*a end,
        "bad operand of '%*' %(a finite number >= 0 expected")
    end
    blamed(function() return nil, a*{} end, "bad operand of '%*'")
  end)

  it("name what returned no number", function()
    blamed(function() local _ = (a*function() end)(1) end,
      "a schedule returned nil %(a number expected; it is the function at .*_spec%.lua:%d+%)")
    local hole = schedule.define{name = "hole", at = function() end}()
    blamed(function() local _ = (hole*a)(1) end,
      "schedule 'hole%(%)' returned nil %(a number expected%)")
    blamed(function() local _ = (2*hole)(1) end, "schedule 'hole%(%)' returned nil")
    blamed(function() local _ = (schedule.warmup(2) .. hole)(1) end, "returned nil")
  end)
end)

describe("a schedule", function()
  local a = schedule.linear(1, 0.5, 4)

  it("waits with after", function()
    local s = a:after(3)
    for t = 0, 3 do assert.equal(1, s(t)) end
    for t = 3, 12 do assert.equal(a(t - 3), s(t)) end
    assert.equal(7, s.length)
    assert.equal("0.3*0.9^max(t - 3, 0)", tostring(schedule.exponential(0.3, 0.9):after(3)))
  end)

  it("gets a length with take, and keeps its values", function()
    local s = schedule.exponential(0.3, 0.9):take(5)
    assert.equal(5, s.length)
    assert.near(0.3*0.9^8, s(8), 1e-16)
    assert.equal("0.3*0.9^t while t < 5, then 1", tostring(s .. schedule.constant(1)))
  end)

  it("is not cut open again after take", function()
    local s = (a .. a):take(6) .. schedule.constant(9)
    assert.equal(a(1), s(5))
    assert.equal(9, s(6))
  end)

  it("counts updates with per_update, in all its parts", function()
    assert.equal("epoch", a.unit)
    local s = (a .. schedule.constant(1)):per_update()
    assert.equal("update", s.unit)
    assert.equal("update", (a:per_update() .. s).unit)
    assert.equal("update", (0.5*s).unit)
    assert.equal("update", (s*math.sqrt).unit)
    assert.equal("epoch", a.unit)
  end)

  it("does not mix epochs and updates", function()
    blamed(function() return nil, a .. a:per_update() end,
      "the schedules on both sides of '%.%.' count differently %(epochs and updates%)")
    blamed(function() return nil, a:per_update()*a end, "'%*' count differently")
  end)

  it("checks the arguments of its methods", function()
    blamed(function() a:take() end,
      "bad argument #1 to 'take' %(a positive number expected, got nil%)")
    blamed(function() a:take(0) end, "got 0")
    blamed(function() a:after(-1) end,
      "bad argument #1 to 'after' %(a number >= 0 expected, got %-1%)")
    blamed(function() a.take(5) end, "calling 'take' on bad self")
    blamed(function() a("x") end, "asked with a number, s%(t%), got 'x'")
  end)

  it("shows what it is made of", function()
    local warm = schedule.warmup(5) .. schedule.exponential(0.1, 0.9):take(10) .. schedule.constant(0.01)
    assert.equal("0.1*min(t/5, 1) while t < 5, then 0.1*0.9^(t - 5) while t < 15, then 0.01",
                 tostring(warm))
    assert.equal("0.5*(1 + (0.5 - 1)*min(t/4, 1))", tostring(0.5*a))
    assert.equal("(1 + (0.5 - 1)*min(t/4, 1))*f(t)", tostring(a*math.sqrt))
    assert.equal("1 + (0.5 - 1)*min(t/4, 1) while t < 4, then f(t - 4)", tostring(a .. math.sqrt))
  end)
end)

describe("the memory of parts", function()
  -- counts how often it was asked
  local count = schedule.define{
    name = "count", options = {{"from", 0}},
    init = function(o) return {n = o.from} end,
    at = function(_, _, _, m) m.n = m.n + 1 return m.n end,
  }

  it("is one table of tables", function()
    local s = count(0):take(2) .. (count(10)*schedule.constant(2)):take(2) .. count(20)
    local m = s.init({})
    local list = {}
    for t = 0, 5 do list[#list + 1] = s.at(t, {}, m) end
    assert.same({1, 2, 22, 24, 21, 22}, list)
    local again = s.init({})
    assert.equal(1, s.at(0, {}, again))
    assert.equal(23, s.at(5, {}, m))
  end)

  it("is missing where no part has one", function()
    assert.is_nil((schedule.warmup(3) .. 2*schedule.cosine()*schedule.constant(1)).init)
  end)
end)
