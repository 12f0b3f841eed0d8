local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

describe("gd.plot.surface", function()
  after_each(picture.clean)

  it("sends the cost on a grid, row by row", function()
    local commands = picture.commands(
      "gd.plot.surface(function(v) return v[1]^2 - v[2] end, {-1, 1}, {0, 2}, {file = 'a.png', points = 3})")
    assert.same({
      {-1, 0, 1}, {0, 0, 0}, {1, 0, 1}, false,
      {-1, 1, 0}, {0, 1, -1}, {1, 1, 0}, false,
      {-1, 2, -1}, {0, 2, -2}, {1, 2, -1}, false,
    }, (picture.rows(commands, "with pm3d")))
    assert.is_truthy(commands:find("\nset zrange [-2:1]\n", 1, true))
  end)

  it("with a path that follows the surface between its points", function()
    local commands = picture.commands([[
      local function cost(v) return v[1]^2 + 2*v[2]^2 end
      local r = gd.minimize(cost, {3, -2}, {step = 0.1, epochs = 6, history = {"cost", "x"}})
      gd.plot.surface(cost, {-4, 4}, {-4, 4}, {file = "a.png", paths = r})]])
    local points = picture.rows(commands, "with points pt 7 .* lc rgb variable")
    assert.equal(7, #points)
    for k, row in ipairs(points) do
      assert.is_true(math.abs(row[1] - 3*0.8^(k - 1)) < 1e-8)
      assert.is_true(math.abs(row[2] + 2*0.6^(k - 1)) < 1e-8)
    end
    local line = picture.rows(commands, "with lines lc rgb variable")
    assert.is_true(#line > 6*20)
    for _, row in ipairs(line) do
      assert.is_true(not row or math.abs(row[3] - row[1]^2 - 2*row[2]^2) < 1e-12)
    end
    assert.is_truthy(commands:find("'path of 6 epochs, pale to full'", 1, true))
  end)

  it("and ends where the picture does", function()
    local commands = picture.commands([[
      local function cost(v) return v[1]^2 + v[2]^2 end
      local r = gd.minimize(cost, {3, 0.5}, {step = 1.1, epochs = 6, history = {"cost", "x"}})
      gd.plot.surface(cost, {-4, 4}, {-4, 4}, {file = "a.png", paths = {run = r}})]])
    local least, most = math.huge, -math.huge
    for _, row in ipairs((picture.rows(commands, "with lines lc rgb variable"))) do
      if row then least, most = math.min(least, row[1]), math.max(most, row[1]) end
    end
    assert.is_true(gd.equal({-4, 4}, {least, most}, 1e-12))
    -- 3*1.2^k > 4 from k = 2 on
    assert.is_truthy(commands:find("'5 points of the paths outside the picture'", 1, true))
    assert.equal(2, #(function(rows)
      local list = {}
      for _, row in ipairs(rows) do list[#list + 1] = row or nil end
      return list
    end)((picture.rows(commands, "with points pt 7 .* lc rgb variable"))))
  end)

  it("has a logarithmic height on request, or over more than four powers of ten", function()
    local function log(f, option)
      return picture.commands(("gd.plot.surface(function(v) return %s end, {-1, 1}, {-1, 1}, {file = 'a.png'%s})")
                              :format(f, option or "")):find("\nset logscale z\n", 1, true) ~= nil
    end
    assert.is_false(log "1 + v[1]^2")
    assert.is_false(log "1e9*v[1]")
    assert.is_true(log "math.exp(10*v[1])")
    assert.is_false(log("math.exp(10*v[1])", ", log = false"))
    assert.is_true(log("v[1]", ", log = true"))
  end)

  it("leaves out what is not finite, and says so", function()
    local commands = picture.commands([[
      gd.plot.surface(function(v) return v[1] < 0 and 1/0 or v[1] end, {-1, 1}, {0, 1},
                      {file = "a.png", points = 3})]])
    local rows = picture.rows(commands, "with pm3d")
    assert.is_true(rows[1][3] ~= rows[1][3])
    assert.same({0, 0, 0}, rows[2])
    assert.is_truthy(commands:find("'3 costs of 9 not finite, left out'", 1, true))
  end)

  it("takes costs that are constant, nowhere finite, or huge", function()
    local run = picture.draw([[
      for _, f in ipairs{
        function() return 3 end, function() return 0/0 end, function(v) return math.exp(700*v[1]) end,
        function(v) return 1e308*v[1] end, function(v) return 1e-310*v[1]^2 end,
        function(v) return 1 + 1e-14*v[1] end, function() return -1 end,
      } do
        gd.plot.surface(f, {-1, 1}, {-1, 1}, {file = "a.png", points = 9})
        gd.plot.surface(f, {-1, 1}, {-1, 1}, {file = "a.png", points = 9, log = true})
      end
    ]])
    assert.same({"", 0, 14}, {run.err, run.status, #run.commands})
  end)

  it("refuses what it cannot draw", function()
    local r = {-1, 1}
    blamed(function() gd.plot.surface(3, r, r) end, "bad argument #1 to 'plot.surface'")
    blamed(function() gd.plot.surface(gd.sum_of_squares, r, {1, 1}) end, "bad argument #3 to 'plot.surface' .*1 is not below 1")
    blamed(function() gd.plot.surface(gd.sum_of_squares, r, r, {points = 501}) end, "bad option 'points'")
    blamed(function() gd.plot.surface(gd.sum_of_squares, r, r, {levels = 3}) end, "bad option 'levels' to 'plot.surface'")
  end)
end)
