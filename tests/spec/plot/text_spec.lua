-- Pictures as text.
local picture = dofile "tests/spec/plot/picture.lua"
local process = dofile "tests/spec/cli/process.lua"

-- What the code prints, without a gnuplot.
local function text(code, columns)
  local run = picture.draw(code, "PATH=/nonexistent GDLUA_GNUPLOT= COLUMNS=" .. (columns or "''"))
  assert.same({"", 0}, {run.err, run.status})
  return run.out
end

local function lines(s)
  local list = {}
  for line in s:gmatch("([^\n]*)\n") do list[#list + 1] = line end
  return list
end

local setup = [[
local function rosenbrock(v) return (1 - v[1])^2 + 100*(v[2] - v[1]^2)^2 end
local kept = {history = {"cost", "step", "x"}, epochs = 30}
local one = gd.minimize(function(x) return (x - 3)^2 end, 0, {step = 0.2, history = kept.history})
local two = gd.minimize(rosenbrock, {-1.2, 1}, kept)
]]

local calls = {
  "gd.plot.curve({a = math.cos, b = math.sin}, {0, 6})", "gd.plot.path(one)", "gd.plot.path(two)",
  "gd.plot.path{a = two, b = two}", "gd.plot.contour(rosenbrock, {-2, 2}, {-1, 3})",
  "gd.plot.surface(rosenbrock, {-2, 2}, {-1, 3}, {paths = two})", "gd.plot.history(one)",
  "gd.plot.history{a = one, b = two}", "gd.plot.schedule(gd.schedule.cosine(0.1, 0, 50), 50)",
  "gd.plot.compare{a = one, b = two}", "one:plot()", "two:plot{title = 'mine'}",
}

describe("a picture without a file", function()
  after_each(picture.clean)

  it("is text, for which no gnuplot is needed, and answers nothing", function()
    local out = text("print(select('#', gd.plot.curve(function(x) return x end, {0, 10})))")
    assert.equal([[
                                      cost
cost
   |
10 +                                                                       ****
   |                                                                  ******
   |                                                             ******
 8 +                                                         *****
   |                                                    *****
   |                                               ******
 6 +                                          ******
   |                                     ******
   |                                ******
 4 +                           ******
   |                      ******
   |                  *****
 2 +             *****
   |        ******
   |   ******
 0 +****
   |
   ++--------------+--------------+-------------+--------------+--------------+
    0              2              4             6              8             10
                                         x
0
]], out)
  end)

  it("is as wide as COLUMNS says, and no wider", function()
    for _, call in ipairs(calls) do
      for _, columns in ipairs{40, 80, 133} do
        local widest = 0
        for _, line in ipairs(lines(text(setup .. call, columns))) do
          widest = math.max(widest, utf8.len(line))
          assert.is_nil(line:find("%s$"))
        end
        assert.is_true(widest <= columns and widest > columns - 6, call .. " " .. widest)
      end
    end
    assert.is_true(#lines(text(setup .. calls[1], "nonsense"))[4] <= 80)
    assert.is_true(#lines(text(setup .. calls[1], "-1"))[4] <= 40)
  end)

  it("puts every point in its place", function()
    local out = lines(text(setup .. "gd.plot.path(one, {xrange = {-1, 5}, yrange = {-1, 17}})", 80))
    -- 18 lines from 17 to -1
    local left = out[3]:find("[|+]")
    local width = 79 - left
    local function cell(x, y)
      local column = math.floor((x + 1)/6*(width - 1) + 0.5) + left + 1
      return out[math.floor((17 - y)/18*17 + 0.5) + 3]:sub(column, column)
    end
    assert.equal("*", cell(0, 9))
    assert.equal("*", cell(1.2, 1.8^2))
    assert.equal("O", cell(3, 0))
    assert.equal(".", cell(-1, 16))
    assert.equal(".", cell(5, 4))
    assert.matches("^%s?$", cell(3, 9))
  end)

  it("has a mark and a line in the legend for every series", function()
    local out = text(setup .. "gd.plot.history{first = one, second = two}")
    assert.matches("\n +%*  first\n +%+  second\n$", out)
    assert.is_truthy(select(2, out:gsub("%+", "")) > 10)
    assert.is_nil(text(setup .. "gd.plot.history({first = one}, {legend = false})"):find("first", 1, true))
  end)

  it("has the axis logarithmic where the picture has", function()
    assert.matches("\n1e%-10 %+", text(setup .. "gd.plot.history(one)"))
  end)

  it("says what is left out", function()
    assert.matches("\n%(250 values of 501 not finite, left out%)\n$",
                   text("gd.plot.curve(function(x) return x < 0 and 0/0 or x end, {-1, 1})"))
  end)

  it("shows texts without control characters", function()
    local out = text("gd.plot.curve({['\\27[31mred\\7'] = math.cos}, {0, 1}, {title = 'a\\27]0;b\\7\\nc', " ..
                     "xlabel = 'x\\r\\n\\0y', ylabel = '\\xff\\xc2\\x9b'})")
    assert.is_nil(out:find("[\0-\9\11-\31\127]"))
    assert.is_truthy(utf8.len(out))
    assert.matches("^ +a %]0;b \n +c\n\u{FFFD} \n", (out:gsub(" *\n", " \n"):gsub("c \n", "c\n", 1)))
  end)

  it("draws axes where there is nothing else", function()
    for _, f in ipairs{"function() return 0/0 end", "function() return 5 end", "function(x) return 1e308*x end",
                       "function(x) return 1e-320*x end"} do
      assert.matches("\n +%+%-", text(("gd.plot.curve(%s, {-5, 5})"):format(f)))
    end
  end)

  it("goes to standard output also from stock Lua", function()
    local code = setup .. table.concat(calls, " ")
    local run = picture.draw(code, process.stock:match("^(.*) lua5%.4$"), "lua5.4")
    assert.same({"", 0}, {run.err, run.status})
    assert.equal(picture.draw(code).out, run.out)
  end)
end)
