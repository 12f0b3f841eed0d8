local core = require "gdlua.core"

describe("the place of a run", function()
  it("is what the system says", function()
    assert.equal(io.popen("uname -n"):read("l"), core.host())
    assert.equal(tonumber(io.open("/proc/self/stat"):read("n")), core.process())
    assert.is_true(math.abs(os.time() - core.unix_time()) < 5)
    assert.matches("%d+%.%d+", core.compiler)
  end)
end)
