local example = dofile "tests/spec/examples/example.lua"

describe("examples/lr_find.lua", function()
  local out = example.output("lr_find")

  it("finds steps that are better than a tenth and ten times as much", function()
    local blocks = 0
    for method, rows in out:gmatch("step %S+ for (%w+)\n.-cost after 1000 epochs\n(.-)\n\n") do
      local costs = {}
      for cost, more in rows:gmatch("%S+ +(%S+)([^\n]*)") do
        costs[#costs + 1] = more ~= "" and math.huge or tonumber(cost)
      end
      assert.equal(3, #costs)
      assert.is_true(costs[2] < costs[3] and costs[2] < 0.05, method)
      blocks = blocks + 1
    end
    assert.equal(3, blocks)
  end)

  it("finds one for batches", function()
    local cost = tonumber(out:match("5 epochs with it: cost (%S+)"))
    assert.is_true(cost < 0.2)
    assert.matches("The test is in %./lr_find%.png\n$", out)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("lr_find") end)
end)
