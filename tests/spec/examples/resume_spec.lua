local process = dofile "tests/spec/cli/process.lua"

describe("examples/resume.lua", function()
  teardown(process.clean)
  local folder = process.folder()
  local program = ("cd %s; %s %s/examples/resume.lua"):format(process.quote(folder),
    process.quote(process.gdlua), process.quote(process.root))

  it("goes on where it was", function()
    local fresh = process.run(program .. " fresh.db")
    assert.matches("^120 runs, 0 of them were in fresh.db before\nk =    1: ", fresh)
    -- Killed as soon as there is something in the file.
    process.run(program .. [[ x.db & p=$!
      for i in $(seq 100); do [ -s x.db-wal ] && break; sleep 0.02; done
      sleep 0.4; kill -9 $p; wait]])
    local out = process.run(program .. " x.db")
    local before = tonumber(out:match("^120 runs, (%d+) of them were in x.db before\n"))
    assert.is_true(before > 0)
    assert.equal(fresh:match("\n.*"), out:match("\n.*"))
    out = process.run(program .. " x.db")
    assert.matches("^120 runs, 120 of them were in x.db before\n", out)
    assert.equal(fresh:match("\n.*"), out:match("\n.*"))
  end)
end)
