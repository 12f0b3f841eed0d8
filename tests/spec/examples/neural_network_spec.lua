local example = dofile "tests/spec/examples/example.lua"

describe("examples/neural_network.lua", function()
  local out = example.output("neural_network")

  it("learns: the cost falls", function()
    local costs = {}
    for epoch, cost in out:gmatch("epoch +(%d+)   cost (%S+)\n") do
      costs[tonumber(epoch)] = tonumber(cost)
    end
    -- nothing learned is log(3) or worse, on average, weights being small
    assert.is_true(math.abs(costs[0] - math.log(3)) < 0.6)
    for epoch = 10, 60, 10 do assert.is_true(costs[epoch] < costs[epoch - 10], epoch) end
    assert.is_true(costs[60] < 0.06)
    assert.matches("\nepochs: 60 of 60 done", out)
  end)

  it("and tells the species", function()
    local right = tonumber(out:match("\nright in training: (%d+) of 120\n"))
    local tested = tonumber(out:match("\nright in the test: (%d+) of 30\n"))
    assert.is_true(right >= 114 and tested >= 28)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("neural_network") end)
end)
