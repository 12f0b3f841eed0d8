-- Sweeps whose rows are in a store: what is done is not done again.
local gd = require "gdlua"
local process = dofile "tests/spec/cli/process.lua"

local function lines(path)
  local n = 0
  for _ in io.lines(path) do n = n + 1 end
  return n
end

-- A sweep whose later runs wait for a file that says they may go on; each of them
-- writes a line into another.
local script = [[
local name = ...
local store = gd.store("runs.db")
local list = gd.sweep{store = store, name = name or "mine", jobs = 2, grid = {k = {1, 2, 3, 4, 5, 6}},
  run = function(p)
    io.open("ran", "a"):write(p.k, "\n"):close()
    while p.k > 3 and not io.open("go") do end
    return gd.minimize(gd.sum_of_squares, {3, p.k}, {step = 0.1, epochs = 10, record = store})
  end}
print(list.before, list.failed)
for _, row in ipairs(list) do print(("%d %.17g %s"):format(row.params.k, row.result.cost, row.result.x)) end
print(#store:runs())
]]

describe("a sweep that is kept", function()
  teardown(process.clean)

  local function folder_with_script()
    local folder = process.folder()
    process.write(folder .. "/s.lua", script)
    return folder, ("cd %s; %s s.lua"):format(folder, process.quote(process.gdlua))
  end

  it("goes on where it was killed", function()
    local folder, program = folder_with_script()
    process.run(program .. [[ & p=$!
      for i in $(seq 200); do [ "$(cat ran 2>/dev/null | wc -l)" -ge 5 ] && break; sleep 0.02; done
      sleep 1; kill -9 $p; wait]])
    assert.equal(5, lines(folder .. "/ran"))
    process.write(folder .. "/go", "")
    local out = process.run(program)
    assert.matches("^3\t0\n1 0.11529215046068474 {0.32212255, 0.10737418}\n", out)
    assert.matches("\n6\n$", out)                     -- every run is recorded once
    assert.equal(8, lines(folder .. "/ran"))
    local again = process.run(program)
    assert.equal(8, lines(folder .. "/ran"))
    assert.equal(out:match("\n.*"), again:match("\n.*"))
    assert.matches("^6\t0\n", again)
  end)

  it("shares its file with another", function()
    local folder, program = folder_with_script()
    process.write(folder .. "/go", "")
    local out, err = process.run(program .. " a > a.txt & " .. program .. " b > b.txt; wait; tail -n +2 a.txt; tail -n +2 b.txt")
    assert.equal("", err)
    assert.equal(12, lines(folder .. "/ran"))
    local a, b = process.read(folder .. "/a.txt"), process.read(folder .. "/b.txt")
    assert.equal(14, select(2, out:gsub("\n", "")))
    assert.equal(a:gsub("\n%d+\n$", ""), b:gsub("\n%d+\n$", ""))
    local store = gd.store(folder .. "/runs.db")
    assert.equal(12, #store:runs())
    store:close()
  end)

  it("says at once where the store cannot be written", function()
    local folder = process.folder()
    gd.store(folder .. "/runs.db"):close()
    local store = gd.store(folder .. "/runs.db", {mode = "read"})
    local good, text = pcall(gd.sweep, {run = function() error "it ran" end, store = store})
    assert.is_false(good)
    assert.matches("open for reading only", text)
    store:close()
    good, text = pcall(gd.sweep, {run = function() error "it ran" end, store = store})
    assert.is_false(good)
    assert.matches("has been closed", text)
  end)
end)
