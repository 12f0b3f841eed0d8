local process = dofile "tests/spec/cli/process.lua"

-- What a run of a little over the half second before the line appears writes
-- to standard output and standard error.
local function run(options)
  return process.run(process.gdlua .. " -", ([[
    local r = gd.minimize(function(x) return (x - 3)^2 end, 1, {step = 0, epochs = math.huge, tolerance = 0,
                          history = false, time = 0.8 %s})
    print(r.ending == nil, r.epochs > 0)]]):format(options))
end

describe("the progress line", function()
  it("is rewritten in place on standard error and gone in the end", function()
    local out, err, status = run ", progress = true"
    assert.equal(0, status)
    assert.equal("true\ttrue\n", out)
    assert.matches("^\r\27%[Kepoch %d+  cost 4  |g| 4  step 0  %d%.%d s", err)
    assert.matches("\r\27%[K$", err)
    assert.is_nil(err:find("\n", 1, true))
  end)

  it("is not there without a terminal, nor when not wanted, nor with verbose", function()
    assert.equal("", (select(2, run "")))
    assert.equal("", (select(2, run ", progress = 'auto'")))
    assert.equal("", (select(2, run ", progress = false")))
    assert.equal("", (select(2, run ", progress = true, verbose = 10000000")))
  end)
end)
