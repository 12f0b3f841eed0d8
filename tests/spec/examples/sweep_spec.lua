local example = dofile "tests/spec/examples/example.lua"

describe("examples/sweep.lua", function()
  local out = example.output("sweep")

  it("shows the best points, best first, and the best run", function()
    assert.matches("^120 runs of 12 points\n", out)
    local means = {}
    for mean in out:gmatch("\n +%S+ +0%.%d+ +(%S+) +%S+ +%d+ +0") do means[#means + 1] = tonumber(mean) end
    assert.equal(5, #means)
    for i = 2, 5 do assert.is_true(means[i - 1] <= means[i]) end
    assert.matches("\nthe best run: step 0.003, beta 0.9, start 5: gradient: |g| = 9.9e-07 <= 1e-06 after 911 epochs\n",
                   out, 1, true)
  end)

  it("finds a point as good with halving", function()
    local mean = out:match("halving: 27 points, the last for 2700 epochs: step %S+, beta %S+, mean cost (%S+)\n")
    assert.is_true(tonumber(mean) < 1e-3)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("sweep") end)
end)
