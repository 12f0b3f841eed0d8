local example = dofile "tests/spec/examples/example.lua"

-- The line of the example on which this text is.
local function line_of(text)
  local n = 0
  for line in io.lines("examples/explain.lua") do
    n = n + 1
    if line:find(text, 1, true) then return n end
  end
end

describe("examples/explain.lua", function()
  local process = dofile "tests/spec/cli/process.lua"
  local out, err, code = process.run(process.quote(process.gdlua) .. " examples/explain.lua")

  it("runs, and warns of the cost that cannot be traced", function()
    assert.equal(0, code)
    assert.matches("^gdlua: warning: examples/explain.lua:%d+: the cost cannot be traced [^\n]*\n?$", err)
  end)

  it("shows the graph and the guards of a cost that is compiled", function()
    local text = out:match("^a cost that is compiled\n(.-)\n\n")
    assert.matches("^compiled: ", text)
    assert.truthy(text:find("2*x[1] - 1 + x[2]^2", 1, true))
    assert.truthy(text:find("where 1 < x[1]", 1, true))
    assert.truthy(text:find("and not (1 < x[2])", 1, true))
  end)

  it("says which line makes a cost run each time; its gradient is exact", function()
    local text = out:match("\na cost that has to run each time\n(.-)\n\n")
    assert.matches("^tape: ", text)
    assert.truthy(text:find("explain.lua:" .. line_of "calls = calls + 1" .. ": ", 1, true))
    assert.matches("\n{4, 0.5}\t4.0625$", text)
  end)

  it("and which one cannot be traced", function()
    local text = out:match("\na cost that cannot be traced\n(.-)\n\n")
    assert.matches("^differences: ", text)
    assert.truthy(text:find("explain.lua:" .. line_of "):format(x)" .. ": ", 1, true))
    example.close(3*2.5^2 + 2, tonumber(text:match("\n(%S+)$")), 1e-7)
  end)

  it("and all of it as a table", function()
    local rungs = {}
    for rung, line in out:match("\n\n([^\n]*\n[^\n]*\n[^\n]*\n)$"):gmatch("(%l+)\t(%S+)\t[^\n]*\n") do
      rungs[#rungs + 1] = rung .. " " .. line
    end
    assert.same({"compiled -", "tape " .. line_of "calls = calls + 1", "differences " .. line_of "):format(x)"}, rungs)
  end)
end)
