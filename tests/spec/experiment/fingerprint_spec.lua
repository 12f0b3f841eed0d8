-- What tells sweeps apart.
local fingerprint = require "gdlua.experiment.fingerprint"
local gd = require "gdlua"

local function maker(value, more)
  return load(([[
local value, more, gd = ...
%s
local function helper(x) return x + %s end
return function(p) local r = gd.minimize(helper, value) return more and more(r) or r.x end]])
    :format(more or "", more and "2" or "1"))(value, nil, gd)
end

describe("the fingerprint of a sweep", function()
  it("is the same for the same code and values", function()
    assert.matches("^%x+$", fingerprint(maker(1), {1}))
    assert.equal(16, #fingerprint(maker(1), {1}))
    assert.equal(fingerprint(maker(1), {{a = 1, b = 2}}), fingerprint(maker(1), {{b = 2, a = 1}}))
    assert.equal(fingerprint(maker{1, {2}}), fingerprint(maker{1, {2}}))
    assert.equal(fingerprint(maker(gd.vector{1})), fingerprint(maker(gd.vector{1})))
    assert.equal(fingerprint(maker(gd.schedule.cosine())), fingerprint(maker(gd.schedule.cosine())))
  end)

  it("is another one where something it reaches differs", function()
    local all = {}
    for _, f in ipairs{maker(1), maker(2), maker(1, "local a"), maker{1}, maker{1, {2}}, maker{1, {3}},
                       maker(gd.vector{1}), maker(gd.vector{2}), maker(gd.schedule.cosine()),
                       maker(gd.schedule.cosine(0.5)), maker(math.sin), maker(function() end),
                       maker(function() return 1 end)} do
      local key = fingerprint(f)
      assert.is_nil(all[key])
      all[key] = true
    end
    assert.are_not.equal(fingerprint(maker(1), {1}), fingerprint(maker(1), {2}))
  end)

  it("does not change with what modules hold, or what gdlua remembers", function()
    local f = maker(1)
    local before = fingerprint(f, gd, _G, gd.method)
    gd.minimize(function(x) return x^2 end, 3)
    _G.some_name_of_a_test = 1
    assert.equal(before, fingerprint(f, gd, _G, gd.method))
    _G.some_name_of_a_test = nil
  end)

  it("is the same in another process", function()
    local process = dofile "tests/spec/cli/process.lua"
    local path = process.folder() .. "/print.lua"
    process.write(path, [[
local t, s = {a = 1, bb = {2, c = 3}, ddd = "x"}, gd.schedule.cosine()
local function helper(x) return x + t.a end
print(require "gdlua.experiment.fingerprint"(function() return helper(s), t, gd.minimize end, {k = 1, l = 2}))]])
    local first = process.run(process.gdlua .. " " .. path)
    assert.matches("^%x+\n$", first)
    for _ = 1, 3 do assert.equal(first, (process.run(process.gdlua .. " " .. path))) end
    process.clean()
  end)

  it("bears what contains itself, coroutines and files", function()
    local t = {}
    t[1], t[2], t[3] = t, coroutine.create(print), io.stdout
    local f
    f = function() return f, t end
    assert.equal(fingerprint(f), fingerprint(f))
  end)
end)
