-- Chains, and rules that work leaf by leaf.
local gd = require "gdlua"
local blamed = require "tests.spec.blamed"

local function cost(p) return gd.sum_of_squares(p.w - 3) + 100*(p.b + 1)^2 + p.w[1]*p.b end
local start = {w = {0, 1}, b = 2}

local function run(m, more)
  local opts = {method = m, step = 0.002, epochs = 120, tolerance = 0}
  for key, value in pairs(more or {}) do opts[key] = value end
  local d = gd.descent(cost, start, opts)
  return d:run(), d
end

local function same(a, b)
  assert.equal(a.epochs, b.epochs)
  assert.same(a.history.cost:totable(), b.history.cost:totable())
  assert.same({a.x.w:totable(), a.x.b}, {b.x.w:totable(), b.x.b})
end

describe("gd.method.chain", function()
  local chain, clip = gd.method.chain, gd.method.clip

  it("of one link is that link", function()
    for _, name in ipairs{"gd", "adam", "rprop", "schedule_free", "lamb"} do
      same(run(name), (run(chain(name))))
    end
  end)

  it("gives each link the gradient of the one before", function()
    same(run("gd", {clip = {norm = 5}}), (run(chain(clip{norm = 5}, "gd"))))
    same(run("adam", {clip = {value = 2}}), (run(chain(clip{value = 2}, gd.method.adam))))
    local calls = {}
    run(chain(function(g, x, t) calls[#calls + 1] = {#g, #x, t} return 2*g end, "gd"), {epochs = 2})
    assert.same({{3, 3, 0}, {3, 3, 1}}, calls)
    same(run("gd", {step = 0.004}), (run(chain(function(g) return 2*g end, "gd"))))
  end)

  it("runs without Lua, in stretches, and forks", function()
    local r, d = run(chain(clip{norm = 5}, function(g) return 0.5*g end, "adam"))
    assert.equal("compiled", d:rungs().method)
    local _, epochs, why = d:stretches()
    assert.is_nil(why)
    assert.is_true(epochs > 50)
    local e = gd.descent(cost, start, {method = chain(clip{norm = 5}, function(g) return 0.5*g end, "adam"),
                                       step = 0.002, epochs = 120, tolerance = 0})
    e:run(53)
    same(r, e:fork():run())
    same(r, e:run())
  end)

  it("has the step and the look ahead of its last link", function()
    assert.equal(1, chain(clip{norm = 5}, "dog").step)
    local m = chain(clip{norm = 1e9}, "schedule_free")
    same(run("schedule_free"), (run(m)))
  end)

  it("works leaf by leaf where a link does", function()
    same(run(chain("lamb")), (run(chain(clip{norm = 1e9}, "lamb"))))
    local halves = gd.method.define{name = "halves", per_leaf = true,
                                    transform = function(_, g) return g/g:norm() end}
    local r = run(chain(halves, "gd"), {epochs = 1, step = 0.25})
    assert.near(1.75, r.x.b, 1e-14)
    assert.near(0.25, gd.distance(r.x.w, {0, 1}), 1e-14)
  end)

  it("shows its links", function()
    assert.equal("chain(clip{norm = 1}, function, adam)", tostring(chain(clip(1), function() end, "adam")))
  end)

  it("is a link of another where it ends in one", function()
    blamed(function() chain(chain("adam"), "gd") end, "can only be the last of a chain")
  end)

  it("refuses what does not fit", function()
    blamed(function() chain() end, "bad argument #1 to 'gd.method.chain' %(a method or its name expected, got nothing%)")
    blamed(function() chain("adam", "gd") end, "#1 to 'gd.method.chain' %(the method 'adam' makes the next point")
    blamed(function() chain("clip", "lbfgs") end, "#2 to 'gd.method.chain' %(the method 'lbfgs' is a solver")
    blamed(function() chain(3, "gd") end, "#1 to 'gd.method.chain' %(a method or its name, or function%(g, x, t%), expected, got 3%)")
    blamed(function() chain("clip", print) end, "#2 to 'gd.method.chain' %(a method or its name expected, got")
    local bad = chain(function() return 1 end, "gd")
    blamed(function() gd.minimize(cost, start, {method = bad}) end,
           "link 1 of chain%(function, gd%) returned 1 %(a vector of 3 expected%)")
  end)
end)

describe("per_leaf", function()
  local function rule(per_leaf)
    return gd.method.define{
      name = "plain", per_leaf = per_leaf,
      init = function(x) return {m = gd.zeros_like(x), n = 0} end,
      update = function(x, g, step, s)
        s.m, s.n = 0.5*s.m + g, s.n + 1
        return x - step*s.m
      end,
    }()
  end

  it("is the same where leaves do not matter", function()
    same(run(rule(false)), (run(rule(true))))
    same(run(rule(false), {step = {w = 0.002, b = 0.001}}), (run(rule(true), {step = {w = 0.002, b = 0.001}})))
  end)

  it("is traced", function()
    local r, d = run(rule(true))
    assert.equal("compiled", d:rungs().method)
    same(r, (run(rule(true), {on_epoch = function() end})))
  end)

  it("has parts and memories of its leaves only", function()
    local seen = {}
    local m = gd.method.define{
      name = "seen", per_leaf = true,
      init = function(x) return {n = #x} end,
      update = function(x, g, step, s)
        seen[#seen + 1] = {#x, #g, s.n, step}
        return x - step*g
      end,
    }()
    run(m, {epochs = 1})
    assert.same({{1, 1, 1, 0.002}, {2, 2, 2, 0.002}}, seen)
  end)

  it("goes leaf by leaf for point and answer, too", function()
    local function ahead(per_leaf)
      return gd.method.define{
        name = "ahead", per_leaf = per_leaf,
        init = function(x) return {m = gd.zeros_like(x)} end,
        point = function(x, s) return x + 0.5*s.m end,
        answer = function(x, s) return x + 0.25*s.m end,
        update = function(x, g, step, s)
          s.m = 0.5*s.m - step*g
          return x + s.m
        end,
      }()
    end
    same(run(ahead(false)), (run(ahead(true))))
  end)

  it("says for which leaf an answer is wrong", function()
    local m = gd.method.define{name = "short", per_leaf = true, update = function() return gd.zeros(1) end}
    blamed(function() gd.minimize(cost, start, {method = m}) end,
           "'update' of the method 'short', for the leaf 'w', returned .- %(a vector of 2 expected%)")
  end)
end)

describe("transform", function()
  it("takes the place of update", function()
    local m = gd.method.define{name = "twice", transform = function(_, g) return 2*g end}
    same(run("gd", {step = 0.004}), (run(m)))
    blamed(function() gd.method.define{name = "x", update = print, transform = print} end,
           "bad option 'transform' to 'gd.method.define' %(it takes the place of 'update', which is there, too%)")
  end)
end)
