require "gdlua"
local isolines = require "gdlua.plot.isolines"

local function grid(f, n, from, to)
  local g = {xs = {}, ys = {}, z = {}}
  for i = 1, n do
    g.xs[i] = from + (to - from)*(i - 1)/(n - 1)
    g.ys[i] = g.xs[i]
  end
  for j = 1, n do
    g.z[j] = {}
    for i = 1, n do g.z[j][i] = f(g.xs[i], g.ys[j]) end
  end
  return g
end

local function length(line)
  local sum = 0
  for i = 2, #line do
    sum = sum + math.sqrt((line[i][1] - line[i - 1][1])^2 + (line[i][2] - line[i - 1][2])^2)
  end
  return sum
end

describe("isolines", function()
  it("of a plane are straight, exact and whole", function()
    local lines = isolines.at(grid(function(x, y) return x + 2*y end, 11, 0, 1), 1.03)
    assert.equal(1, #lines)
    for _, p in ipairs(lines[1]) do assert.is_true(math.abs(p[1] + 2*p[2] - 1.03) < 1e-12) end
    assert.is_true(math.abs(length(lines[1]) - math.sqrt(1 + 0.5^2)) < 1e-12)
  end)

  it("of a bowl are closed circles", function()
    local g = grid(function(x, y) return x^2 + y^2 end, 101, -2, 2)
    for _, r in ipairs{0.5, 1, 1.9} do
      local lines = isolines.at(g, r^2)
      assert.equal(1, #lines)
      local line = lines[1]
      assert.same(line[1], line[#line])
      assert.is_true(math.abs(length(line) - 2*math.pi*r) < 0.01)
    end
    assert.equal(4, #isolines.at(g, 4.84))        -- corners, r = 2.2
    assert.same({}, isolines.at(g, 9))
    assert.same({}, isolines.at(g, -1))
  end)

  it("of a saddle do not cross", function()
    for _, n in ipairs{10, 11} do
      for _, level in ipairs{-0.01, 0.01} do
        local lines = isolines.at(grid(function(x, y) return x*y end, n, -1, 1), level)
        assert.equal(2, #lines)
        for _, line in ipairs(lines) do
          local side = line[1][1] > 0
          for _, p in ipairs(line) do assert.equal(side, p[1] > 0) end
        end
      end
    end
  end)

  it("join the corners of one cell by the mean", function()
    local function count(z) return isolines.at({xs = {0, 1}, ys = {0, 1}, z = z}, 0) end
    -- above at lower left and upper right; the mean is above, then below
    local above = count{{2, -1}, {-1, 2}}
    local below = count{{1, -2}, {-2, 1}}
    assert.equal(2, #above)
    assert.equal(2, #below)
    -- above: the lines cut off the corners below, lower right and upper left
    for _, line in ipairs(above) do
      assert.is_true(line[1][1] + 1 - line[1][2] > 1 == (line[2][1] + 1 - line[2][2] > 1))
    end
    for _, line in ipairs(below) do
      assert.is_true(line[1][1] + line[1][2] > 1 == (line[2][1] + line[2][2] > 1))
    end
  end)

  it("spare the cells that are not finite", function()
    local g = grid(function(x, y) return x < 0 and 0/0 or y end, 11, -1, 1)
    local lines = isolines.at(g, 0.5)
    assert.equal(1, #lines)
    assert.is_true(math.abs(length(lines[1]) - 1) < 1e-12)
    g = grid(function(x, y) return x == 0 and math.huge or y end, 11, -1, 1)
    assert.equal(2, #isolines.at(g, 0.5))
  end)

  it("at the value of a node go through it", function()
    local lines = isolines.at(grid(function(x) return x end, 5, 0, 4), 2)
    assert.equal(1, #lines)
    for _, p in ipairs(lines[1]) do assert.equal(2, p[1]) end
  end)
end)
