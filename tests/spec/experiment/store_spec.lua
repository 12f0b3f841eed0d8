local gd = require "gdlua"
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

local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
local function bowl(p) return (p.w*p.w):sum() + (p.b - 1)^2 end

local pack = require "gdlua.core".pack

local function same(a, b)
  assert.equal(type(a), type(b))
  if type(a) == "table" then
    for key in pairs(a) do same(a[key], b[key]) end
    for key in pairs(b) do assert.is_not_nil(a[key]) end
  elseif type(a) == "userdata" then
    assert.equal(pack(a, "compare", "it"), pack(b, "compare", "it"))      -- NaN, too
  else
    assert.is_true(rawequal(a, b) or a ~= a and b ~= b)
  end
end

describe("gd.store", function()
  it("keeps a run with all its numbers", function()
    gd.seed(5)
    local r = gd.minimize(valley, {-1.2, 1}, {
      method = "momentum", step = gd.schedule.cosine(0.001, 0, 40), epochs = 40,
      history = {"cost", "x", "gradient", "step"}, record = {store = store, name = "first"},
    })
    local run = store:run(1)
    assert.equal("first", run.name)
    assert.equal("minimize", run.by)
    assert.equal("minimum", run.goal)
    assert.equal("momentum", run.method)
    assert.equal("0.001*(1 + cos(pi*min(t/40, 1)))/2", run.step)
    assert.equal(5, run.seed)
    assert.equal("40", run.options.epochs)
    assert.is_true(run.start == gd.vector{-1.2, 1})
    same(r.history, run.history)
    same(r.history, run.result.history)
    for _, name in ipairs{"x", "cost", "gradient_norm", "epochs", "updates", "evaluations",
                          "elapsed", "converged", "reason", "warnings"} do
      same(r[name], run.result[name])
    end
    same(r.best.x, run.result.best.x)
    same(r.last.epoch, run.result.last.epoch)
    assert.equal(tostring(r), tostring(run.result))
    assert.matches("^run 1 'first'.-momentum.-seed 5.-not converged: epochs: 40", tostring(run))
  end)

  it("keeps starts of every shape", function()
    gd.minimize(function(x) return (x - 1)^2 end, 4, {step = 0.1, epochs = 3, history = {"x"},
                                                      record = store})
    local start = {w = gd.matrix{{1, 2}, {3, 4}}, b = 2}
    local r = gd.minimize(bowl, start, {step = 0.1, epochs = 3, history = {"x"}, record = store})
    assert.equal(4.0, store:run(1).start)
    assert.equal(1, store:run(1).history.x.rank)
    local run = store:run(2)
    assert.is_true(run.start.w == start.w)
    assert.equal(2.0, run.start.b)
    same(r.history.x, run.history.x)
    same(r.x, run.result.x)
  end)

  it("keeps what is not finite", function()
    local r = gd.minimize(function(v) return v[1] > 2 and 0/0 or -v[1]^3 end, {1},
                          {step = 0.2, record = store})
    assert.is_true(r.last.cost ~= r.last.cost)
    same(r.history, store:run(1).history)
    same(r.last.cost, store:run(1).result.last.cost)
    assert.is_true(store:runs()[1].cost == r.cost)
    store:add(r)
    local record = store:run(2)
    record.result.cost = 0/0
    setmetatable(record, nil)
    setmetatable(record.result, nil)
    store:add(record)
    local cost = store:runs()[3].cost
    assert.is_true(cost ~= cost)
    assert.equal(3, store:best(3)[3].id)
  end)

  it("records each end of a run in the hand once", function()
    local d = gd.descent(valley, {-1.2, 1}, {step = 1e-3, epochs = 5, record = store})
    d:run(3)
    assert.equal(0, #store:runs())
    d:run()
    d:run()
    assert.is_nil((d:step()))
    assert.equal(1, #store:runs())
    for _ in gd.descent(valley, {-1.2, 1}, {step = 1e-3, epochs = 5, record = store}):epochs() do end
    assert.equal(2, #store:runs())
    assert.equal("descent", store:runs()[2].called)
  end)

  it("records maxima, fits and sums of squares", function()
    gd.maximize(function(v) return -(v[1] - 1)^2 end, {3}, {record = store})
    gd.least_squares(function(v) return gd.vector{v[1] - 1, 2*v[2]} end, {3, 4}, {record = store})
    gd.fit(function(p, x) return p.a*x end, gd.vector{1, 2, 3}, gd.vector{2, 4, 6}, {a = 1},
           {record = store})
    local rows = store:runs()
    assert.equal("maximum", rows[1].goal)
    assert.equal("least_squares", rows[2].called)
    assert.equal("fit", rows[3].called)
    assert.equal(3, #rows)
  end)

  it("lists by columns, options and expressions", function()
    for i = 1, 4 do
      gd.minimize(valley, {-1.2, 1}, {method = "adam", step = 0.01*i, epochs = 10*i,
                                      record = {store = store, name = "it's " .. i % 2}})
    end
    gd.minimize(valley, {-1.2, 1}, {record = store})
    local function ids(o)
      local list = {}
      for i, row in ipairs(store:runs(o)) do list[i] = row.id end
      return table.concat(list, " ")
    end
    assert.equal("1 2 3 4 5", ids())
    assert.equal("2 4", ids{where = {name = "it's 0"}})
    assert.equal("2", ids{where = {step = "0.02", method = "adam"}})
    assert.equal("3", ids{where = {epochs = 30}})
    assert.equal("5", ids{where = {converged = true}})
    assert.equal("4 3", ids{where = "epochs > 15 AND method = 'adam'", order = "epochs DESC",
                            limit = 2})
    assert.equal("", ids{where = {step = "7"}})
    assert.matches("^5 runs\n.-id .-method.-adam.-0.04", tostring(store:runs()))
    assert.equal("0 runs", tostring(store:runs{limit = 0}))
    blamed(function() store:runs{where = "bla < 3"} end,
           "bad option 'where' or 'order' to 'runs' %(no such column: bla; columns are id, name")
    for _, where in ipairs{"1); DROP TABLE runs; --", "cost < ?", "", "1; DELETE FROM runs"} do
      blamed(function() store:runs{where = where} end, "bad option 'where' or 'order' to 'runs'")
    end
    blamed(function() store:runs{where = {step = {}}} end, "bad option 'where' to 'runs'")
    blamed(function() store:runs{wher = "1"} end, "bad option 'wher' to 'runs' %(did you mean 'where'")
    assert.equal("1 2 3 4 5", ids())
  end)

  it("looks into options that are no columns", function()
    for _, decay in ipairs{0.1, 0.2} do
      gd.minimize(valley, {-1.2, 1}, {epochs = 4, tolerance = decay, record = store})
    end
    assert.equal(2, store:runs{where = {tolerance = 0.2}}[1].id)
    assert.equal(0, #store:runs{where = {["no \"such'"] = 1}})
  end)

  it("answers the best, of minima and maxima", function()
    for _, goal in ipairs{3, 1, 2} do
      gd.minimize(function(v) return (v[1] - 1)^2 + goal end, {0}, {record = store})
    end
    assert.equal(2, store:best()[1].id)
    local best = store:best(2)
    assert.equal(2, best[1].id)
    assert.equal(3, best[2].id)
    assert.equal(1, store:best(1, "id <> 2 AND id <> 3")[1].id)
    assert.equal(3, #store:best(10))
    local other = gd.store(path .. "2")
    for _, top in ipairs{1, 3} do
      gd.maximize(function(v) return top - v[1]^2 end, {1}, {record = other})
    end
    assert.equal(2, other:best()[1].id)
    other:close()
  end)

  it("deletes runs with what belongs to them", function()
    for _ = 1, 2 do gd.minimize(valley, {-1.2, 1}, {epochs = 3, record = store}) end
    store:delete(1)
    assert.equal(1, #store:runs())
    assert.equal(0, #store.db:run "SELECT * FROM history WHERE run = 1")
    blamed(function() store:delete(1) end, "has no run 1 %(it has 1, from 2 to 2%)")
    blamed(function() store:run(1) end, "has no run 1 %(it has 1, from 2 to 2%)")
    store:delete(2)
    blamed(function() store:run(2) end, "has no run 2 %(it is empty%)")
    assert.equal(0, #store.db:run "SELECT * FROM scripts")
    gd.minimize(valley, {-1.2, 1}, {epochs = 3, record = store})
    assert.equal(3, store:runs()[1].id)                  -- no number comes back
  end)

  it("is opened again, and by two at once", function()
    gd.minimize(valley, {-1.2, 1}, {epochs = 3, record = store})
    local other = gd.store(path)
    gd.minimize(valley, {-1.2, 1}, {epochs = 4, record = other})
    assert.equal(2, #store:runs())
    other:close()
    store:close()
    store = gd.store(path)
    assert.equal(2, #store:runs())
    assert.equal(("store '%s': 2 runs"):format(path), tostring(store))
  end)

  it("takes results and refuses all else", function()
    local r = gd.minimize(valley, {-1.2, 1})
    assert.equal(1, store:add(r, "by hand"))
    assert.equal("by hand", store:run(1).name)
    blamed(function() store:add(7) end, "bad argument #1 to 'add' %(a result expected, got 7%)")
    blamed(function() store:add({}) end, "bad argument #1 to 'add' %(a result expected")
    blamed(function() store:add(r, 7) end, "bad argument #2 to 'add' %(a name expected, got 7%)")
    blamed(function() store:add(store:run(1).result) end, "this result has no run")
    blamed(function() store.add() end, "bad self in a call of 'add'")
    blamed(function() store:run "x" end, "bad argument #1 to 'run' %(the number of a run expected")
    blamed(function() store:best(-1) end, "bad argument #1 to 'best'")
  end)

  it("refuses what is no store before a run begins", function()
    local calls = 0
    local function cost(v) calls = calls + 1 return v[1]^2 end
    blamed(function() gd.minimize(cost, {1}, {record = {}}) end,
           "missing option 'store' to 'minimize.record'")
    blamed(function() gd.minimize(cost, {1}, {record = {store = {}}}) end,
           "bad option 'store' to 'minimize.record' %(a store expected: gd.store%(\"runs.db\"%)%)")
    blamed(function() gd.minimize(cost, {1}, {record = 7}) end, "bad option 'record' to 'minimize'")
    store:close()
    blamed(function() gd.minimize(cost, {1}, {record = store}) end, "store '.-' has been closed")
    blamed(function() store:runs() end, "store '.-' has been closed")
    assert.matches("closed", tostring(store))
    assert.equal(0, calls)
    blamed(function() gd.store() end, "bad argument #1 to 'store' %(the name of a file expected")
    blamed(function() gd.store "" end, "bad argument #1 to 'store'")
    blamed(function() gd.store("a\0b") end, "bad argument #1 to 'store'")
    blamed(function() gd.store(path, {mode = "x"}) end, "bad option 'mode' to 'store'")
  end)

  it("is a variable that is closed", function()
    local kept
    do
      local s <close> = gd.store(path)
      kept = s
    end
    assert.matches("closed", tostring(kept))
  end)
end)
