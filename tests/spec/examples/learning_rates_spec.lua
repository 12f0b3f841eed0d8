local example = dofile "tests/spec/examples/example.lua"

describe("examples/learning_rates.lua", function()
  local out = example.output("learning_rates")

  it("shows the derivative to all its digits", function()
    assert.matches("^the derivative of x%^2 %+ 9 at 2: 4%.000000330961484\n", out)
  end)

  -- What NumPy printed for these, with nine digits or eight decimals.
  local rows = {
    {0.1, 100, "3.26660446e-22"}, {1.0, 100, "-1244739.51"}, {0.01, 100, "0.0843515596"},
    {0.1, 10, "0.0302329637"}, {0.1, 1000, "6.17694113e-27"}, {0.01, 1000, "9.33690313e-18"},
  }

  it("shows the tables", function()
    local found = {}
    for rate, epochs, x, y in out:gmatch("\n +(%S+) +(%d+) +(%S+) +(%S+) +%S+") do
      found[#found + 1] = {tonumber(rate), tonumber(epochs), x}
      local mirrored = x:find("^%-") and x:sub(2) or "-" .. x
      assert.equal(mirrored, y)
    end
    assert.same(rows, found)
  end)

  it("says why the largest rate came to rest", function()
    assert.matches("  rate 1: epochs: 100 of 100 done; rounding floor: |g| = 0 is below the error", out)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("learning_rates") end)
end)
