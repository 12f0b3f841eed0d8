local gd = require "gdlua"
local memory = require "gdlua.memory"

describe("the leaves of a memory", function()
  it("are its numbers and arrays, by names that tell 1 from '1'", function()
    local v = gd.vector{1, 2}
    local m = {7, best = 1.5, inner = {v = v, flag = true}, ["1"] = 8, empty = {}}
    assert.same({["#1"] = 7, [".best"] = 1.5, [".inner"] = {[".v"] = v}, [".1"] = 8},
                memory.leaves(m))
  end)

  it("cannot be told where one table is in two places, or a key is odd", function()
    local t = {1}
    local none, why = memory.leaves{a = t, b = t}
    assert.is_nil(none)
    assert.match("one table in two places", why)
    none, why = memory.leaves{[true] = 1}
    assert.is_nil(none)
    assert.match("neither a name nor a whole number", why)
  end)
end)

describe("a memory that cannot be kept as numbers of its own", function()
  local function why(m)
    local none, reason = memory.leaves(m)
    assert.is_nil(none)
    return reason
  end

  it("has one array in two places, or a matrix and a row of it", function()
    local v, A = gd.vector{1, 2}, gd.zeros(2, 2)
    assert.match("one array in two places", why{a = v, b = v})
    assert.match("one array in two places", why{a = v, inner = {b = v}})
    assert.match("one array in two places", why{A = A, row = A[1]})
    assert.match("one array in two places", why{A[1], A[2]})
    assert.truthy(memory.leaves{a = v, b = v:copy()})
  end)

  it("has an integer that is no double", function()
    assert.match("beyond 2^53", why{n = (1 << 53) + 1}, 1, true)
    assert.match("beyond 2^53", why{n = math.mininteger}, 1, true)
    assert.same({[".n"] = 1 << 53, [".x"] = 1e300}, memory.leaves{n = 1 << 53, x = 1e300})
  end)
end)

describe("a memory with other leaves", function()
  local meta = {__index = {kind = "mine"}}

  it("keeps everything else, its metatable too, and shares no table", function()
    local m = setmetatable({count = 3, x = 0.5, on = false, inner = {n = 1}}, meta)
    local w = memory.with(m, {[".count"] = 4.0, [".x"] = 0.25, [".inner"] = {[".n"] = 9.0}})
    assert.same({count = 4, x = 0.25, on = false, inner = {n = 9}}, w)
    assert.equal("integer", math.type(w.count))
    assert.equal("mine", w.kind)
    assert.equal(3, m.count)
    assert.are_not.equal(m.inner, w.inner)
  end)

  it("can be had in place", function()
    local m = {count = 3, inner = {x = 1.5}}
    local inner = m.inner
    memory.put(m, {[".count"] = 5.0, [".inner"] = {[".x"] = 2.5}})
    assert.same({count = 5, inner = {x = 2.5}}, m)
    assert.equal(inner, m.inner)
  end)
end)

describe("the structure of a memory", function()
  local before = {count = 1, v = gd.vector{1}, on = true, inner = {x = 1}}

  local function change(edit)
    local m = memory.with(before, {})
    edit(m)
    return memory.same(m, before)
  end

  it("is the same when only leaves differ", function()
    assert.is_true(change(function(m) m.count, m.inner.x, m.v = 2.5, 7, gd.vector{3} end))
  end)

  for what, edit in pairs{
    ["a new field 'y'"] = function(m) m.inner.y = 1 end,
    ["'count' was a number and became nil"] = function(m) m.count = nil end,
    ["'v' was an array and became a number"] = function(m) m.v = 1 end,
    ["'on' changes"] = function(m) m.on = false end,
    ["'inner' was a table and became a string"] = function(m) m.inner = "x" end,
  } do
    it("differs with " .. what, function()
      local same, why = change(edit)
      assert.is_false(same)
      assert.match(what, why, 1, true)
    end)
  end
end)

describe("the twin of a memory", function()
  it("becomes the memory again: what is held, and copies of the rest", function()
    local m = {v = gd.vector{1, 2}, inner = {n = 3, w = gd.vector{4}}, name = "x", [2] = {}}
    local w, inner = m.inner.w, nil
    local twin = memory.twin(m)
    m = nil
    collectgarbage()
    local again, held = memory.reunite(twin)
    assert.is_true(held)
    assert.equal(w, again.inner.w)
    assert.is_true(rawequal(w, again.inner.w))
    assert.same({1, 2}, again.v:totable())
    assert.equal(3, again.inner.n)
    assert.equal("x", again.name)
    assert.same({}, again[2])
    inner, w = again.inner, nil
    twin, again = memory.twin(again), nil
    collectgarbage()
    again, held = memory.reunite(twin)
    assert.is_true(held)
    assert.is_true(rawequal(inner, again.inner))
    inner = nil
    twin, again = memory.twin(again), nil
    collectgarbage()
    again, held = memory.reunite(twin)
    assert.is_false(held)
    assert.same({4}, again.inner.w:totable())
    assert.is_nil(inner)
  end)

  it("is the memory itself where that is held", function()
    local m = {v = gd.vector{1, 2}}
    local twin = memory.twin(m)
    collectgarbage()
    local again, held = memory.reunite(twin)
    assert.is_true(held)
    assert.is_true(rawequal(m, again))
  end)

  it("is nothing for what the engine cannot keep", function()
    assert.is_nil(memory.twin(false))
    local t = {}
    assert.is_nil(memory.twin{t, t})
  end)
end)

describe("functions of gdlua's own", function()
  it("are told from others", function()
    local adam = gd.method.adam()
    assert.is_true(memory.are_own(adam.init, nil, true, adam.update))
    assert.is_false(memory.are_own(adam.init, function() end))
    assert.is_false(memory.are_own(print))
  end)
end)
