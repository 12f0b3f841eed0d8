local gd = require "gdlua"
local bits = dofile "tests/spec/bits.lua"

local function cost(v) return v[1]^2 + 4*v[2]^2 end
local function new(more)
  local o = {step = 0.05, epochs = 30}
  for key, value in pairs(more or {}) do o[key] = value end
  return gd.descent(cost, {3, 1}, o)
end

describe("take", function()
  it("goes to where the other run is, which stays there", function()
    local a, b = new(), new()
    a:run(10)
    local before = bits(a:result())
    b:take(a, false, false, false)
    assert.equal(before, bits(b:result()))
    b:run()
    assert.equal(before, bits(a:result()))
    assert.equal(bits(a:run()), bits(b:result()))
  end)

  it("forgets what the state has shown", function()
    local a, b = new(), new()
    a:run(10)
    b = new{step = 0.01}
    b:run(10)
    local x = b:state().x
    b:take(a)
    assert.is_false(x == b:state().x)
    assert.equal(a:state().x, b:state().x)
  end)

  it("leaves the run as it was where it fails", function()
    local a, b = new(), new{history = {"x"}}
    a:run(10)
    b:run(4)
    local before = bits(b:result())
    assert.error_matches(function() b:take(a) end, "another kind of history")
    assert.equal(before, bits(b:result()))
    b:run(1)
    assert.equal(5, b:result().epochs)
  end)

  it("is refused to a run that is running", function()
    local a, b = new(), nil
    b = new{on_epoch = function() b:take(a) end}
    assert.error_matches(function() b:run() end, "this descent is running")
    b = new{on_epoch = function(s) if s.epoch == 2 then a:take(b) end end}
    assert.error_matches(function() b:run() end, "this descent is running")
    assert.error_matches(function() a:take(3) end, "a descent expected, got 3")
  end)
end)
