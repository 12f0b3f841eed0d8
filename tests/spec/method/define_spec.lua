local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local follow = require "tests.spec.method.follow"

describe("gd.method.define", function()
  local heavyball = gd.method.define{
    name = "heavyball", options = {{"beta", 0.9}}, step = 0.02,
    init = function(x) return {m = gd.zeros_like(x)} end,
    update = function(x, g, step, s, o)
      s.m = o.beta*s.m + g
      return x - step*s.m
    end,
  }

  it("makes a constructor, called by position or name", function()
    assert.same({beta = 0.9}, heavyball().o)
    assert.same({beta = 0.5}, heavyball(0.5).o)
    assert.same({beta = 0.5}, heavyball{beta = 0.5}.o)
    assert.equal("method heavyball(beta)", tostring(heavyball))
    assert.equal("heavyball{beta = 0.5}", tostring(heavyball(0.5)))
  end)

  it("makes values that carry the definition", function()
    local m = heavyball(0.5)
    assert.equal("rule", m.kind)
    assert.equal("heavyball", m.name)
    assert.equal(0.02, m.step)
    assert.is_true(gd.method.is(m))
    assert.is_false(gd.method.is(heavyball))
    assert.same({{0.5}, {0.5 - 0.75}},
                follow(m, {1}, function() return {1} end, 0.5, 2))
  end)

  it("is equal to the built-in one", function()
    local function gradient(x) return {2*x[1]} end
    assert.same(follow(gd.method.momentum(0.9), {1}, gradient, 0.1, 20),
                follow(heavyball(0.9), {1}, gradient, 0.1, 20))
  end)

  it("refuses a definition without `update`", function()
    blamed(function() gd.method.define{name = "x"} end,
      "missing option 'update' to 'gd.method.define' %(a function expected%)")
    blamed(function() gd.method.define{name = "x", updat = print} end, "did you mean 'update'")
    blamed(function() gd.method.define{name = "x", update = 3} end,
      "bad option 'update' to 'gd.method.define' %(a function expected, got 3%)")
    blamed(function() gd.method.define{name = "x", update = print, step = -1} end,
      "bad option 'step' to 'gd.method.define' %(a positive number expected, got %-1%)")
  end)
end)

describe("gd.method.resolve", function()
  it("takes a method, a constructor or a name", function()
    local m = gd.method.adam{beta1 = 0.8}
    assert.equal(m, gd.method.resolve(m))
    assert.equal(0.9, gd.method.resolve(gd.method.adam).o.beta1)
    assert.equal("adam", gd.method.resolve("adam").name)
    assert.equal("solver", gd.method.resolve("lbfgs").kind)
  end)

  it("suggests the nearest name", function()
    blamed(function() gd.method.resolve("adm") end,
      "bad option 'method' to 'minimize' %(no method 'adm'; did you mean 'adam'%?%)")
    blamed(function() gd.method.resolve("define") end, "no method 'define'")
  end)

  it("refuses anything else", function()
    blamed(function() gd.method.resolve(3, "maximize") end,
      "bad option 'method' to 'maximize' %(a method or its name expected, got 3%)")
    blamed(function() gd.method.resolve(gd.stop.never) end, "a method or its name expected")
  end)
end)

describe("gd.method", function()
  it("lists its names and loads every one", function()
    for _, name in ipairs(gd.method.names()) do
      local make = gd.method[name]
      assert.equal(name, make.name)
      assert.equal("string", type(make.doc))
      for _, option in ipairs(make.options) do
        assert.equal("string", type(option[3]), name .. "." .. option[1])
      end
    end
  end)

  it("suggests the nearest for an unknown name", function()
    blamed(function() local _ = gd.method.adma end, "no 'adma' in gd.method %(did you mean 'adam'%?%)")
  end)
end)

describe("gd.method.solver", function()
  it("takes the names of solvers only", function()
    assert.equal("lbfgs", gd.method.solver("lbfgs", "quasi-Newton").name)
    blamed(function() gd.method.solver("simplex") end, "the name of a solver of the engine expected")
    blamed(function() gd.method.solver() end, "got nil")
  end)
end)
