local example = dofile "tests/spec/examples/example.lua"

describe("examples/curve_fit.lua", function()
  local out = example.output("curve_fit")

  it("finds what is certified, to the digits it shows", function()
    local rows = 0
    for x, e, certified, error in out:gmatch("\n%a+ +([%d.]+) %(([%d.]+)%) +NIST ([%d.]+) %(([%d.]+)%)") do
      assert.equal(certified, x)
      assert.equal(error, e)
      rows = rows + 1
    end
    assert.equal(3, rows)
  end)

  it("is led astray by a wrong reading, and with a robust loss is not", function()
    local squares, robust = out:match("least squares: limit ([%d.]+);  cauchy: limit ([%d.]+)")
    assert.is_true(math.abs(squares - 72.46) > 3)
    assert.is_true(math.abs(robust - 72.46) < 1.5)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("curve_fit") end)
end)
