-- result:plot
local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

describe("result:plot", function()
  after_each(picture.clean)

  local function title(code)
    return picture.commands(code):match("\nset label '([^']*)'")
  end

  it("draws the path of one or two parameters that were recorded", function()
    assert.equal("path of 70 epochs", title [[
      gd.minimize(function(x) return x^2 end, 3, {step = 0.1, history = {"cost", "x"}}):plot("a.png")]])
    assert.equal("path of 72 epochs", title [[
      gd.minimize(gd.sum_of_squares, {3, 4}, {step = 0.1, history = {"cost", "x"}}):plot{file = "a.png"}]])
  end)

  it("else the cost per epoch", function()
    assert.equal("cost per epoch", title [[
      gd.minimize(function(x) return x^2 end, 3, {step = 0.1}):plot("a.png")]])
    assert.equal("cost per epoch", title [[
      gd.minimize(gd.sum_of_squares, {3, 4, 5}, {step = 0.1, history = {"cost", "x"}}):plot("a.png")]])
    assert.equal("cost per epoch", title [[
      local data = {x = gd.vector{0, 1, 2, 3}, y = gd.vector{1, 3, 5, 7}}
      local r = gd.minimize(function(p, d) return ((p.w*d.x + p.b - d.y)^2):mean() end, {w = 0, b = 0},
                            {data = data, batch = 2, step = 0.1, epochs = 3, history = {"cost", "x"}})
      r:plot("a.png")]])
  end)

  it("of a run held in the hand, so far", function()
    assert.equal("path of 5 epochs", title [[
      local d = gd.descent(function(x) return x^2 end, 3, {step = 0.1, history = {"cost", "x"}})
      d:run(5):plot("a.png")]])
  end)

  it("takes options, and answers the name of the file", function()
    local commands, run = picture.commands([[
      print(gd.minimize(function(x) return x^2 end, 3, {step = 0.1}):plot{file = "a.svg", title = "mine"})]])
    assert.is_truthy(commands:find("'mine'", 1, true))
    assert.equal("a.svg\n", run.out)
  end)

  it("does not keep what a result came from alive", function()
    local kept = setmetatable({}, {__mode = "v"})
    do
      local big = gd.zeros(10)
      local function cost(x) return x^2 + big[1] end
      kept.cost, kept.result = cost, gd.minimize(cost, 3)
    end
    for _ = 1, 3 do collectgarbage() end
    assert.is_nil(kept.result)
    assert.is_nil(kept.cost)
  end)

  it("wants a colon", function()
    local r = gd.minimize(gd.sum_of_squares, {3})
    blamed(function() r.plot() end, "bad self in a call of 'plot' .*r:plot%(%)")
    blamed(function() r.plot("a.png") end, "got 'a%.png'")
  end)

  it("refuses a run that has not started", function()
    local d = gd.descent(gd.sum_of_squares, {3, 4})
    blamed(function() d:result():plot() end, "needs a run that has been started; the run has not")
  end)

  it("refuses other options than those of the picture", function()
    local r = gd.minimize(gd.sum_of_squares, {3})
    blamed(function() r:plot{titel = "a"} end, "bad option 'titel' to 'plot.history'")
  end)
end)
