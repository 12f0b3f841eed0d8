local example = dofile "tests/spec/examples/example.lua"

-- The numbers of the 16 lines after the one that has this text in it.
local function table_after(out, title)
  local lines, rows = example.lines(out), {}
  for i, line in ipairs(lines) do
    if line:find(title, 1, true) then
      for k = 1, 16 do rows[k] = example.numbers((lines[i + k]:gsub("x0", "start"))) end
    end
  end
  return rows
end

describe("examples/numerical_gradient.lua", function()
  local out = example.output("numerical_gradient")

  it("shows the three gradients", function()
    assert.truthy(out:find("\n  at {3, 4}: {6, 8}\n  at {0, 2}: {0, 4}\n" ..
                           "  at {3, 0}: {6, 0}\n", 1, true))
  end)

  it("prints what the textbook printed, to its 8 decimals", function()
    local printed = example.printed("tests/data/forgetful_gradient.txt")
    assert.equal(16, #printed)
    assert.same(printed, table_after(out, "as the textbook prints it"))
  end)

  it("and the path with clean gradients, which is 0.8^k times the start", function()
    local rows = table_after(out, "an x that stays")
    assert.equal(16, #rows)
    for i, row in ipairs(rows) do        -- epoch, x1, x2, 0.8, k, -3*0.8^k, 4*0.8^k
      assert.equal(i - 1, row[1])
      for k, start in ipairs{-3, 4} do
        assert.is_true(math.abs(row[k + 1] - start*0.8^i) <= 5.01e-9)
        assert.equal(row[k + 1], row[k + 5])
      end
    end
  end)

  it("says where both end", function()
    local x = example.numbers(out:match("textbook's run is at  (%b{})"))
    for i = 1, 2 do assert.is_true(math.abs(x[i] + 0.0005) < 1e-8) end
    x = example.numbers(out:match("right run is at       (%b{})"))
    example.close(-3*0.8^100, x[1], 1e-6)
    example.close(4*0.8^100, x[2], 1e-6)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("numerical_gradient") end)
end)
