-- The points of a sweep.
local core = require "gdlua.core"
local gd = require "gdlua"
local points = require "gdlua.experiment.points"

local function random(spec, samples, seed)
  return points.read{random = spec, samples = samples or 200, random_seed = seed or 1}
end

-- What goes wrong, without the place.
local function wrong(o)
  o.samples, o.random_seed = 3, 1
  local good, text = pcall(points.read, o)
  assert.is_false(good)
  return (text:gsub("^[^:]*:%d+: ", ""):gsub("^bad option ", ""))
end

describe("points of a sweep", function()
  it("are every combination of a grid, the last name first", function()
    local list = points.read{grid = {b = {1, 2}, a = {"x", "y"}, c = gd.vector{7}}}
    assert.same({{a = "x", b = 1, c = 7}, {a = "x", b = 2, c = 7}, {a = "y", b = 1, c = 7},
                 {a = "y", b = 2, c = 7}}, list)
    assert.same({"a", "b", "c"}, points.names(list))
  end)

  it("are one without parameters where nothing varies", function()
    assert.same({{}}, points.read{})
  end)

  it("are a list as it is", function()
    local list = {{a = 1}, {b = 2}}
    assert.same(list, points.read{points = list})
    assert.same({"a", "b"}, points.names(list))
  end)

  it("are drawn from ranges", function()
    local low, high, logs = math.huge, -math.huge, 0
    for _, p in ipairs(random{x = {-2, 6}, y = {1e-4, 1, log = true}}) do
      low, high = math.min(low, p.x), math.max(high, p.x)
      assert.is_true(p.y >= 1e-4 and p.y <= 1)
      logs = logs + math.log(p.y, 10)/200
    end
    assert.is_true(low >= -2 and low < -1.7 and high <= 6 and high > 5.7)
    assert.near(-2, logs, 0.3)                     -- the middle of -4 to 0
  end)

  it("are drawn from whole numbers, lists and functions", function()
    local count, words = {}, {}
    for _, p in ipairs(random{n = {1, 4, integer = true}, m = {from = 1, to = 64, integer = true, log = true},
                              w = {one_of = {"p", "q"}}, f = function(u) return -u end}) do
      assert.equal("integer", math.type(p.n))
      assert.is_true(p.m >= 1 and p.m <= 64 and math.type(p.m) == "integer")
      assert.is_true(p.f <= 0 and p.f > -1)
      count[p.n] = (count[p.n] or 0) + 1
      words[p.w] = (words[p.w] or 0) + 1
    end
    for k = 1, 4 do assert.near(50, count[k], 25) end
    assert.is_nil(count[5])
    assert.near(100, words.p, 30)
    assert.equal(200, words.p + words.q)
  end)

  it("are drawn as the seed says, and leave the generator where it is", function()
    local before = core.random_state()
    local a = random({x = {0, 1}, y = {0, 1}}, 5, 7)
    assert.equal(before, core.random_state())
    assert.same(a, random({x = {0, 1}, y = {0, 1}}, 5, 7))
    assert.are_not.same(a, random({x = {0, 1}, y = {0, 1}}, 5, 8))
    assert.are_not.equal(a[1].x, a[1].y)
  end)

  it("say what they cannot be", function()
    assert.equal("'grid' to 'sweep' ('step' should be a list of values, it is 0.1)",
                 wrong{grid = {step = 0.1}})
    assert.equal("'grid' to 'sweep' ('step' should be a list of values, it is an empty one)",
                 wrong{grid = {step = {}}})
    assert.equal("'grid' to 'sweep' ({name = ..., ...} expected, got an entry without a name, #1)",
                 wrong{grid = {{1, 2}}})
    assert.equal("'grid' to 'sweep' ({name = ..., ...} expected, got an empty table)", wrong{grid = {}})
    assert.equal("'random' to 'sweep' ('x' goes from 2 down to 1)", wrong{random = {x = {2, 1}}})
    assert.equal("'random' to 'sweep' ('x' is on a logarithmic scale and begins at 0; a positive " ..
                 "number expected)", wrong{random = {x = {0, 1, log = true}}})
    assert.equal("'random' to 'sweep' ('x' goes from 0.5 to 2; whole numbers expected)",
                 wrong{random = {x = {0.5, 2, integer = true}}})
    assert.equal("'random' to 'sweep' ('x' should be {from, to}, {from, to, log = true}, {one_of = " ..
                 "list} or a function, it is 3)", wrong{random = {x = 3}})
    assert.equal("'random' to 'sweep' (the function 'x' answered nothing)",
                 wrong{random = {x = function() end}})
    assert.equal("'points' to 'sweep' (a list of tables of parameters expected; entry 2 is 3)",
                 wrong{points = {{}, 3}})
    assert.equal("'points' to 'sweep' (a list of tables of parameters expected, got an empty one)",
                 wrong{points = {}})
    assert.equal("'random' to 'sweep' (there is 'grid' already; one of grid, random and points " ..
                 "expected)", wrong{grid = {a = {1}}, random = {a = {1, 2}}})
    local many = {}
    for i = 1, 5000 do many[i] = i end
    assert.equal("'grid' to 'sweep' (it has more than 10000000 points)",
                 wrong{grid = {a = many, b = many}})
  end)

  it("show their values", function()
    assert.equal("0.1", points.text(0.1))
    assert.equal("3", points.text(3))
    assert.equal("a b", points.text("a\nb"))
    assert.equal("true", points.text(true))
  end)
end)
