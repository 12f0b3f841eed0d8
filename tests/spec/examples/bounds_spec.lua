local example = dofile "tests/spec/examples/example.lua"

describe("examples/bounds.lua", function()
  local text = example.output "bounds"

  -- name -> {what is in it, any amount, between bounds, what is said of it}
  local rows = {}
  for line in text:gmatch("[^\n]+") do
    local name, rest = line:match("^(%l+)%s+(.*)$")
    if name then
      local numbers = example.numbers(rest)
      rows[name] = {numbers[1], numbers[2], numbers[3], said = rest:match("(%l.*)$")}
    end
  end

  it("finds amounts below nothing without bounds, and none with them", function()
    local below = 0
    for _, name in ipairs{"amber", "blue", "crimson", "dun", "ebony"} do
      local row = rows[name]
      if row[2] < 0 then below = below + 1 end
      assert.is_true(row[3] >= 0 and row[3] <= 1.9)
      assert.is_true(math.abs(row[3] - row[1]) < 0.3)
    end
    assert.is_true(below >= 2)
  end)

  it("says which bounds are active", function()
    assert.equal(1.9, rows.amber[3])
    assert.matches("^all there may be; more would fit better by %d", rows.amber.said)
    assert.equal(0.0, rows.dun[3])
    assert.matches("^none of it; less would fit better by %d", rows.dun.said)
    assert.is_nil(rows.crimson.said)
  end)

  it("pays for them with a larger misfit", function()
    assert.is_true(rows.misfit[2] > rows.misfit[1])
    assert.matches("\ngradient: |g| = %S+ <= 1e%-06 after %d+ epochs\n$", text)
  end)

  it("runs in stock Lua", function()
    example.runs_in_stock_lua "bounds"
  end)
end)
