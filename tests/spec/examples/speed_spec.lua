local example = dofile "tests/spec/examples/example.lua"

describe("examples/speed.lua", function()
  local out = example.output("speed")

  it("packs the loop over tables, and makes the if a choice", function()
    assert.matches("^compiled\npacked: %d+ nodes became %d+\n", out)
    assert.truthy(out:find("\n  select of 200\n", 1, true))
    assert.truthy(out:find("\n  guards of branches that became choices: 200\n", 1, true))
  end)

  for _, precision in ipairs{"exact", "fast"} do
    it("runs natively with precision " .. precision, function()
      local text = out:match("\nprecision " .. precision .. ": (.-)\n\n")
      -- A point of rest: the derivatives of the cost, worked out here, are nearly 0.
      local a, b = text:match("^a = (%S+), b = (%S+)\n")
      local da, db = 0, 0
      for i = 1, 200 do
        local t = i/100
        local y = 2*t - 1 + (i % 10 == 0 and 3 or 0) + 0.1*math.sin(37*i)
        local e = (a*t + b - y)/0.1
        local slope = math.max(-1.5, math.min(1.5, e))/0.1/200
        da, db = da + slope*t, db + slope
      end
      assert.is_true(math.abs(da) < 1e-3 and math.abs(db) < 1e-3, da .. " " .. db)
      assert.truthy(text:find("\nschedule compiled, method compiled, stopping rule compiled\n", 1, true))
      assert.truthy(text:find(" epochs, most of them in stretches: true\n", 1, true))
      assert.matches("\nnothing stands in the way of stretches$", text)
    end)
  end

  it("agrees whatever the precision", function()
    assert.matches("\nthey agree to 1e%-8\ttrue\n$", out)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("speed") end)
end)
