local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

-- Two methods, three steps, three seeds; one run has failed.
local setup = [[
local rows = {}
for _, method in ipairs{"gd", "momentum"} do
  for _, step in ipairs{0.001, 0.01, 0.1} do
    for seed = 1, 3 do
      local value = (method == "gd" and 1 or 2)*step*seed
      rows[#rows + 1] = {params = {method = method, step = step}, seed = seed, result = {cost = value}}
    end
  end
end
rows[5].result, rows[5].error = nil, "lost"
]]
local line, mark = "with lines lc rgb '%s' lw 2", "with points pt 7 .*lc rgb '%s'"

describe("gd.plot.sweep", function()
  after_each(picture.clean)

  it("draws medians over the parameter with most values, a line for each other choice", function()
    local commands = picture.commands(setup .. "gd.plot.sweep(rows, 'a.png')")
    local function near(expected, rows)
      assert.equal(#expected, #rows)
      for i, row in ipairs(expected) do
        assert.equal(row[1], rows[i][1])
        assert.is_true(gd.equal(row[2], rows[i][2], 1e-12))
      end
    end
    near({{0.001, 0.002}, {0.01, 0.02}, {0.1, 0.2}}, (picture.rows(commands, line:format("#0072B2"))))
    near({{0.001, 0.004}, {0.01, 0.04}, {0.1, 0.4}}, (picture.rows(commands, line:format("#D55E00"))))
    near({{0.001, 0.004}, {0.01, 0.04}, {0.1, 0.4}}, (picture.rows(commands, mark:format("#D55E00"))))
    assert.is_truthy(commands:find("'method gd'", 1, true) and commands:find("'method momentum'", 1, true))
    assert.is_truthy(commands:find("set logscale x", 1, true) and commands:find("set logscale y", 1, true))
    assert.is_truthy(commands:find("1 run failed, left out", 1, true))
    assert.is_truthy(commands:find("'18 runs'", 1, true))
  end)

  it("draws from the lowest to the highest of the seeds", function()
    local commands = picture.commands(setup .. "gd.plot.sweep(rows, 'a.png')")
    local rows = picture.rows(commands, "with lines lc rgb '#0072B2' lw 1 ")
    assert.same({{0.001, 0.001}, {0.001, 0.003}, false, {0.01, 0.01}, {0.01, 0.03}, false}, table.move(rows, 1, 6, 1, {}))
  end)

  it("draws over names, side by side", function()
    local commands = picture.commands(setup .. "gd.plot.sweep(rows, {file = 'a.png', x = 'method'})")
    assert.is_truthy(commands:find("set xtics ('gd' 1, 'momentum' 2)", 1, true))
    local first = picture.rows(commands, line:format("#0072B2"))
    local last = picture.rows(commands, line:format("#009E73"))
    assert.is_true(gd.equal({0.8, 1.8}, {first[1][1], first[2][1]}, 1e-12))
    assert.is_true(gd.equal({1.2, 2.2}, {last[1][1], last[2][1]}, 1e-12))
    assert.is_truthy(commands:find("'step 0.01'", 1, true))
  end)

  it("takes results that are numbers, fields and functions", function()
    local function value(code)
      local commands = picture.commands("local rows = {}\nfor i = 1, 3 do rows[i] = {params = {a = i}, " .. code)
      return picture.rows(commands, line:format("#0072B2"))
    end
    assert.same({{1, 2}, {2, 4}, {3, 6}}, (value "result = 2*i} end gd.plot.sweep(rows, 'a.png')"))
    assert.same({{1, 3}, {2, 6}, {3, 9}},
                (value "result = {t = 3*i}} end gd.plot.sweep(rows, {file = 'a.png', value = 't'})"))
    assert.same({{1, 1}, {2, 4}, {3, 9}}, (value [[result = {t = i}} end
      gd.plot.sweep(rows, {file = 'a.png', value = function(row) return row.result.t^2 end})]]))
  end)

  it("takes seeds alone, and leaves out what is not finite", function()
    local commands = picture.commands([[
      local rows = {}
      for seed = 1, 4 do rows[seed] = {seed = seed, result = seed == 2 and 0/0 or seed} end
      gd.plot.sweep(rows, 'a.png')]])
    assert.same({{1, 1}, {3, 3}, {4, 4}}, (picture.rows(commands, line:format("#0072B2"))))
    assert.is_truthy(commands:find("1 value not finite, left out", 1, true))
    assert.is_truthy(commands:find("\nset xlabel 'seed'", 1, true))
  end)

  it("has a text with the spread as dots", function()
    local run = picture.draw(setup .. "gd.plot.sweep(rows)\ngd.plot.sweep(rows, {x = 'method'})")
    assert.equal("", run.err)
    assert.matches("%*  method gd\n +%+  method momentum\n", run.out)
    assert.matches("gd +momentum\n", run.out)
    assert.matches("| +%.", run.out)
  end)

  it("refuses what it cannot draw", function()
    local rows = {{params = {a = 1}, result = {cost = 1}}, {params = {a = 2}, result = {cost = 2}}}
    blamed(function() gd.plot.sweep() end, "bad argument #1 to 'plot.sweep'.*got nil")
    blamed(function() gd.plot.sweep{} end, "got none")
    blamed(function() gd.plot.sweep{3} end, "row 1 is 3")
    blamed(function() gd.plot.sweep{{result = 1}} end, "neither params nor seeds")
    blamed(function() gd.plot.sweep(rows, {x = "b"}) end, "no parameter 'b'")
    blamed(function() gd.plot.sweep(rows, {value = "cots"}) end, "the results have no number 'cots'")
  end)
end)
