-- Sweeps that keep their rows in a store.
local gd = require "gdlua"
local sink = require "gdlua.experiment.sink"

-- What a sweep asks of a store.
local function fake(done)
  local store = {begun = {}, put = {}, done = done or {}, path = "fake"}
  function store:begin_sweep(o)
    self.begun[#self.begun + 1] = o
    return 7, self.done
  end
  function store:put_rows(id, list)
    assert(id == 7)
    for _, row in ipairs(list) do self.put[#self.put + 1] = row end
    if self.full then error("no space left", 0) end
  end
  function store:add(record) self.put[#self.put + 1] = record end
  return store
end

local function sweep(store, o)
  o.store, o.progress, o.name = store, false, o.name or "mine"
  return gd.sweep(o)
end

local function by_index(list)
  local t = {}
  for _, row in ipairs(list) do
    assert.is_nil(t[row.index])
    t[row.index] = row
  end
  return t
end

describe("a sweep with a store", function()
  it("puts every row there once", function()
    local store = fake()
    local list = sweep(store, {grid = {k = {1, 2, 3}}, seeds = 2, jobs = 2, run = function(p, seed)
      if p.k == 2 then error("no", 0) end
      if p.k == 3 then os.exit(1) end
      return gd.minimize(gd.sum_of_squares, {3}, {epochs = seed, step = 0.1})
    end})
    assert.equal(6, #list)
    local put = by_index(store.put)
    for i = 1, 6 do
      assert.same(list[i].params, put[i].params)
      assert.equal(list[i].seed, put[i].seed)
      assert.equal(list[i].error, put[i].error)
      assert.equal(list[i].result, put[i].result)
      assert.equal(list[i].seconds, put[i].seconds)
    end
    assert.equal(1, put[1].result.epochs)
    assert.equal("no", put[3].error)
    assert.equal(1, #store.begun)
    assert.equal("mine", store.begun[1].name)
    assert.equal(6, store.begun[1].count)
  end)

  it("runs what is not there yet", function()
    local ran = 0
    local store = fake{[2] = {result = 20, seconds = 1}, [3] = {error = "lost", seconds = 2}}
    local list = sweep(store, {grid = {k = {1, 2, 3, 4}}, run = function(p) return p.k end})
    assert.same({1, 20, 4}, {list[1].result, list[2].result, list[4].result})
    assert.equal("lost", list[3].error)
    assert.equal(2, list.before)
    assert.matches("2 of them done before", tostring(list))
    assert.same({1, 4}, (function()
      for _, row in ipairs(store.put) do ran = ran + row.index end
      local put = by_index(store.put)
      return {put[1] and 1, put[4] and 4}
    end)())
    assert.equal(5, ran)
    list = sweep(fake{{result = 1}, {result = 2}}, {grid = {k = {1, 2}}, run = function() error "again" end})
    assert.same({1, 2}, {list[1].result, list[2].result})
  end)

  it("is known by its points, seeds and code", function()
    local function digest(o)
      local store = fake()
      o.run = o.run or function(p) return p end
      o.grid = o.grid or {k = {1, 2}}
      sweep(store, o)
      return store.begun[1].digest
    end
    local first = digest{}
    assert.equal(first, digest{jobs = 1, time = 60})
    for _, o in ipairs{{grid = {k = {1, 3}}}, {seeds = 2}, {run = function() return 0 end},
                       {halving = {factor = 2}}, {keep = "history"}} do
      assert.are_not.equal(first, digest(o))
    end
  end)

  it("tells it of parameters that bytes cannot hold", function()
    local store = fake()
    local list = sweep(store, {grid = {step = {gd.schedule.constant(0.1)}, v = {gd.vector{1, 2}}},
                               run = function(p) return p.step(0) end})
    assert.equal(0.1, list[1].result)
    assert.equal("0.1", store.put[1].params.step)
    assert.equal(gd.vector{1, 2}, store.put[1].params.v)
  end)

  it("fails with it, and leaves no process", function()
    local store = fake()
    store.full = true
    local good, text = pcall(sweep, store, {grid = {k = {1, 2}}, run = function(p) return p.k end})
    assert.is_false(good)
    assert.equal("no space left", text)
  end)

  it("hands over the records that runs put there", function()
    local store = fake()
    sink.register(store)
    local run = function(p)
      sink.put(store, {k = p.k})
      if p.k == 2 then error "after it" end
      return p.k
    end
    sweep(store, {grid = {k = {1, 2}}, run = run, jobs = 2})
    local put = by_index(store.put)
    assert.same({{k = 1}}, put[1].records)
    assert.equal(1, #put[2].records)
    store.put = {}
    gd.sweep{grid = {k = {1, 2}}, run = run, progress = false}          -- not its sweep
    table.sort(store.put, function(a, b) return a.k < b.k end)
    assert.same({{k = 1}, {k = 2}}, store.put)
    store.put = {}
    gd.sweep{progress = false, run = function()                         -- within a run
      sink.put(store, {k = 0})
      gd.sweep{grid = {k = {1, 3}}, run = run, progress = false}
    end}
    table.sort(store.put, function(a, b) return a.k < b.k end)
    assert.same({{k = 0}, {k = 1}, {k = 3}}, store.put)
  end)
end)
