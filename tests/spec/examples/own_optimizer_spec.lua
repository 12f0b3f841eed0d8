local example = dofile "tests/spec/examples/example.lua"

describe("examples/own_optimizer.lua", function()
  local out = example.output("own_optimizer")

  it("restarts pay", function()
    local epochs = {}
    for name, count in out:gmatch("([^\n]-) +(%d+) epochs, +%d+ evaluations  converged\n") do
      epochs[name] = tonumber(count)
    end
    assert.is_true(epochs["restarting, beta 0.95"] < epochs["nesterov 0.9"])
    assert.is_true(epochs["restarting"] < epochs["momentum 0.9"])
    assert.is_true(epochs["lbfgs"] < epochs["restarting"])
    assert.is_true(epochs["gd"] > 10000)
  end)

  it("the method is compiled", function() assert.matches("\nthe method runs as: compiled\n$", out) end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("own_optimizer") end)
end)
