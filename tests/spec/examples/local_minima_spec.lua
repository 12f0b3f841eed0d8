local example = dofile "tests/spec/examples/example.lua"
local picture = dofile "tests/spec/plot/picture.lua"
local process = dofile "tests/spec/cli/process.lua"

local function slope(x) return 0.2*(x - 1) - 3*math.sin(3*x + 1.5) end

describe("examples/local_minima.lua", function()
  after_each(process.clean)

  it("ends in the minimum of the valley it starts in", function()
    local lines = example.lines(example.output("local_minima"))
    local ends = {}
    for i, start in ipairs{-3.5, -1.1, 0, 1.4, 3.5} do
      local row = example.numbers(lines[i + 1])
      local x = row[2]
      assert.equal(start, row[1])
      assert.is_true(slope(x - 1e-5) < 0 and slope(x + 1e-5) > 0)
      assert.is_true(math.abs(0.1*(x - 1)^2 + math.cos(3*x + 1.5) - row[3]) < 1e-6)
      -- no other minimum or maximum on the way
      for k = 1, 99 do
        local u = start + (x - start)*k/100
        assert.is_true(slope(u)*(start - x) > 0 or math.abs(u - x) < 1e-2)
      end
      ends[("%.4f"):format(x)] = true
    end
    local count = 0
    for _ in pairs(ends) do count = count + 1 end
    assert.equal(4, count)
    assert.matches("^the lowest of them: x = 0%.55704%d, cost %-0%.979943$", lines[7])
  end)

  it("draws the paths into the folder it is given", function()
    local folder = process.folder()
    local out = example.output("local_minima", process.quote(folder))
    assert.is_truthy(out:find("\nThe paths are in " .. folder .. "/local_minima.png\n", 1, true))
    assert.same({800, 560}, {picture.size(folder .. "/local_minima.png")})
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("local_minima") end)
end)
