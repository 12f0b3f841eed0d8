local example = dofile "tests/spec/examples/example.lua"

describe("examples/why.lua", function()
  it("names five failures, each as the first finding", function()
    local found = {}
    for name in example.output("why"):gmatch("\n1%. ([^\n]+)") do found[#found + 1] = name end
    assert.same({"step above critical", "wrong gradient", "NaN source", "saddle", "scaling"}, found)
  end)

  it("runs in stock Lua", function() example.runs_in_stock_lua("why") end)
end)
