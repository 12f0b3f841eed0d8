--- store:repeat_run of runs that were made by gd.sweep, in other processes.
local gd = require "gdlua"
local bits = dofile "tests/spec/bits.lua"
local process = dofile "tests/spec/cli/process.lua"

after_each(process.clean)

local text = [[
local store = gd.store(arg[1])
local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
local function best_of_two(p, seed)
  local best
  for i = 1, 2 do
    local r = gd.minimize(valley, gd.uniform(2, -1, 1) + math.random(), {
      method = "adam", step = p.step, epochs = 50, history = {"cost", "x"}, record = store})
    best = (not best or r.cost < best.cost) and r or best
  end
  return best
end
local rows = gd.sweep{run = best_of_two, grid = {step = {0.01, 0.1}}, seeds = {4, 5}, jobs = 2,
                      store = store, name = "first", progress = false}
gd.minimize(valley, {rows:best().result.x[1], 1}, {record = store})
gd.sweep{run = best_of_two, grid = {step = {0.02}}, seeds = {rows[1].seed}, jobs = 1, store = store,
         name = "second", progress = false}
]]

describe("store:repeat_run, of runs in sweeps,", function()
  it("has the same bits", function()
    local folder = process.folder()
    local path = folder .. "/runs.db"
    process.write(folder .. "/script.lua", text)
    local out, err = process.run(("cd %s && %s script.lua runs.db"):format(folder, process.quote(process.gdlua)))
    assert.equal("", out .. err)
    local store = gd.store(path)
    local rows = store:runs()
    assert.equal(4*2 + 1 + 2, #rows)
    for _, row in ipairs(rows) do
      local run = store:run(row.id)
      assert.equal(text, run.script.text)
      assert.equal(bits(run.result), bits(store:repeat_run(row.id)), "run " .. row.id)
    end
    assert.equal(#rows, #store:runs())
    store:close()
  end)
end)
