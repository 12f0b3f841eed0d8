local gd = require "gdlua"
local core = require "gdlua.core"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"

local record = require "gdlua.experiment.record"

local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end

describe("a record", function()
  it("says what a run was", function()
    gd.seed(12)
    gd.uniform()
    local before = core.random_state()
    local start = {-1.2, 1}
    local r = gd.minimize(valley, start, {
      method = gd.method.momentum{beta = 0.8}, step = gd.schedule.step(0.001, 0.5, 20), epochs = 30,
      stop = gd.stop.patience(100), on_epoch = function() end, clip = {norm = 10},
      history = {"cost", "x"},
    })
    start[1] = 77
    local rec = record.of(r, {name = "mine"})
    assert.equal("mine", rec.name)
    assert.equal("minimum", rec.goal)
    assert.equal("minimize", rec.by)
    assert.equal("momentum{beta = 0.8}", rec.method)
    assert.equal("0.001*0.5^floor(t/20)", rec.step)
    assert.equal("30", rec.options.epochs)
    assert.equal("{norm = 10}", rec.options.clip)
    assert.matches("^function at .-record_spec.lua:%d+$", rec.options.on_epoch)
    assert.is_true(rec.start == gd.vector{-1.2, 1})
    assert.equal(12, rec.seed)
    assert.equal(before, rec.random)
    assert.equal(32, #rec.origin)
    assert.same({"on_epoch"}, rec.lost)
    assert.same({norm = 10}, rec.again.clip.value)
    assert.equal("momentum", rec.again.method.name)
    assert.equal("patience", rec.again.stop.name)
    assert.equal(gd.version, rec.versions.gdlua)
    assert.equal(core.host(), rec.host)
    assert.is_true(math.abs(rec.began - os.time()) < 100)
    assert.is_true(rec.history == r.history)
    assert.equal(r.cost, rec.result.cost)
    assert.equal(r.best.epoch, rec.result.best.epoch)
    local good, copy = core.unpack(core.pack(rec, "pack", "it"))
    assert.is_true(good)
    assert.equal(r.reason, copy.result.reason)
  end)

  it("says how each kind of run found its steps", function()
    local function step_of(o) return record.of(gd.minimize(valley, {-1.2, 1}, o)).step end
    assert.equal("the method's own", step_of{epochs = 2})
    assert.equal(0.5, step_of{step = 0.5, epochs = 1})
    assert.equal(gd.method.adam().step, step_of{method = "adam", epochs = 1})
    assert.matches("^function at", step_of{step = function() return 0.1 end, epochs = 1})
    local r = gd.minimize(function(p) return p.a^2 + p.b^2 end, {a = 1, b = 2},
                          {step = {a = 0.1, b = gd.schedule.constant(0.2)}, epochs = 2})
    assert.equal("a = 0.1, b = 0.2", record.of(r).step)
    assert.equal("maximum", record.of(gd.maximize(function(x) return -x^2 end, 1)).goal)
  end)

  it("keeps data out", function()
    local data = gd.zeros(3000, 2)
    local r = gd.minimize(function(p, b) return (p - b[1][1])^2 end, 1, {data = data, epochs = 2})
    local rec = record.of(r)
    assert.equal("matrix of 3000 x 2", rec.options.data)
    assert.same({"data"}, rec.lost)
  end)

  it("is of the result of a run", function()
    blamed(function() record.of(3) end, "bad argument #1 to 'record' %(the result of a run expected, got 3")
  end)

  it("counts the runs, and knows script and arguments", function()
    local folder = process.folder()
    local text = [[
local f = function(x) return x^2 end
local s = gd.store(arg[1] .. "/runs.db")
for i = 1, 3 do gd.minimize(f, i) end
gd.minimize(f, 5, {record = s})
local co = coroutine.wrap(function() gd.minimize(f, 6, {record = s}) end)
co()
local d = gd.descent(f, 7, {step = 0.1, record = s})
d:step()
local e = d:fork()
e:run()
for id = 1, 3 do
  local run = s:run(id)
  print(run.ordinal, run.script.path == arg[0], run.script.text == io.open(arg[0]):read("a"),
        run.arguments[1] == arg[1], run.arguments[0] == arg[0])
end
]]
    local name = folder .. "/count.lua"
    process.write(name, text)
    local yes = "\ttrue\ttrue\ttrue\ttrue\n"
    for _, program in ipairs{process.quote(process.gdlua), process.stock .. " -e 'gd = require \"gdlua\"'"} do
      os.remove(folder .. "/runs.db")
      local out, err = process.run(("%s %s %s"):format(program, name, folder))
      assert.equal("", err)
      assert.equal("4" .. yes .. "5" .. yes .. "nil" .. yes, out)
    end
    process.clean()
  end)
end)
