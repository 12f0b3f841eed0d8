local example = dofile "tests/spec/examples/example.lua"

describe("examples/iris.lua", function()
  it("tells the species of flowers it has not seen", function()
    local out = example.output("iris")
    assert.matches("^gradient: |g| = %S+ <= 1e%-06 after %d+ epochs\n", out)
    assert.is_true(tonumber(out:match("learned from: (%d+) of 99")) >= 95)
    assert.is_true(tonumber(out:match("kept aside:   (%d+) of 51")) >= 49)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("iris") end)
end)
