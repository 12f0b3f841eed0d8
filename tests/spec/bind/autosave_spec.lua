local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local process = dofile "tests/spec/cli/process.lua"
local bits = dofile "tests/spec/bits.lua"

local path

before_each(function() path = process.folder() .. "/run.ckpt" end)
after_each(process.clean)

local function exists(name)
  local file = io.open(name)
  if file then file:close() end
  return file ~= nil
end

local function bowl(v) return (v[1] - 1)^2 + 4*(v[2] + 2)^2 + 0.5*math.sin(3*v[1]) end

describe("the option checkpoint", function()
  -- The epochs at which the file was another.
  local function written(opts, checkpoint)
    local epochs, before = {}, nil
    opts.on_epoch = function(s)
      local now = exists(path) and process.read(path) or nil
      if now ~= before then epochs[#epochs + 1] = s.epoch - 1 end
      before = now
    end
    checkpoint.path = path
    opts.checkpoint = checkpoint
    opts.step, opts.tolerance = 0.01, 0
    local r = gd.minimize(bowl, {3, -1}, opts)
    return epochs, r
  end

  it("writes at the start, at every k-th epoch, and at the end", function()
    assert.same({0, 5, 10, 15}, (written({epochs = 17}, {every = 5})))
    assert.equal(17, gd.descent(bowl, {3, -1}, {step = 0.01, tolerance = 0}):restore(path):result().epochs)
  end)

  it("does so where epochs of many variables are made in one pass", function()
    local function squares(v) return (v*v):sum() end
    local opts = {step = 0.001, tolerance = 0, method = "gd", checkpoint = {path = path, every = 30}}
    local d = gd.descent(squares, gd.ones(100), opts)
    for epoch = 97, 997, 100 do
      d:run(epoch - d:epoch())
      opts.checkpoint = nil
      assert.equal(epoch//30*30, gd.descent(squares, gd.ones(100), opts):restore(path):epoch())
    end
  end)

  it("without every goes by the clock", function()
    assert.same({0}, (written({epochs = 50}, {})))
  end)

  it("writes when so many seconds are over", function()
    local t, seen = os.time(), 0
    gd.minimize(bowl, {3, -1}, {
      step = 1e-6, tolerance = 0, epochs = math.huge, history = false,
      checkpoint = {path = path, seconds = 1e-9}, on_epoch = function(s)
        if s.epoch % 1000 == 0 and s.epoch > 0 then
          seen = gd.descent(bowl, {3, -1}, {step = 1e-6, history = false}):restore(path):epoch()
        end
        return seen > 0 or os.time() > t + 60
      end,
    })
    assert.is_true(seen > 0)
  end)

  it("writes by the clock also where a run is held in the hand", function()
    local d = gd.descent(bowl, {3, -1}, {step = 0.01, checkpoint = {path = path, seconds = 1e-9}})
    d:step()                                     -- the start has just been saved
    for epoch = 2, 5 do
      d:step()
      assert.equal(epoch, gd.descent(bowl, {3, -1}, {step = 0.01}):restore(path):epoch())
    end
  end)

  it("may be the path alone", function()
    gd.minimize(bowl, {3, -1}, {step = 0.01, checkpoint = path})
    assert.is_true(exists(path))
  end)

  it("starts anew without resume, and where there is no file", function()
    local expected = bits(gd.minimize(bowl, {3, -1}, {step = 0.1}))
    for _, resume in ipairs{true, false, false} do
      local r = gd.minimize(bowl, {3, -1}, {step = 0.1, checkpoint = {path = path, resume = resume}})
      assert.equal(expected, bits(r))
    end
  end)

  it("writes nothing anew when the run is over already", function()
    local function go_on() return gd.minimize(bowl, {3, -1}, {step = 0.1, checkpoint = {path = path, resume = true}}) end
    go_on()
    local before = process.read(path)
    go_on()
    assert.equal(before, process.read(path))
  end)

  it("leaves one file in its folder", function()
    gd.minimize(bowl, {3, -1}, {step = 0.1, checkpoint = {path = path, every = 1}})
    local list = io.popen("ls -A " .. process.quote(path:match("^(.*)/")))
    assert.equal("run.ckpt\n", list:read("a"))
    list:close()
  end)

  it("follows a link and keeps permissions", function()
    local target = path .. ".there"
    process.write(target, "")
    os.execute(("chmod 640 %s; ln -s run.ckpt.there %s"):format(process.quote(target), process.quote(path)))
    gd.minimize(bowl, {3, -1}, {step = 0.1, checkpoint = path})
    assert.equal("640\n", (process.run("stat -c %a " .. process.quote(target))))
    assert.is_true(#process.read(target) > 0)
  end)

  it("is not taken over by a fork", function()
    local d = gd.descent(bowl, {3, -1}, {step = 0.1, tolerance = 0, epochs = 20, checkpoint = {path = path, every = 1}})
    d:run(4)
    local before, expected = process.read(path), d:fork():run()
    assert.equal(before, process.read(path))
    assert.equal(bits(expected), bits(d:run()))
    assert.are_not.equal(before, process.read(path))
  end)

  it("that cannot be written warns and does not end the run", function()
    for _, bad in ipairs{"/dev/full", "/proc/none/run.ckpt"} do
      if bad == "/dev/full" or exists("/proc/none") then
        local r = gd.minimize(bowl, {3, -1}, {step = 0.1, epochs = 9, tolerance = 0,
                                              checkpoint = {path = bad, every = 2}})
        assert.equal(9, r.epochs)
        assert.equal(1, #r.warnings)
        assert.equal(("checkpoint: cannot write '%s': No space left on device (6 of 6 writes failed, the last " ..
                      "after 9 epochs)"):format(bad), r.warnings[1])
        assert.matches("warning   checkpoint: cannot write", tostring(r))
      end
    end
  end)

  it("is one warning where some writes failed", function()
    local folder = process.folder() .. "/later"
    os.execute("mkdir " .. process.quote(folder))
    local r = gd.minimize(bowl, {3, -1}, {
      step = 0.1, epochs = 9, tolerance = 0, checkpoint = {path = folder .. "/run.ckpt", every = 1},
      on_epoch = function(s)
        if s.epoch == 3 then os.execute("rm -r " .. process.quote(folder)) end
        if s.epoch == 6 then os.execute("mkdir " .. process.quote(folder)) end
      end,
    })
    assert.same(1, #r.warnings)
    assert.matches("No such file or directory %(3 of 10 writes failed, the last after 5 epochs%)", r.warnings[1])
    assert.is_true(exists(folder .. "/run.ckpt"))
  end)

  it("refuses what it does not know", function()
    for given, pattern in pairs{
      [{}] = "missing option 'path' to 'minimize.checkpoint' %(a string expected%)",
      [{path = 3}] = "bad option 'path' to 'minimize.checkpoint'",
      [{path = ""}] = "the path is empty",
      [{path = "a\0b"}] = "the path contains a zero byte",
      [{path = "/no/such/folder/run.ckpt"}] = "there is no folder '/no/such/folder'",
      [{path = "README.md/run.ckpt"}] = "there is no folder 'README.md'",
      [{path = "/tmp"}] = "'/tmp' is a folder",
      [{path = path, every = 0}] = "bad option 'every' to 'minimize.checkpoint' %(a positive whole number expected",
      [{path = path, every = 1.5}] = "got 1.5",
      [{path = path, seconds = 0}] = "bad option 'seconds'",
      [{path = path, resume = 1}] = "bad option 'resume'",
      [{path = path, evry = 1}] = "did you mean 'every'",
    } do
      blamed(function() gd.minimize(bowl, {3, -1}, {checkpoint = given}) end, pattern)
    end
  end)
end)
