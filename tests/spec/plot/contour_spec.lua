local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local function levels_of(rows)
  local list, seen = {}, {}
  for _, row in ipairs(rows) do
    if row and not seen[row[3]] then
      seen[row[3]] = true
      list[#list + 1] = row[3]
    end
  end
  return list
end

describe("gd.plot.contour", function()
  after_each(picture.clean)

  it("draws circles of equal cost", function()
    local commands = picture.commands("gd.plot.contour(gd.sum_of_squares, {-5, 5}, {-5, 5}, 'a.png')")
    local rows = picture.rows(commands, "with lines lc palette")
    assert.same({5, 10, 15, 20, 25, 30, 35, 40, 45}, levels_of(rows))
    local before
    for _, row in ipairs(rows) do
      if row then
        assert.is_true(math.abs(row[1]^2 + row[2]^2 - row[3]) <= (10/150)^2/2)
        if before then
          -- the next point of a line is in the same cell or the next
          assert.is_true(math.abs(row[1] - before[1]) < 0.1 and math.abs(row[2] - before[2]) < 0.1)
        end
      end
      before = row
    end
    -- axes of one scale: circles are round
    local place = picture.affine(commands)
    local x0, y0 = place(0, 0)
    local x1, y1 = place(3, 3)
    assert.is_true(math.abs((x1 - x0) - (y0 - y1)) < 1e-6)
  end)

  it("at the levels it is given", function()
    local commands = picture.commands(
      "gd.plot.contour(gd.sum_of_squares, {-5, 5}, {-5, 5}, {file = 'a.png', levels = {1, 4, 9}})")
    assert.same({1, 4, 9}, levels_of((picture.rows(commands, "with lines lc palette"))))
    commands = picture.commands(
      "gd.plot.contour(gd.sum_of_squares, {-5, 5}, {-5, 5}, {file = 'a.png', levels = {4}})")
    assert.same({4}, levels_of((picture.rows(commands, "with lines lc rgb"))))
  end)

  it("at even ratios where most of the picture is low", function()
    local rosenbrock = "local function f(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end "
    local commands = picture.commands(rosenbrock .. "gd.plot.contour(f, {-2, 2}, {-1, 3}, 'a.png')")
    assert.same({1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000},
                levels_of((picture.rows(commands, "with lines lc palette"))))
    assert.is_truthy(commands:find("\nset logscale cb\n", 1, true))
    commands = picture.commands(rosenbrock .. "gd.plot.contour(f, {-2, 2}, {-1, 3}, {file = 'a.png', log = false})")
    assert.same({200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000, 2200, 2400},
                levels_of((picture.rows(commands, "with lines lc palette"))))
  end)

  it("with paths of runs, which may leave the picture", function()
    local commands = picture.commands([[
      local function cost(p) return p.x^2 + p.y^2 end
      local function run(step)
        return gd.minimize(cost, {x = 5, y = -3}, {step = step, epochs = 5, history = {"cost", "x"}})
      end
      gd.plot.contour(cost, {-8, 8}, {-8, 8}, {file = "a.svg", paths = {good = run(0.1), bad = run(1.1)}})]])
    local rows = picture.rows(commands, "with points pt 7 .* lc rgb variable")   -- "bad" comes first
    for k = 0, 5 do
      assert.is_true(math.abs(rows[k + 1][1] - 5*(-1.2)^k) < 1e-8)
      assert.is_true(math.abs(rows[k + 1][2] + 3*(-1.2)^k) < 1e-8)
    end
    assert.is_truthy(commands:find("'3 points of the paths outside the picture'", 1, true))
    assert.is_truthy(commands:find("\nset xlabel 'x'\nset ylabel 'y'\n", 1, true))
    assert.is_truthy(commands:find("\nset xrange [-8:8]\n", 1, true))
  end)

  it("calls the cost with what the option 'like' shows", function()
    local commands = picture.commands([[
      gd.plot.contour(function(p) return p.w[1] + 2*p.b end, {0, 1}, {0, 1},
                      {file = "a.png", like = {w = gd.zeros(1), b = 0}})]])
    assert.is_truthy(commands:find("\nset xlabel 'b'\nset ylabel 'w[1]'\n", 1, true))
    for _, row in ipairs((picture.rows(commands, "with lines lc palette"))) do
      assert.is_true(not row or math.abs(row[2] + 2*row[1] - row[3]) < 1e-12)
    end
  end)

  it("leaves out what is not finite, and says so", function()
    local commands = picture.commands([[
      gd.plot.contour(function(v) return v[1] < 0 and 0/0 or v[1] end, {-1, 1}, {0, 1},
                      {file = "a.png", points = 5, levels = {0.25, 0.75}})]])
    local rows = picture.rows(commands, "with lines lc palette")
    assert.same({0.25, 0.75}, levels_of(rows))
    for _, row in ipairs(rows) do assert.is_true(not row or row[1] == row[3]) end
    assert.is_truthy(commands:find("'10 costs of 25 not finite, left out'", 1, true))
  end)

  it("takes costs that are constant, nowhere finite, or huge", function()
    local run = picture.draw([[
      for _, f in ipairs{
        function() return 3 end, function() return 0/0 end, function(v) return math.exp(700*v[1]) end,
        function(v) return 1e308*v[1] end, function(v) return 1e-310*v[1]^2 end,
        function(v) return 1 + 1e-14*v[1] end, function(v) return 1/(v[1]^2 + v[2]^2) end,
      } do
        gd.plot.contour(f, {-1, 1}, {-1, 1}, "a.png")
      end
      gd.plot.contour(gd.sum_of_squares, {-1e300, 1e300}, {-1, 1}, "a.png")
      gd.plot.contour(gd.sum_of_squares, {1, 1 + 1e-12}, {-1e-9, 1}, "a.png")
    ]])
    assert.same({"", 0, 9}, {run.err, run.status, #run.commands})
  end)

  it("refuses what it cannot draw", function()
    local f, r = gd.sum_of_squares, {-1, 1}
    local three = gd.minimize(f, {3, 4, 5}, {history = {"cost", "x"}})
    local without = gd.minimize(f, {3, 4})
    blamed(function() gd.plot.contour(3, r, r) end, "bad argument #1 to 'plot.contour'")
    blamed(function() gd.plot.contour(f, r) end, "bad argument #3 to 'plot.contour'")
    blamed(function() gd.plot.contour(f, 1, r) end, "bad argument #2 to 'plot.contour' .*it is 1")
    blamed(function() gd.plot.contour(f, r, r, {like = {0, 0, 0}}) end, "the option 'like' is of 3")
    blamed(function() gd.plot.contour(f, r, r, {paths = 3}) end, "a result, or {name = result, %.%.%.}")
    blamed(function() gd.plot.contour(f, r, r, {paths = three}) end, "the run has 3")
    blamed(function() gd.plot.contour(f, r, r, {paths = without}) end, "history = {\"cost\", \"x\"}")
    blamed(function() gd.plot.contour(f, r, r, {levels = "many"}) end, "bad option 'levels'")
    blamed(function() gd.plot.contour(function() end, r, r) end, "the cost returned nil %(a number expected%)")
  end)
end)
