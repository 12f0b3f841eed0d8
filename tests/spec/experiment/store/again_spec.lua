--- store:repeat_run: the same bits, or an error that says why not.
local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local bits = dofile "tests/spec/bits.lua"
local process = dofile "tests/spec/cli/process.lua"

local folder, path

before_each(function()
  folder = process.folder()
  path = folder .. "/runs.db"
end)
after_each(process.clean)

local function valley(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end

-- Runs a script that is told where the store is, then asks it for repetitions.
local function script(text)
  local name = folder .. "/script.lua"
  process.write(name, text)
  local out, err, code = process.run(("%s %s %s"):format(process.quote(process.gdlua), name, path))
  assert.equal("", err)
  assert.equal(0, code)
  return out, name
end

local several = [[
#!/usr/bin/env gdlua
local where = ...
local store = gd.store(where)
local data = {x = gd.linspace(-1, 1, 30)}
data.y = 3*data.x + 0.1*gd.normal(30)
local function fit(p, b) return ((p.w*b.x + p.c - b.y)^2):mean() end
local asked = 0
local function warm(t) asked = asked + 1 return 0.05/(1 + 0.01*t) end
for i = 1, 3 do
  gd.minimize(fit, {w = gd.normal(), c = 0}, {
    data = data, batch = 7, method = "adam", step = warm, epochs = 20 + i,
    history = {"cost", "x", "step"}, on_epoch = function(s) return s.cost < 1e-9 end,
    record = {store = store, name = "fit " .. i},
  })
end
local d = gd.descent(function(v) return (v[1] - 1)^2 + v[2]^4 end, gd.uniform(2), {record = store})
for state in d:epochs() do if state.epoch == 1000 then break end end
gd.minimize(fit, {w = 1, c = 0}, {data = data})      -- not recorded
gd.least_squares(function(v) return gd.vector{v[1] - 1, v[2]^2} end, {3, 4}, {record = store})
print "printed"
io.write "written"
]]

describe("store:repeat_run", function()
  it("has the same bits by the script", function()
    assert.equal("printed\nwritten", (script(several)))
    local store = gd.store(path)
    assert.equal(5, #store:runs())
    local here = require "gdlua.core".random_state()
    for id = 1, 5 do
      local run = store:run(id)
      local again = store:repeat_run(id)
      assert.equal(bits(run.result), bits(again), "run " .. id)
    end
    assert.equal(here, require "gdlua.core".random_state())
    assert.equal(5, #store:runs())
    store:close()
  end)

  it("needs the script no more", function()
    local _, name = script(several)
    os.remove(name)
    local store = gd.store(path)
    assert.equal(bits(store:run(2).result), bits(store:repeat_run(2)))
    store:close()
  end)

  it("has the same bits by the cost", function()
    local store = gd.store(path)
    local data = {x = gd.linspace(-1, 1, 30), y = gd.normal(30)}
    local function fit(p, b) return ((p.w*b.x + p.c - b.y)^2):mean() end
    local runs = {
      {valley, {method = gd.method.adam{beta1 = 0.8}, step = gd.schedule.cosine(0.1, 0, 50),
                epochs = 60, stop = gd.stop.patience(5)}, gd.vector{-1.2, 1}},
      {valley, {method = gd.method.momentum, step = 1e-3, epochs = 30}, {-1.2, 1}},
      {fit, {data = data, batch = 8, step = 0.05, epochs = 12}, {w = 1, c = 2}, {data = data}},
      {valley, {epochs = 9, stop = gd.stop.gradient(1e-3) | gd.stop.change(1e-9)}, {-1.2, 1},
       {stop = gd.stop.gradient(1e-3) | gd.stop.change(1e-9)}},
    }
    for i, entry in ipairs(runs) do
      entry[2].record, entry[2].history = store, {"cost", "x"}
      gd.uniform(i)
      local r = gd.minimize(entry[1], entry[3], entry[2])
      gd.uniform(3)
      local again = store:repeat_run(i, {cost = entry[1], options = entry[4]})
      assert.equal(bits(r), bits(again), "run " .. i)
    end
    local r = gd.maximize(function(x) return -(x - 2)^4 end, 3, {epochs = 20, record = store})
    assert.equal(bits(r), bits(store:repeat_run(5, {cost = function(x) return -(x - 2)^4 end})))
    store:close()
  end)

  it("says what the store does not keep", function()
    local store = gd.store(path)
    gd.minimize(valley, {-1.2, 1}, {step = function() return 1e-3 end, epochs = 5,
                                    on_epoch = function() end, record = store})
    blamed(function() store:repeat_run(1, {cost = valley}) end,
           "run 1 cannot be repeated: a store does not keep functions and data, and its options " ..
           "had 'on_epoch', 'step'; give them in the option options, or false")
    local function step() return 1e-3 end
    local r = store:repeat_run(1, {cost = valley, options = {step = step, on_epoch = false}})
    assert.equal(5, r.epochs)
    store:close()
  end)

  it("is refused where it comes out differently", function()
    local store = gd.store(path)
    gd.minimize(valley, {-1.2, 1}, {step = 1e-3, epochs = 5, record = store})
    gd.minimize(valley, {-1.2, 1}, {step = 1e-3, epochs = 5, history = false, record = store})
    local calls = 0
    local function other(v)
      calls = calls + 1
      return valley(v) + (calls > 4 and 1e-13 or 0)
    end
    blamed(function() store:repeat_run(1, {cost = other, options = {gradient = "central"}}) end,
           "run 1 cannot be repeated: it comes out differently, first in [%w_]+ at epoch %d")
    blamed(function() store:repeat_run(2, {cost = function(v) return 2*valley(v) end}) end,
           "run 2 cannot be repeated: it comes out differently, first in the result")
    store:close()
  end)

  it("tells chance, stores that are read and os.exit from the script itself", function()
    local function refused(text, pattern)
      os.remove(path)
      script(text)
      local store = gd.store(path)
      blamed(function() store:repeat_run(1) end, "run 1 cannot be repeated: " .. pattern)
      store:close()
    end
    local run = "gd.minimize(function(v) return (v[1] - start)^2 end, {9}, {step = 0.1, record = s})"
    refused("local s = gd.store(...) local start = math.random() " .. run,
            "it comes out differently, .*math.random without a seed")
    refused("local s = gd.store(...) local start = #s:runs() " .. run,
            ".*the script asks its store for 'runs', whose answer may be another one today")
    refused([[local s = gd.store(...) local start = 1
              if io.open(arg[1] .. ".x") then os.exit() end ]] .. run ..
            [[ io.open(arg[1] .. ".x", "w"):close()]],
            ".*the script calls os.exit before that run")
    refused("local s, start = gd.store(...), 1 local f = io.open(arg[0], 'a') " ..
            "f:write('\\nlocal x') f:close() " .. run, "it has no script")
  end)

  it("is refused without a script", function()
    local command = ("%s -e %s - %s"):format(process.quote(process.gdlua), process.quote(
      "gd.minimize(function(v) return v[1]^2 end, {1}, {record = gd.store('" .. path .. "')})"), path)
    process.run(command)
    local store = gd.store(path)
    assert.is_nil(store:run(1).script)
    blamed(function() store:repeat_run(1) end, "run 1 cannot be repeated: it has no script %(it " ..
           "came from a prompt, or the file had changed while it ran%); give the option cost")
    local r = store:repeat_run(1, {cost = function(v) return v[1]^2 end})
    assert.is_true(r.converged)
    store:close()
  end)

  it("neither reads nor writes checkpoints", function()
    script([[
local s = gd.store(arg[1])
local opts = {step = 1e-3, epochs = 30, checkpoint = {path = arg[1] .. ".ckpt", every = 10, resume = true},
              record = s}
gd.minimize(function(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end, {-1.2, 1}, opts)
]])
    local store = gd.store(path)
    assert.equal(bits(store:run(1).result), bits(store:repeat_run(1)))
    assert.is_truthy(io.open(path .. ".ckpt"))
    os.remove(path .. ".ckpt")
    assert.equal(bits(store:run(1).result), bits(store:repeat_run(1)))
    assert.is_nil(io.open(path .. ".ckpt"))
    store:close()
  end)
end)
