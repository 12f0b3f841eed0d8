local example = dofile "tests/spec/examples/example.lua"

describe("examples/digits.lua", function()
  local out = example.output("digits")

  it("ends by validation, with the best network", function()
    assert.matches("\npatience: no fall of 0 in 15 epochs\n", out)
    local best, value = out:match("\nbest: epoch (%d+), validation (%S+)\n")
    local last = 0
    for epoch, validation in out:gmatch("epoch +(%d+)   cost %S+   validation (%S+)\n") do
      assert.is_true(tonumber(validation) >= tonumber(value))
      last = tonumber(epoch)
    end
    assert.is_true(tonumber(best) < last + 10)
  end)

  it("reads digits it has not seen", function()
    assert.is_true(tonumber(out:match("kept aside:   (%d+) of 360 right")) > 0.97*360)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("digits") end)
end)
