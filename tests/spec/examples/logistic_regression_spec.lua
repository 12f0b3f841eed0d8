local example = dofile "tests/spec/examples/example.lua"

describe("examples/logistic_regression.lua", function()
  local out = example.output("logistic_regression")

  it("finds the minimum", function()
    assert.matches("^gradient: |g| = %S+ <= 1e%-06 after %d+ epochs\n", out)
    -- the cost is convex: every method finds this one
    assert.truthy(out:find("\ncost 0.066609, |w| 3.715, b 0.3652\n", 1, true))
  end)

  it("tells benign from malignant", function()
    local right, of = out:match("\nright in training: (%d+) of (%d+)\n")
    local tested, of_tested = out:match("\nright in the test: (%d+) of (%d+)\n")
    assert.equal(569, of + of_tested)
    assert.equal(569//5, tonumber(of_tested))
    assert.is_true(right/of > 0.97 and tested/of_tested > 0.95)
  end)

  it("names the largest weights in order, all against", function()
    local before, n = math.huge, 0
    for weight in out:match("largest weights\n(.*)"):gmatch("  [%l_]+ +(%S+)\n") do
      assert.is_true(tonumber(weight) < 0 and -weight <= before)
      before, n = -weight, n + 1
    end
    assert.equal(5, n)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("logistic_regression") end)
end)

describe("the data of the examples", function()
  local function lines(path)
    local list = {}
    for line in io.lines(path) do list[#list + 1] = line end
    return list
  end

  it("are complete, and their source and licence are stated", function()
    assert.equal(570, #lines("examples/data/breast_cancer.csv"))
    assert.equal(1798, #lines("examples/data/digits.csv"))
    assert.equal(151, #lines("examples/data/iris.csv"))
    local readme = table.concat(lines("examples/data/README.md"), "\n")
    for _, word in ipairs{"breast_cancer.csv", "iris.csv", "CC BY 4.0", "10.24432/C5DW2B", "10.24432/C56C76",
                          "digits.csv", "10.24432/C50P49"} do
      assert.truthy(readme:find(word, 1, true), word)
    end
  end)
end)
