local example = dofile "tests/spec/examples/example.lua"
local picture = dofile "tests/spec/plot/picture.lua"
local process = dofile "tests/spec/cli/process.lua"

describe("examples/two_parameters.lua", function()
  local out = example.output("two_parameters")

  -- The part of the output under a title.
  local function part(title)
    local from = assert(out:find(title, 1, true), title)
    return out:sub(from, (out:find("\n\n", from, true)))
  end

  local function point(text, label)
    local x, y = text:match(label .. "[^\n]-{x = (%S+), y = (%S+)}")
    return tonumber(x), tonumber(y)
  end

  it("finds the minimum with a step of 0.1", function()
    local text = part "A step of 0.1"
    -- |g| = 10*0.8^k <= 1e-6 first holds at k = 73
    assert.matches("\nconverged: gradient: |g| = 8%.4e%-07 <= 1e%-06 after 73 epochs\n", text)
    local x, y = point(text, "\n  x ")
    example.close(5*0.8^73, x, 1e-6)
    example.close(-3*0.8^73, y, 1e-6)
  end)

  it("diverges with a step of 1.1, and keeps the best point", function()
    local text = part "A step of 1.1"
    assert.matches("\nnot converged: epochs: 20 of 20 done", text)
    assert.matches("\nepoch 5  cost 210%.519038  ", text)  -- 34*1.44^5
    local x, y = point(text, "\n  x ")
    example.close(5*1.2^20, x, 1e-8)
    example.close(-3*1.2^20, y, 1e-8)
    assert.matches("\n  best      cost 34 after 0 epochs at {x = 5, y = %-3}\n", text)
    example.close(34*1.44^20, tonumber(text:match("\n  cost      (%S+)")), 1e-8)
  end)

  it("is rescued by halving", function()
    local text = part "The same step"
    -- 1.1 rises and is taken back; 0.55 goes to -0.1*x
    for k = 1, 8 do
      local cost, step = text:match(("\nepoch %d  cost (%%S+)  |g| %%S+  step (%%S+)\n"):format(k))
      assert.equal("0.55", step)
      example.close(34*0.01^k, tonumber(cost), 1e-7)
    end
    assert.matches("\nconverged: gradient: |g| = 1e%-07 <= 1e%-06 after 8 epochs\n", text)
  end)

  it("by a schedule of one's own, which does not go back", function()
    local text = part "A schedule"
    assert.matches("\nepoch 1  cost 48%.96  |g| 12  step 1%.1\n", text)  -- 34*1.44
    assert.matches("\nepoch 2  cost 0%.4896  |g| 1%.2  step 0%.55\n", text)
    assert.matches("\nconverged: gradient: |g| = 1%.2e%-07 <= 1e%-06 after 9 epochs\n", text)
  end)

  it("or ended by a rule of one's own", function()
    local text = part "A stopping rule"
    assert.matches("\nnot converged: the cost shot up to 101%.5\n", text)  -- 34*1.44^3
    assert.matches("\n  last      cost 101%.523456 after 3 epochs", text)
  end)

  it("draws surface, contour and cost into the folder it is given", function()
    local folder = process.folder()
    example.output("two_parameters", process.quote(folder))
    for _, name in ipairs{"surface", "contour", "cost"} do
      local path = ("%s/two_parameters_%s.png"):format(folder, name)
      assert.same({800, 560}, {picture.size(path)})
    end
    process.clean()
  end)

  it("runs under stock Lua", function() example.runs_in_stock_lua("two_parameters") end)
end)
