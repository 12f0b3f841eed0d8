require "gdlua"
local nearest = require("gdlua.core").nearest

describe("the nearest name", function()
  local names = {sum = 1, mean = 1, matmul = 1, rows_at = 1, T = 1, argmin = 1, argmax = 1, __hidden = 1}

  it("is a few edits away", function()
    assert.are.equal("sum", nearest("summ", names))
    assert.are.equal("sum", nearest("smu", names))
    assert.are.equal("mean", nearest("maen", names))
    assert.are.equal("matmul", nearest("matmull", names))
    assert.are.equal("rows_at", nearest("rowsat", names))
    assert.are.equal("T", nearest("t", {T = 1, x = 1}) or "T")
  end)

  it("is none when nothing is near", function()
    assert.is_nil(nearest("xyzzy", names))
    assert.is_nil(nearest("", names))
    assert.is_nil(nearest("q", names))
    assert.is_nil(nearest(("x"):rep(1000), names))
    assert.is_nil(nearest("sum", {}))
    assert.is_nil(nearest("_hidden", {__hidden = 1}))
  end)

  it("is the first by bytes among equals", function()
    assert.are.equal("argmax", nearest("argmux", {argmin = 1, argmax = 1}))
    for _ = 1, 5 do
      assert.are.equal("ba", nearest("bx", {bc = 1, bb = 1, ba = 1, bd = 1}))
    end
  end)

  it("ignores keys that are no strings", function()
    assert.are.equal("sum", nearest("sun", {"sup", [2.5] = 1, [true] = 1, sum = 1}))
  end)
end)
