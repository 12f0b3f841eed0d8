local example = dofile "tests/spec/examples/example.lua"

describe("examples/rosenbrock.lua", function()
  local out = example.output("rosenbrock")

  it("finds {1, 1}", function()
    assert.matches("^two variables\nconverged: gradient: ", out)
    for v in out:match("\n  x +(%b{})"):gmatch("[%d.]+") do
      assert.is_true(math.abs(tonumber(v) - 1) < 1e-6)
    end
  end)

  it("shows that the gradient is the one by hand", function()
    -- at {-1.2, 1, -1.2, 1}: r is 1 - 1.44, -1.2 - 1, 1 - 1.44
    assert.truthy(out:find("by hand\n{-215.6, 792, -655.6, -88}\n{-215.6, 792, -655.6, -88}\n", 1, true))
  end)

  it("finds the end of the valley in a hundred variables", function()
    local reason, cost, first, last = out:match(
      "\na hundred variables\n([^\n]*)\ncost (%S+), x%[1%] = (%S+), x%[100%] = (%S+)\n")
    assert.matches("^gradient: ", reason)
    assert.is_true(tonumber(cost) < 1e-10)
    assert.same({"1.000000", "1.000000"}, {first, last})
  end)

  it("and shows how far plain descent comes", function()
    local x = example.numbers(out:match("\nepochs: 20000 of 20000 done, [^\n]*\nat (%b{})"))
    for i = 1, 2 do
      local left = 1 - x[i]
      assert.is_true(left > 1e-5 and left < 1e-3)
    end
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("rosenbrock") end)
end)
