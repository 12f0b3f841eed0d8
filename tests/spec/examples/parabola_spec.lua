local example = dofile "tests/spec/examples/example.lua"
local picture = dofile "tests/spec/plot/picture.lua"
local process = dofile "tests/spec/cli/process.lua"

describe("examples/parabola.lua", function()
  after_each(process.clean)

  it("follows 3*(1 - 0.6^k)", function()
    local lines = example.lines(example.output("parabola"))
    for k = 1, 10 do
      local row = example.numbers(lines[k + 1])
      assert.equal(k, row[1])
      assert.is_true(math.abs(row[2] - 3*(1 - 0.6^k)) <= 5.01e-10)
      assert.equal(row[2], row[3])
      assert.is_true(math.abs(row[4] - (3*0.6^k)^2) <= 5.01e-10)
    end
    assert.equal("ended by epochs: 10 of 10 done, |g| = 0.036 > 1e-06", lines[12])
  end)

  it("then runs until the gradient is small", function()
    -- |g| = 6*0.6^k <= 1e-6 first holds at k = 31
    local out = example.output("parabola")
    assert.matches("\nconverged: gradient: |g| = 8e%-07 <= 1e%-06 after 31 epochs\n", out)
    assert.matches("\n  x         2%.9999996\n", out)
  end)

  it("draws its path into the folder it is given", function()
    local folder = process.folder()
    local out = example.output("parabola", process.quote(folder))
    assert.matches("\nThe path is in " .. folder:gsub("%p", "%%%0") .. "/parabola%.png\n$", out)
    assert.same({800, 560}, {picture.size(folder .. "/parabola.png")})
  end)

  it("explains where there is no gnuplot", function()
    local out, err, code = process.run(("GDLUA_GNUPLOT=/no/such/program %s examples/parabola.lua"):format(
      process.quote(process.gdlua)))
    assert.same({"", 0}, {err, code})
    assert.matches("\nNo picture: .*gnuplot%-nox", out)
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("parabola") end)
end)
