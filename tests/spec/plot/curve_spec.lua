local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local blue, vermillion = "rgb(  0, 114, 178)", "rgb(213,  94,   0)"

local function close(expected, got)
  assert.is_true(math.abs(expected - got) < 0.03, ("%g expected, got %g"):format(expected, got))
end

describe("gd.plot.curve", function()
  after_each(picture.clean)

  it("sends the values of the cost", function()
    local commands = picture.commands("gd.plot.curve(math.cos, {-1, 2}, {file = 'a.png', points = 31})")
    local rows = picture.rows(commands, "with lines")
    assert.equal(31, #rows)
    for i, row in ipairs(rows) do
      local u = (i - 1)/30
      assert.same({(1 - u)*-1 + u*2, math.cos((1 - u)*-1 + u*2)}, row)
    end
  end)

  it("and they are drawn where they should be", function()
    local commands, run = picture.commands("gd.plot.curve(math.cos, {-1, 2}, {file = 'a.svg', points = 31})")
    local place = picture.affine(commands)
    local rows = picture.rows(commands, "with lines")
    local lines = picture.lines(io.open(run.folder .. "/a.svg"):read("a"), blue)
    assert.equal(1, #lines)
    assert.equal(31, #lines[1])
    for i, point in ipairs(lines[1]) do
      local x, y = place(rows[i][1], rows[i][2])
      close(x, point[1])
      close(y, point[2])
    end
  end)

  it("draws several, with a legend ordered by name", function()
    local _, run = picture.commands("gd.plot.curve({b = math.cos, a = math.sin}, {0, 1}, {file = 'a.svg'})")
    local svg = io.open(run.folder .. "/a.svg"):read("a")
    local a, b = svg:find("<text>a</text>", 1, true), svg:find("<text>b</text>", 1, true)
    assert.is_true(a < b)
    -- a line each, and a sample each
    assert.equal(2, #picture.lines(svg, blue))
    assert.equal(2, #picture.lines(svg, vermillion))
  end)

  it("leaves out what is not finite, and says so", function()
    local commands, run = picture.commands(
      "gd.plot.curve(function(x) return x < 0 and 0/0 or 1/x end, {-1, 1}, {file = 'a.svg', points = 5})")
    assert.same({{0.5, 2}, {1, 1}}, (picture.rows(commands, "with lines")))
    assert.is_truthy(io.open(run.folder .. "/a.svg"):read("a"):find(
      "<text>3 values of 5 not finite, left out</text>", 1, true))
  end)

  it("breaks the line there", function()
    local commands = picture.commands(
      "gd.plot.curve(function(x) return x == 0 and 1/0 or x end, {-1, 1}, {file = 'a.svg', points = 5})")
    assert.same({{-1, -1}, {-0.5, -0.5}, false, {0.5, 0.5}, {1, 1}}, (picture.rows(commands, "with lines")))
  end)

  it("draws axes where nothing is finite", function()
    local _, run = picture.commands("gd.plot.curve(function() return 0/0 end, {0, 1}, 'a.svg')")
    assert.is_truthy(io.open(run.folder .. "/a.svg"):read("a"):find("501 values of 501 not finite", 1, true))
  end)

  it("takes constant, huge and tiny costs and ranges", function()
    local run = picture.draw([[
      local function constant() return 5 end
      local function line(x) return x end
      gd.plot.curve(constant, {0, 1}, "1.png")
      gd.plot.curve(line, {-1e300, 1e300}, "2.png")
      gd.plot.curve(line, {-1e-300, 1e-300}, "3.png")
      gd.plot.curve(line, {1e9, 1e9 + 1}, "4.png")
      gd.plot.curve(function(x) return 1e308*x end, {-5, 5}, "5.png")
      gd.plot.curve(function(x) return 1e-320*x end, {0, 1}, "6.png")
      gd.plot.curve(function(x) return 1 + 1e-15*x end, {0, 1}, "7.png")
    ]])
    assert.same({"", 0, 7}, {run.err, run.status, #run.commands})
  end)

  it("has a logarithmic axis on request, or where values span powers of ten", function()
    local function log(code)
      return picture.commands(code):find("set logscale y", 1, true) ~= nil
    end
    assert.is_false(log "gd.plot.curve(math.exp, {-9, 9}, 'a.png')")
    assert.is_true(log "gd.plot.curve(math.exp, {-9, 9}, {file = 'a.png', log = 'auto'})")
    assert.is_false(log "gd.plot.curve(math.exp, {0, 1}, {file = 'a.png', log = 'auto'})")
    assert.is_false(log "gd.plot.curve(math.cos, {0, 9}, {file = 'a.png', log = 'auto'})")
    assert.is_true(log "gd.plot.curve(math.exp, {0, 1}, {file = 'a.png', log = true})")
    local commands, run = picture.commands(
      "gd.plot.curve(function(x) return x end, {-1, 1}, {file = 'a.svg', log = true, points = 5})")
    assert.same({{0.5, 0.5}, {1, 1}}, (picture.rows(commands, "with lines")))
    assert.is_truthy(io.open(run.folder .. "/a.svg"):read("a"):find(
      "3 values &lt;= 0, not on the logarithmic axis", 1, true))
  end)

  it("shows the range that is wanted", function()
    local commands = picture.commands("gd.plot.curve(math.exp, {0, 5}, {file = 'a.svg', yrange = {-1, 9}})")
    assert.is_truthy(commands:find("\nset xrange [0:5]\n", 1, true))
    assert.is_truthy(commands:find("\nset yrange [-1:9]\n", 1, true))
  end)

  it("refuses what it cannot draw", function()
    blamed(function() gd.plot.curve(3, {0, 1}) end, "bad argument #1 to 'plot.curve' %(the cost, a function, expected, got 3%)")
    blamed(function() gd.plot.curve({}, {0, 1}) end, "got an empty table")
    blamed(function() gd.plot.curve({a = 3}, {0, 1}) end, "got 3 under the name 'a'")
    blamed(function() gd.plot.curve(math.cos) end, "bad argument #2 to 'plot.curve' %({from, to} expected; it is nil%)")
    blamed(function() gd.plot.curve(math.cos, {1, 1}) end, "1 is not below 1")
    blamed(function() gd.plot.curve(math.cos, {0, 0/0}) end, "nan is not a finite number")
    blamed(function() gd.plot.curve(math.cos, {0, math.huge}) end, "inf is not a finite number")
    blamed(function() gd.plot.curve(math.cos, {0, "1"}) end, "number 2 is '1' %(a string%)")
    blamed(function() gd.plot.curve(math.cos, {0, 1, 2}) end, "more than two numbers")
    blamed(function() gd.plot.curve(function() return "a" end, {0, 1}) end, "the cost returned 'a' %(a string%) %(a number expected%)")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, "a.jpg") end, "bad option 'file' to 'plot.curve' .*%.png, %.svg or %.pdf expected, got 'a%.jpg'")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, "a") end, "%.png, %.svg or %.pdf expected")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, "a\0.png") end, "zero byte")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, {titel = "a"}) end, "bad option 'titel' to 'plot.curve' %(did you mean 'title'%?%)")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, {size = {10, 10}}) end, "bad option 'size'.*100 to 10000")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, {size = 100}) end, "bad option 'size'")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, {log = 1}) end, "bad option 'log'.*got 1")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, {points = 1}) end, "bad option 'points'")
    blamed(function() gd.plot.curve(math.cos, {0, 1}, 3) end, "bad options to 'plot.curve' %(a table expected, got 3%)")
    blamed(function() gd.plot.curv(math.cos, {0, 1}) end, "no 'curv' in gd.plot %(did you mean 'curve'%?%)")
  end)

  it("hands on what a cost raises", function()
    local ok, message = pcall(gd.plot.curve, function() error("mine") end, {0, 1})
    assert.is_false(ok)
    assert.matches("curve_spec%.lua:%d+: mine$", message)
  end)
end)
