local example = dofile "tests/spec/examples/example.lua"

describe("examples/maximum.lua", function()
  local out = example.output("maximum")

  local function part(title)
    local from = assert(out:find(title, 1, true), title)
    return out:sub(from, (out:find("\n\n", from, true)))
  end

  it("finds the top of t*exp(-t)", function()
    local text = part "t*exp(-t)"
    assert.matches("\nconverged: gradient: ", text)
    assert.is_true(math.abs(tonumber(text:match("\n  x +(%S+)")) - 1) < 1e-5)
    example.close(math.exp(-1), tonumber(text:match("\n  cost +(%S+)")), 1e-9)
  end)

  it("the largest box, a cube", function()
    local text = part "the volume of a box"
    assert.matches("\nconverged: gradient: ", text)
    local a, b = text:match("\n  x +{a = (%S+), b = (%S+)}")
    assert.is_true(math.abs(tonumber(a) - 1) < 1e-6 and math.abs(tonumber(b) - 1) < 1e-6)
    example.close(1, tonumber(text:match("\n  cost +(%S+)")), 1e-9)
  end)

  it("climbs a hill, halving the step after a fall", function()
    local text = part "a hill"
    -- 1.5 goes to -2 times the distance and is taken back, 0.75 to -0.5 times
    for k = 1, 22 do
      local cost, step = text:match(("\nepoch %d  cost (%%S+)  |g| %%S+  step (%%S+)\n"):format(k))
      assert.equal("0.75", step)
      example.close(5 - 5*0.25^k, tonumber(cost), 1e-8)
    end
    assert.matches("\nconverged: gradient: |g| = 9%.5e%-07 <= 1e%-06 after 22 epochs\n", text)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("maximum") end)
end)
