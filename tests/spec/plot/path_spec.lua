local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local kept = {"cost", "x"}

-- The run as the pictures' scripts have it: so can its numbers be compared.
local one = gd.minimize(function(x) return (x - 3)^2 end, 0, {step = 0.2, history = kept})
local two = gd.minimize(function(v) return v[1]^2 + 3*v[2]^2 end, {3, -2}, {step = 0.1, history = kept})
local code_one = "local r = gd.minimize(function(x) return (x - 3)^2 end, 0, {step = 0.2, history = {'cost', 'x'}})\n"
local code_two = "local r = gd.minimize(function(v) return v[1]^2 + 3*v[2]^2 end, {3, -2}, {step = 0.1, history = {'cost', 'x'}})\n"

local function range(commands, axis)
  local from, to = commands:match("\nset " .. axis .. "range %[([^:]+):([^%]]+)%]")
  return tonumber(from), tonumber(to)
end

local function read(run, name) return io.open(run.folder .. "/" .. name):read("a") end

describe("gd.plot.path of one parameter", function()
  after_each(picture.clean)

  it("sends x, cost and epoch of the run", function()
    local commands = picture.commands(code_one .. "gd.plot.path(r, 'a.png')")
    local rows = picture.rows(commands, "with points pt 7 .* lc palette")
    local last = #one.history.x
    assert.equal(last, #rows)
    for i, row in ipairs(rows) do
      -- most of the way is made early: colours go with log(1 + epoch)
      assert.same({one.history.x[i], one.history.cost[i], math.log(1 + one.history.epoch[i])}, row)
    end
    assert.is_truthy(commands:find(("\nset cbrange [0:%.17g]\n"):format(math.log(last)), 1, true))
  end)

  it("which lie on the curve of the cost", function()
    local commands = picture.commands(code_one .. "gd.plot.path(r, 'a.png')")
    local curve = picture.rows(commands, "with lines lc rgb '#808080'")
    local at = {}
    for _, row in ipairs(curve) do
      assert.equal((row[1] - 3)^2, row[2])
      at[row[1]] = true
    end
    for i = 1, #one.history.x do assert.is_true(at[one.history.x[i]]) end
  end)

  it("within the range shown, with the best point marked", function()
    local commands = picture.commands(code_one .. "gd.plot.path(r, 'a.png')")
    local a, b = range(commands, "x")
    local c, d = range(commands, "y")
    assert.is_true(a < 0 and 3 < b and a > -1 and b < 6)
    assert.is_true(c < 0 and d > 9 and c > -3 and d < 20)
    assert.same({{one.best.x, one.best.cost}}, (picture.rows(commands, "with points pt 13 .* lc rgb '#F0E442'")))
    assert.same({{0, 9, 0}}, (picture.rows(commands, "with points pt 6 ")))  -- the start
  end)

  it("and drawn where they should be", function()
    local commands, run = picture.commands(code_one .. "gd.plot.path(r, 'a.svg')")
    local place, svg = picture.affine(commands), read(run, "a.svg")
    local shown = {}
    for x, y in svg:gmatch("xlink:href='#gpPt6' transform='translate%(([%d.]+),([%d.]+)%)") do
      shown[#shown + 1] = {tonumber(x), tonumber(y)}
    end
    for i = 1, #one.history.x do
      local x, y, found = place(one.history.x[i], one.history.cost[i])
      for _, p in ipairs(shown) do
        found = found or math.abs(p[1] - x) < 0.03 and math.abs(p[2] - y) < 0.03
      end
      assert.is_true(found, "epoch " .. i - 1)
    end
  end)

  it("of several runs, each in a colour from pale to full", function()
    local commands, run = picture.commands([[
      local function f(x) return x^4 - 4*x^2 + x end
      local function from(x) return gd.minimize(f, x, {step = 0.02, epochs = 20, history = {"cost", "x"}}) end
      gd.plot.path({left = from(-2), right = from(2)}, "a.svg")]])
    local svg = read(run, "a.svg")
    assert.is_true(svg:find("<text>left</text>", 1, true) < svg:find("<text>right</text>", 1, true))
    local rows = picture.rows(commands, "with points .* lc rgb variable")
    assert.equal(21, #rows)
    assert.equal(-2, rows[1][1])
    assert.equal(0x0072B2, rows[21][3])
    assert.is_true(rows[1][3] > 0x666666)        -- pale
    -- the best of both is marked
    local best = picture.rows(commands, "with points pt 13 .* lc rgb '#F0E442'")
    assert.is_true(best[1][1] < 0)
  end)

  it("evaluates the cost where it was not recorded", function()
    local commands = picture.commands([[
      local r = gd.minimize(function(x) return (x - 3)^2 end, 0, {step = 0.2, history = {"x"}})
      gd.plot.path(r, "a.png")]])
    for _, row in ipairs((picture.rows(commands, "with points pt 7 .* lc palette"))) do
      assert.equal((row[1] - 3)^2, row[2])
    end
  end)

  it("of a maximum", function()
    local commands = picture.commands([[
      local r = gd.maximize(function(x) return 4 - x^2 end, 3, {step = 0.2, history = {"cost", "x"}})
      gd.plot.path(r, "a.png")]])
    local best = picture.rows(commands, "with points pt 13 .* lc rgb '#F0E442'")
    assert.is_true(math.abs(best[1][2] - 4) < 1e-9)
  end)

  it("of one epoch, of none, of a cost that is constant or runs away", function()
    local run = picture.draw([[
      local function square(x) return x*x end
      local function path(f, opts)
        opts.history = {"cost", "x"}
        gd.plot.path(gd.minimize(f, 3, opts), "a.png")
      end
      path(square, {step = 0.5})
      path(square, {epochs = 0})
      path(function() return 1 end, {})
      path(square, {step = 3, epochs = 5000})
      path(function(x) return x < 2 and 0/0 or x end, {step = 0.3})
    ]])
    assert.same({"", 0, 5}, {run.err, run.status, #run.commands})
    for i, text in ipairs{false, false, false, "points not finite, left out",
                          "values of the curve not finite, left out"} do
      local notes = run.commands[i]:match("not finite[^\n]*")
      assert.equal(text and true or false, notes ~= nil)
      if text then assert.is_truthy(run.commands[i]:find(text, 1, true)) end
    end
  end)
end)

describe("gd.plot.path of two parameters", function()
  after_each(picture.clean)

  it("sends the points of the run, among contour lines of its cost", function()
    local commands = picture.commands(code_two .. "gd.plot.path(r, 'a.png')")
    local rows = picture.rows(commands, "with points pt 7 .* lc palette")
    assert.equal(#two.history.x, #rows)
    for i, row in ipairs(rows) do
      assert.same({two.history.x[i][1], two.history.x[i][2]}, {row[1], row[2]})
    end
    local lines = picture.rows(commands, "with lines lc rgb '#A8B4BE'")
    local a, b = range(commands, "x")
    local c, d = range(commands, "y")
    local cell = ((b - a)/150)^2 + ((d - c)/150)^2
    for _, row in ipairs(lines) do
      if row then
        -- linear interpolation: off by second derivative * cell^2/8 at most
        assert.is_true(math.abs(row[1]^2 + 3*row[2]^2 - row[3]) <= 6*cell/8)
      end
    end
    assert.is_true(a < 0 and b > 3 and c < -2 and d > 0)
  end)

  it("with names, and labels that are theirs", function()
    local commands = picture.commands([[
      local r = gd.minimize(function(p) return p.w^2 + 3*p.b^2 end, {w = 3, b = -2},
                            {step = 0.1, history = {"cost", "x"}})
      gd.plot.path(r, "a.png")]])
    assert.is_truthy(commands:find("\nset xlabel 'b'\nset ylabel 'w'\n", 1, true))
    local rows = picture.rows(commands, "with points pt 7 .* lc palette")
    for i, row in ipairs(rows) do
      assert.same({two.history.x[i][2], two.history.x[i][1]}, {row[1], row[2]})
    end
  end)

  it("with data: the cost of all of them", function()
    local commands = picture.commands([[
      local function cost(p, d) return ((p.w*d.x + p.b - d.y)^2):mean() end
      local data = {x = gd.vector{0, 1, 2}, y = gd.vector{1, 3, 5}}
      local r = gd.minimize(cost, {w = 0, b = 0}, {data = data, history = {"cost", "x"}})
      gd.plot.path(r, "a.png")]])
    for _, row in ipairs((picture.rows(commands, "with lines lc rgb '#A8B4BE'"))) do
      if row then
        local b, w = row[1], row[2]
        local cost = ((b - 1)^2 + (w + b - 3)^2 + (2*w + b - 5)^2)/3
        assert.is_true(math.abs(cost - row[3]) < 0.01)
      end
    end
  end)

  it("draws the cost it is given", function()
    local commands = picture.commands(code_two .. "gd.plot.path(r, {file = 'a.png', levels = {1, 2}, " ..
                                      "cost = function(v) return v[1] + v[2] end})")
    for _, row in ipairs((picture.rows(commands, "with lines lc rgb '#A8B4BE'"))) do
      assert.is_true(not row or math.abs(row[1] + row[2] - row[3]) < 1e-12)
    end
  end)
end)

describe("gd.plot.path refuses", function()
  local plain = gd.minimize(gd.sum_of_squares, {3, 4})

  it("what is no result", function()
    blamed(function() gd.plot.path(3) end, "bad argument #1 to 'plot.path' %(a result, or {name = result, %.%.%.}, expected, got 3%)")
    blamed(function() gd.plot.path() end, "got nil")
    blamed(function() gd.plot.path({}) end, "got an empty table")
    blamed(function() gd.plot.path({a = one, b = 2}) end, "got 2 under the name 'b'")
  end)

  it("a run without x in its history, and says what to do", function()
    blamed(function() gd.plot.path(plain) end, "history = {\"cost\", \"x\"}")
    blamed(function() gd.plot.path({good = two, bad = plain}) end, "the run 'bad' did not record")
  end)

  it("more than two parameters, and different numbers", function()
    local three = gd.minimize(gd.sum_of_squares, {3, 4, 5}, {history = kept})
    blamed(function() gd.plot.path(three) end, "the run has 3 %(gd%.plot%.history shows the cost of any run%)")
    blamed(function() gd.plot.path({a = one, b = two}) end, "as many for every run; the run 'b' has 2")
  end)

  it("runs of different costs", function()
    local other = gd.minimize(function(v) return v[1]^2 + v[2]^2 end, {3, 4}, {history = kept})
    blamed(function() gd.plot.path({a = two, b = other}) end,
           "the run 'a' and the run 'b' are of different functions: the option cost = f")
  end)

  it("a cost that is another one for every batch", function()
    local data = {x = gd.vector{0, 1, 2, 3}, y = gd.vector{1, 3, 5, 7}}
    local r = gd.minimize(function(p, d) return ((p.w*d.x + p.b - d.y)^2):mean() end, {w = 0, b = 0},
                          {data = data, batch = 2, step = 0.1, epochs = 3, history = kept})
    blamed(function() gd.plot.path(r) end, "another one for every batch of the data.*cost = function%(x%)")
  end)

  it("bad options", function()
    blamed(function() gd.plot.path(one, {levels = 0}) end, "bad option 'levels'")
    blamed(function() gd.plot.path(one, {levels = {2, 1}}) end, "each above the one before.*number 2 is 1")
    blamed(function() gd.plot.path(one, {xrange = {2, 1}}) end, "bad option 'xrange' to 'plot%.path' %({from, to} expected; 2 is not below 1%)")
  end)
end)
