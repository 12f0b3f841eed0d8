local example = dofile "tests/spec/examples/example.lua"

-- The rows "epoch k   d away at {x, y, z}" of an output.
local function rows(out)
  local list = {}
  for _, line in ipairs(example.lines(out)) do
    if line:find("^epoch") then list[#list + 1] = example.numbers(line) end
  end
  return list
end

describe("examples/sum_of_squares.lua", function()
  it("descends from a random start until it is within 0.001", function()
    local out = example.output("sum_of_squares")
    local epochs = tonumber(out:match(
      "\nconverged: distance: %S+ <= 0%.001 from the target after (%d+) epochs\n"))
    local r = rows(out)
    assert.equal(0, r[1][1])
    assert.equal(epochs // 50 + 1, #r)
    for i = 3, 5 do assert.is_true(math.abs(r[1][i]) <= 10) end
    for i = 2, #r do                     -- 50 epochs are a factor of 0.98^50
      assert.equal(50*(i - 1), r[i][1])
      example.close(r[1][2]*0.98^r[i][1], r[i][2], 1e-8)
    end
    -- the first epoch at which the distance is 0.001 or less
    assert.equal(math.ceil(math.log(0.001/r[1][2])/math.log(0.98)), epochs)
  end)

  it("starts elsewhere each time", function()
    assert.not_equal(rows(example.output("sum_of_squares"))[1][2],
                     rows(example.output("sum_of_squares"))[1][2])
  end)

  it("prints every epoch on request, and follows the textbook's own run", function()
    local r = rows(example.output("sum_of_squares", "--verbose --notebook"))
    local printed = example.printed("tests/data/sum_of_squares.txt")
    assert.equal(12, #printed)
    for i, row in ipairs(printed) do     -- printed with 8 and 9 digits
      assert.equal(row[1], r[i][1])
      example.close(row[5], r[i][2], 6e-9)
      for k = 2, 4 do example.close(row[k], r[i][k + 1], 6e-8) end
    end
    assert.equal(460, r[#r][1])
    assert.equal(461, #r)
  end)

  it("runs under stock Lua", function()
    example.runs_in_stock_lua("sum_of_squares", "--notebook")
  end)

  it("refuses an unknown option", function()
    local process = dofile "tests/spec/cli/process.lua"
    local _, err, code = process.run(process.quote(process.gdlua) ..
                                     " examples/sum_of_squares.lua --verbos")
    assert.equal(1, code)
    assert.matches("unknown option %-%-verbos", err)
  end)
end)
