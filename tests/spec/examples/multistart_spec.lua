local example = dofile "tests/spec/examples/example.lua"

describe("examples/multistart.lua", function()
  local out = example.output("multistart")

  it("finds the two lowest minima of the camel", function()
    assert.matches("^60 runs, %d minima\n", out)
    -- Dixon & Szego: -1.0316285 at (0.0898, -0.7126) and (-0.0898, 0.7126)
    assert.matches("\n +%-1%.0316285 +%d+ +{0%.0898420%d+, %-0%.712656%d+}\n", out)
    assert.matches("\n +%-1%.0316285 +%d+ +{%-0%.0898420%d+, 0%.712656%d+}\n", out)
  end)

  it("finds the frequency", function()
    local a, w, phase, mean = out:match("a = (%S+), w = (%S+), phase = (%S+), mean square (%S+)\n$")
    assert.is_true(math.abs(a - 1.5) < 0.05 and math.abs(w - 2.3) < 0.01 and math.abs(phase - 0.4) < 0.05)
    assert.is_true(tonumber(mean) < 0.012)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("multistart") end)
end)
