local gd = require "gdlua"
local record = require "gdlua.experiment.record"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"

local path, store

before_each(function()
  path = process.folder() .. "/runs.db"
  store = gd.store(path)
end)
after_each(function()
  store:close()
  process.clean()
end)

local function cost(v) return (v[1] - 1)^2 + 3*v[2]^2 end
local sweep = {name = "steps", digest = "abc", count = 4}

describe("a sweep in a store", function()
  it("goes on where it was", function()
    local id, done = store:begin_sweep(sweep)
    assert.same({}, done)
    local r = gd.minimize(cost, {2, 3})
    store:put_rows(id, {
      {index = 1, params = {step = 0.1, method = "adam"}, seed = 1, result = r, seconds = 0.5,
       records = {record.of(r, {name = "inner"})}},
      {index = 3, params = {step = 0.2}, seed = 2, error = "script.lua:3: oh", seconds = 0.25},
      {index = 4, params = {step = 0.3}, seed = 2, result = {list = {1, gd.vector{2, 3}}, r},
       seconds = 0.25, score = 0/0, budget = 3},
    })
    store:close()
    store = gd.store(path)
    local again, rows = store:begin_sweep(sweep)
    assert.equal(id, again)
    assert.equal(tostring(r), tostring(rows[1].result))
    assert.is_true(rows[1].result.history.cost == r.history.cost)
    assert.same({step = 0.1, method = "adam"}, rows[1].params)
    assert.equal(0.5, rows[1].seconds)
    assert.is_nil(rows[2])
    assert.equal("script.lua:3: oh", rows[3].error)
    assert.is_nil(rows[3].result)
    assert.is_true(rows[4].result.list[2] == gd.vector{2, 3})
    assert.equal(r.cost, rows[4].result[1].cost)
    assert.equal(3, rows[4].budget)
    local run = store:run(1)
    assert.equal("inner", run.name)
    assert.equal(id, run.sweep)
    assert.equal(1, run.row)
    assert.equal(1, #store:runs{where = {sweep = id, row = 1}})
    local row = store.db:row "SELECT *, json_extract(params, '$.step') AS step FROM sweep_rows WHERE row = 1"
    assert.equal("0.1", row.step)
    assert.equal(r.cost, row.cost)
  end)

  it("is another one under another name or digest", function()
    local a = store:begin_sweep(sweep)
    local b = store:begin_sweep{name = "steps", digest = "abd", count = 4}
    local c = store:begin_sweep{name = "step", digest = "abc", count = 4}
    assert.is_true(a ~= b and b ~= c and a ~= c)
    store:put_rows(a, {{index = 1, params = {}, result = 1, seconds = 0}})
    local _, done = store:begin_sweep{name = "steps", digest = "abd", count = 4}
    assert.same({}, done)
  end)

  it("keeps the row that was first", function()
    local id = store:begin_sweep(sweep)
    local r = gd.minimize(cost, {2, 3})
    for value = 1, 2 do
      store:put_rows(id, {{index = 1, params = {}, result = value, seconds = 0,
                           records = {{path = path, record = record.of(r)}}}})
    end
    local _, done = store:begin_sweep(sweep)
    assert.equal(1, done[1].result)
    assert.equal(1, #store:runs())
  end)

  it("has all rows of a batch, or none", function()
    local id = store:begin_sweep(sweep)
    blamed(function()
      store:put_rows(id, {{index = 1, params = {}, result = 1, seconds = 0},
                          {index = 2, params = {}, result = print, seconds = 0}})
    end, "cannot store this row of a sweep: .-is a function")
    local _, done = store:begin_sweep(sweep)
    assert.same({}, done)
  end)

  it("is written by two at once", function()
    local text = [[
local s = gd.store(arg[1])
local id = s:begin_sweep{name = "both", digest = "1", count = 60}
for i = tonumber(arg[2]), 60, 2 do
  s:put_rows(id, {{index = i, params = {i = i}, seed = i, result = {cost = i/2}, seconds = 0}})
end
]]
    local name = path .. ".lua"
    process.write(name, text)
    local command = ("%s %s %s"):format(process.quote(process.gdlua), name, path)
    local out, err = process.run(command .. " 1 & " .. command .. " 2 & wait")
    assert.equal("", out .. err)
    local _, done = store:begin_sweep{name = "both", digest = "1", count = 60}
    for i = 1, 60 do assert.equal(i/2, done[i].result.cost) end
  end)

  it("needs a store that can be written", function()
    local other = gd.store(path, {mode = "read"})
    blamed(function() other:begin_sweep(sweep) end, "it is open for reading only")
    other:close()
  end)
end)
