local example = dofile "tests/spec/examples/example.lua"

describe("examples/checkpoint.lua", function()
  local out = example.output("checkpoint")

  local function part(title)
    local w, b, reason = out:match(title .. " +w = (%S+), b = (%S+)\n +([^\n]+)\n")
    assert.is_not_nil(w, out)
    return w, b, reason
  end

  it("learns the line", function()
    local w, b, reason = part "undisturbed"
    assert.is_true(math.abs(w - 3) < 0.1 and math.abs(b + 1) < 0.1)
    assert.matches("^epochs: 60 of 60 done, .*, 600 updates, last step %S+$", reason)
    assert.is_true(tonumber(reason:match("%S+$")) < 0.1)
  end)

  it("goes on as if nothing had been", function()
    assert.matches("\nbroken off\tthe lights go out\n", out)
    assert.same({part "undisturbed"}, {part "resumed"})
    assert.matches("\nsame bits\ttrue\n$", out)
  end)

  it("keeps to the file it is told", function()
    assert.equal(out, example.output("checkpoint", "run.ckpt"))
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("checkpoint") end)
end)
