local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"
local bits = dofile "tests/spec/bits.lua"

local path

before_each(function() path = process.folder() .. "/run.ckpt" end)
after_each(process.clean)

local function bowl(v) return (v[1] - 1)^2 + 4*(v[2] + 2)^2 + 0.5*math.sin(3*v[1]) end
local function bowl_gradient(v)
  return gd.vector{2*(v[1] - 1) + 1.5*math.cos(3*v[1]), 8*(v[2] + 2)}
end

-- Reads a file as docs/checkpoint-format.md has it.
local function read(text)
  local mark, version, zero, length, at = string.unpack("<c8 I4 I4 I8", text)
  assert.equal("\x89GDL\r\n\26\n", mark)
  assert.same({2, 0, #text - 32}, {version, zero, length})
  local sections = {}
  for _, name in ipairs{"IDEN", "DRIV", "HIST", "SOLV", "VALU", "REST"} do
    local found, contents
    found, contents, at = string.unpack("<c4 s8", text, at)
    assert.equal(name, found)
    sections[name] = contents
  end
  assert.equal(#text - 8, at - 1)
  return sections
end

-- string.unpack again and again: next(format) answers what comes next.
local function reader(text)
  local at = 1
  return function(format)
    local results = table.pack(string.unpack("<" .. format, text, at))
    at = results[results.n]
    return table.unpack(results, 1, results.n - 1)
  end, function() return at == #text + 1 end
end

describe("the format", function()
  local function saved(opts, epochs, start)
    local d = gd.descent(bowl, start or {3, -1}, opts)
    d:run(epochs)
    d:save(path)
    return read(process.read(path)), d:result(), d
  end

  it("has the identity", function()
    local next, done = reader(saved({method = gd.method.adam{beta1 = 0.5}, stop = gd.stop.patience(5)}, 3).IDEN)
    local answers = {}
    for _ = 1, next "I8" / 2 do
      local noun = next "s8"
      answers[noun] = next "s8"
    end
    assert.is_true(done())
    assert.same({goal = "'minimum'", start = "a vector of 2", method = "'adam{beta1 = 0.5}'",
                 ["step sizes:"] = "one", schedule = "(one without a memory)", ["stopping rule"] = "patience(5)",
                 ["[stopping]"] = "patience(5)", ["data:"] = "none", ["frozen parts:"] = "none",
                 ["history of"] = "cost, gradient_norm, step"}, answers)
  end)

  it("has the driver", function()
    local sections, r, d = saved({step = 0.05, gradient = bowl_gradient}, 3)
    local s = d:state()
    local next, done = reader(sections.DRIV)
    assert.same({2, 1, 0}, {next "I8 I8 B"})
    assert.same({1, 0, 0, 0, 0, 0}, {next "B B B B B B"})
    assert.same({3, 3, 4, 3}, {next "I8 I8 I8 I8"})
    assert.same({r.cost, r.gradient_norm, 0.0, 0.05, 0.05, s.change, s.cost_change, r.cost, r.gradient_norm},
                {next "d d d d d d d d d"})
    local validation, best = next "d d"
    assert.is_true(validation ~= validation and best ~= best)       -- not asked for
    assert.same({1.0, r.elapsed, ""}, {next "d d s8"})
    assert.same({0, 0, 0, 0.05}, {next "B B B d"})
    assert.same({r.x[1], r.x[2], r.gradient[1], r.gradient[2]}, {next "d d d d"})
    assert.is_true(done())
  end)

  it("has an ending, and the best point where it is not the last", function()
    local sections, r = saved({step = 0.5, gradient = bowl_gradient, epochs = 3}, 10)
    assert.is_true(r.best.cost < r.cost)
    local next, done = reader(sections.DRIV)
    next "I8 I8 B B B B B"
    assert.same({0, 3}, {next "B B"})
    next(("I8"):rep(4) .. ("d"):rep(13))
    assert.equal(r.reason, next "s8")
    assert.same({1, 0, 0, 0.5, r.x[1], r.x[2]}, {next "B B B d d d"})
    next "d d"
    assert.same({r.best.x[1], r.best.x[2]}, {next "d d"})
    next "d d"
    assert.is_true(done())
  end)

  it("has the history", function()
    local sections, r = saved({step = 0.05, history = {"cost", "x"}}, 2)
    local next, done = reader(sections.HIST)
    assert.same({1 + 2 + 512, 65536, 1, 0, 3}, {next "I4 I8 I8 B I8"})
    for i = 1, 3 do
      assert.same({i - 1.0, r.history.cost[i], r.history.x[i][1], r.history.x[i][2]}, {next "d d d d"})
    end
    assert.is_true(done())
    next, done = reader(saved({step = 0.05, history = false}, 2).HIST)
    assert.same({0, 65536, 1, 0, 0}, {next "I4 I8 I8 B I8"})
    assert.is_true(done())
  end)

  it("has the memory of a solver", function()
    assert.equal("", saved({step = 0.05}, 2).SOLV)
    local sections, r = saved({method = "lbfgs", gradient = bowl_gradient, history = {"x", "gradient"}}, 2)
    local next, done = reader(sections.SOLV)
    assert.same({"lbfgs", 2}, {next "s8 I8"})
    next "d I4 d"
    local x, g = r.history.x, r.history.gradient
    for i = 1, 2 do
      local rho = next "d"
      local s, y = x[i + 1] - x[i], g[i + 1] - g[i]
      assert.is_true(math.abs(rho*s:dot(y) - 1) < 1e-12)
      assert.same({s[1], s[2], y[1], y[2]}, {next "d d d d"})
    end
    assert.is_true(done())
  end)

  it("has the memories", function()
    local method = gd.method.define{
      name = "m", init = function() return {gd.vector{1, 2}} end, update = function(x) return x end,
    }
    local sections = saved({method = method, stop = gd.stop.change(0) * 2, tolerance = nil}, 1)
    local next, done = reader(sections.VALU)
    -- the rule's memory comes before the method's
    assert.same({3, 1, 2, 0, 1, 1, 0, 2, 2, 0}, {next "I8 B I8 I8 B I8 I8 B I8 I8"})
    assert.same({0, 6, 1, 6, 2, 0, 0}, {next "B B I4 B I4 B B"})
    local memory = {}
    for _ = 1, 2 do
      local key
      _, key = next "B s8"
      local tag = next "B"
      memory[key] = tag == 3 and next "i8" or tag
    end
    assert.same({count = 1, inner = 1}, memory)
    assert.same({3, 1, 6, 3, 1.0, 2.0}, {next "B i8 B I4 d d"})
    assert.is_true(done())
  end)

  it("has the random numbers", function()
    gd.seed(1)
    local x = gd.linspace(0, 1, 10)
    local d = gd.descent(function(p, b) return ((p*b - b)^2):mean() end, 3, {data = x, batch = 4})
    d:run(2)
    d:save(path)
    local next, done = reader(read(process.read(path)).REST)
    assert.same({0, 0, 0, d:result().evaluations, 2}, {next "B B B I8 I8"})
    next(("I8"):rep(8))
    local words = {next "I8 I8 I8 I8"}
    assert.is_true(done())
    -- xoshiro256++: the next uniform number
    local function rotate(v, k) return v << k | v >> (64 - k) end
    local bits_of = rotate(words[1] + words[4], 23) + words[1]
    assert.equal((bits_of >> 11) * 2^-53, gd.uniform())
  end)

  it("ends with its checksum", function()
    saved({step = 0.05}, 2)
    local text = process.read(path)
    local c = ~0
    for i = 1, #text - 8 do
      c = c ~ text:byte(i)
      for _ = 1, 8 do c = c & 1 == 1 and c >> 1 ~ 0xc96c5795d7870f42 or c >> 1 end
    end
    assert.equal(~c, (string.unpack("<i8", text, #text - 7)))
  end)
end)

describe("d:restore", function()
  local function new(opts) return gd.descent(bowl, {3, -1}, opts or {step = 0.05}) end

  it("shows where the run is now", function()
    local d = new()
    local state
    for s in d:epochs() do
      state = s
      if s.epoch == 4 then break end
    end
    local x, cost = state.x:copy(), state.cost
    d:save(path)
    local other = gd.descent(bowl, {9, 9}, {step = 0.05})
    for s in other:epochs() do
      if s.epoch == 4 then break end
    end
    local seen = other:state()
    assert.are_not.equal(x, seen.x)
    assert.are_not.equal(cost, seen.cost)
    other:restore(path)
    assert.equal(x, seen.x)
    assert.equal(cost, seen.cost)
    assert.equal(4, seen.epoch)
    assert.equal(state.gradient, seen.gradient)
    assert.equal(state.evaluations, seen.evaluations)
  end)

  it("answers the run, and may be done again and again", function()
    local d = new()
    d:run(3)
    d:save(path)
    local expected = bits(d:run())
    for _ = 1, 3 do assert.equal(expected, bits(d:restore(path):run())) end
  end)

  it("goes back to before the start", function()
    local d = new()
    d:save(path)
    local expected = bits(d:run())
    assert.equal("not started", d:restore(path):result().reason)
    assert.equal(expected, bits(d:run()))
  end)

  it("restores the numbers of gd.seed", function()
    local d = new()
    gd.seed(7)
    d:save(path)
    local a, b = gd.uniform(), gd.normal(3)
    d:restore(path)
    assert.equal(a, gd.uniform())
    assert.equal(b, gd.normal(3))
  end)

  it("counts time on", function()
    local d = new()
    d:run(5)
    d:save(path)
    local elapsed = d:result().elapsed
    assert.is_true(elapsed > 0)
    assert.equal(elapsed, new():restore(path):result().elapsed)
  end)

  it("lets limits, observers and what has no memory be others", function()
    local d = new{step = 0.05, epochs = 10}
    d:run(5)
    d:save(path)
    local seen = 0
    local r = new{step = function() return 0.01 end, epochs = 30, tolerance = 0, time = 100, clip = {norm = 2},
                  stop = function(s) return s.epoch == 20 end, on_rise = "stop",
                  on_epoch = function() seen = seen + 1 end, gradient = bowl_gradient}:restore(path):run()
    assert.equal(20, r.epochs)
    assert.equal(15, seen)
  end)

  it("in on_epoch saves a run that begins by asking it again", function()
    local seen = {}
    local opts = {step = 0.05, stop = gd.stop.patience(3, 1e-3)}
    local d
    opts.on_epoch = function(s)
      seen[#seen + 1] = s.epoch
      if s.epoch == 6 then d:save(path) end
    end
    d = new(opts)
    local expected, n = bits(d:run()), #seen
    opts.on_epoch = function(s) seen[#seen + 1] = s.epoch end
    assert.equal(expected, bits(new(opts):restore(path):run()))
    assert.equal(6, seen[n + 1])
    assert.equal(2*n - 6, #seen)
  end)

  it("and d:save are refused within an epoch", function()
    local d
    local function within(name, opts)
      local ok, message = pcall(function()
        d = gd.descent(opts.cost or bowl, {3, -1}, opts.opts or opts)
        d:run()
      end)
      assert.is_false(ok)
      assert.matches(name == "save" and "checkpoint_spec.lua:%d+: this descent is in the middle of an epoch" or
                     "checkpoint_spec.lua:%d+: this descent is running: it cannot be restored by its own", message)
    end
    for _, name in ipairs{"save", "restore"} do
      local function now() d[name](d, path) end
      within(name, {cost = function(v) now() return bowl(v) end, opts = {step = 0.1}})
      within(name, {step = function() now() return 0.1 end})
      within(name, {stop = function() now() end})
      within(name, {method = gd.method.define{name = "m", update = function(x) now() return x end}})
    end
    within("restore", {on_epoch = function() d:restore(path) end})
  end)
end)

describe("a file that is not what it was is refused:", function()
  -- A small run, and the bytes of its checkpoint.
  local function new()
    return gd.descent(bowl, {3, -1}, {method = "momentum", step = gd.schedule.plateau(0.05), history = {"cost"},
                                      stop = gd.stop.patience(20)})
  end
  local function saved()
    local d = new()
    d:run(4)
    d:save(path)
    return process.read(path), bits(d:run())
  end

  local function refused(d, text, pattern)
    process.write(path, text)
    local ok, message = pcall(d.restore, d, path)
    if ok then return false end
    assert.matches(pattern, message)
    return true
  end

  it("cut off anywhere", function()
    local text, expected = saved()
    local d = new()
    for n = 0, #text - 1 do
      local good = refused(d, text:sub(1, n), n < 8 and "is not a checkpoint of gdlua" or "is incomplete")
      assert.is_true(good, n)
    end
    assert.is_false(refused(d, text))
    assert.equal(expected, bits(d:run()))
  end)

  it("with something behind its end", function()
    local text = saved()
    assert.is_true(refused(new(), text .. "\0", "is damaged %(it is longer than it says%)"))
    assert.is_true(refused(new(), text .. text, "is damaged %(it is longer than it says%)"))
  end)

  it("with a bit that is another, at every byte", function()
    local text, expected = saved()
    local d = new()
    for i = 1, #text do
      local flipped = text:byte(i) ~ 1 << (i*5 % 8)
      local good = refused(d, text:sub(1, i - 1) .. string.char(flipped) .. text:sub(i + 1),
                           i <= 8 and "is not a checkpoint of gdlua" or
                           i <= 12 and "has version %d+ of the format, this gdlua reads version 2" or
                           i <= 24 and "is %g+ %(it " or "is damaged %(its checksum does not fit%)")
      assert.is_true(good, i)
    end
    assert.is_false(refused(d, text))
    assert.equal(expected, bits(d:run()))
  end)

  it("of another kind", function()
    local d = new()
    for _, text in ipairs{"", "x", ("x"):rep(1000), "a,b\n1,2\n", "\x93NUMPY\1\0"} do
      assert.is_true(refused(d, text, "is not a checkpoint of gdlua"))
    end
    assert.is_true(refused(d, "", "it is empty"))
  end)

  it("that is no file", function()
    local d = new()
    for name, pattern in pairs{
      ["/dev/zero"] = "is not a regular file", ["/tmp"] = "is a directory",
      [path .. ".no"] = "cannot open '.*run.ckpt.no': No such file or directory",
    } do
      blamed(function() d:restore(name) end, pattern)
    end
    os.execute("mkfifo " .. process.quote(path))
    blamed(function() d:restore(path) end, "is not a regular file")
  end)
end)
