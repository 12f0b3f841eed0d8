local example = dofile "tests/spec/examples/example.lua"

describe("examples/symbolic.lua", function()
  local out = example.output("symbolic")

  it("shows cost and derivatives as formulas", function()
    assert.matches("cost\tx^2 + y^2\nat (3, 4)\t25.0\n", out, 1, true)
    assert.matches("gradient\t{x = 2*x, y = 2*y}\n", out, 1, true)
    assert.matches("LaTeX\t2 x\t2 y\nat (3, 4)\t6.0\t8.0\n", out, 1, true)
    assert.matches("\nexp%(sin%(x%)%) +cos%(x%)%*exp%(sin%(x%)%)\n", out)
    assert.matches("\nx%^x +x%^x%*%(log%(x%) %+ 1%)\n", out)
  end)

  it("descends by hand and by gd.minimize to the same point", function()
    -- each step multiplies by 0.8
    for _, who in ipairs{"by hand     ", "gd.minimize "} do
      local x, y, cost = out:match(who .. " x = (%S+), y = (%S+), cost (%S+)\n")
      example.close(5*0.8^50, tonumber(x), 1e-5)
      example.close(-3*0.8^50, tonumber(y), 1e-5)
      example.close(34*0.8^100, tonumber(cost), 1e-5)
    end
    assert.matches("\nconverged: gradient: ", out)
  end)

  it("diverges with step 1.1, multiplying by -1.2", function()
    local text = out:match("step 1.1: the cost rises\n(.-)\n\n")
    for k = 0, 5 do
      local cost = text:match(("epoch %d  cost (%%S+)"):format(k))
      example.close(34*1.2^(2*k), tonumber(cost), 1e-6)
    end
  end)

  it("is rescued by halving the step", function()
    local text = out:match("step 1.1, halved where the cost rises\n(.-)\n\n")
    assert.matches("step 0.55\n", text, 1, true)
    assert.matches("\nconverged: gradient: ", text)
  end)

  it("finds the nearer of two valleys", function()
    assert.matches("x^4 - 3*x^2 + x\tslope 4*x^3 - 6*x + 1\n", out, 1, true)
    local left, right = out:match("from %-2 to x = (%S+),.-from  2 to x = (%S+),")
    for _, x in ipairs{tonumber(left), tonumber(right)} do
      assert.is_true(math.abs(4*x^3 - 6*x + 1) < 1e-4)
    end
    assert.is_true(tonumber(left) < 0 and tonumber(right) > 0)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("symbolic") end)
end)
