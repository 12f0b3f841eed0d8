local gd = require "gdlua"
local help = require "gdlua.help"
local blamed = dofile "tests/spec/blamed.lua"

-- What gd.help prints, and how many results it has.
local function printed(...)
  local said, old = {}, _G.print
  _G.print = function(text) said[#said + 1] = text end
  local results = table.pack(pcall(gd.help, ...))
  _G.print = old
  assert(results[1], results[2])
  return table.concat(said, "\n") .. "\n", results.n - 1
end

describe("gd.help", function()
  it("prints what help.text answers, and returns nothing", function()
    local text, count = printed("minimize")
    assert.equal(help.text("minimize"), text)
    assert.equal(0, count)
  end)

  it("shows a function by name and by value", function()
    local text = help.text("minimize")
    assert.matches("^gd%.minimize%(f, start %[, options%]%)\n", text)
    for _, part in ipairs{"\nArguments\n", "\nOptions\n", "\nReturns\n", "\nErrors\n", "\nExample\n",
                          "\nprints\n", "\nSee also: "} do
      assert.is_truthy(text:find(part, 1, true), part)
    end
    assert.equal(text, help.text(gd.minimize))
    assert.equal(text, help.text("gd.minimize"))
    assert.equal(text, help.text("gd.minimize(f, start)"))
  end)

  it("shows constructors and what they make", function()
    local text = help.text("schedule.cosine")
    assert.matches("^gd%.schedule%.cosine%(from, to, epochs%)\n" ..
                   "gd%.schedule%.cosine{from = 0%.1, to = 0, epochs = 1000}\n", text)
    assert.is_truthy(text:find("Loshchilov & Hutter 2017", 1, true))
    assert.equal(text, help.text(gd.schedule.cosine))
    assert.equal(text, help.text(gd.schedule.cosine(0.1)))
    assert.equal(help.text("stop.patience"), help.text(gd.stop.patience(5)))
    assert.equal(help.text("method.adam"), help.text(gd.method.adam))
    assert.equal(help.text("method.adam"), help.text(gd.method.adam{beta1 = 0.8}))
  end)

  it("shows methods, by name and by value", function()
    assert.matches("^a:sum%(%[axis%]%)\n", help.text("array.sum"))
    assert.equal(help.text("array.sum"), help.text(gd.zeros(2).sum))
    assert.equal(help.text("array.sum"), help.text("v:sum"))
    assert.equal(help.text("descent.step"), help.text("d:step"))
    assert.equal(help.text("exp"), help.text(math.exp))
  end)

  it("shows groups", function()
    for _, key in ipairs{"schedule", "stop", "method", "plot", "problems"} do
      assert.equal(help.text(key), help.text(gd[key]))
    end
    assert.equal(help.text("problems.beale"), help.text(gd.problems.get "beale"))
    assert.equal(help.text("array"), help.text(gd.zeros(2)))
    assert.equal(help.text("result"), help.text(gd.minimize(gd.sum_of_squares, {1})))
    assert.equal(help.text("state"), help.text(gd.descent(gd.sum_of_squares, {1}):step()))
    assert.equal(help.text("descent"), help.text(gd.descent(gd.sum_of_squares, {1})))
    assert.equal(help.text("schedule"),
                 help.text(gd.schedule.warmup(3) .. gd.schedule.constant(1)))
    assert.is_truthy(help.text("schedule"):find("gd.schedule.cosine", 1, true))
    assert.is_truthy(help.text("options"):find("\n  on_rise ", 1, true))
  end)

  it("lists the groups", function()
    local text = printed()
    assert.equal(help.text(), text)
    assert.equal(text, help.text(gd))
    for _, key in ipairs{"minimizing", "options", "schedule", "elementary", "random"} do
      assert.is_truthy(text:find("\n  " .. key .. " ", 1, true), key)
    end
  end)

  it("takes a short name where it is clear, else lists what it may mean", function()
    assert.equal(help.text("schedule.warm_restarts"), help.text("warm_restarts"))
    assert.equal(help.text("minimize.batch"), help.text("batch"))
    local text = help.text("epochs")
    for _, name in ipairs{"descent.epochs", "minimize.epochs", "result.epochs", "stop.epochs"} do
      assert.is_truthy(text:find(name, 1, true), name)
    end
  end)

  it("describes what a user has defined", function()
    local mine = gd.schedule.define{
      name = "mine", doc = "falls a little", options = {{"from", 0.5, "the first step", min = 0}},
      at = function(_, o) return o.from end,
    }
    assert.equal([[
mine(from)
mine{from = 0.5}

Falls a little.

Options
  from  the first step (a number >= 0; default 0.5)

Returns
  schedule
]], help.text(mine))
    local bare = gd.stop.define{name = "bare", reached = function() return false end}
    assert.matches("^bare%(%)\n\nA stopping rule without a description", help.text(bare))
  end)

  it("suggests the nearest name, and blames the caller", function()
    blamed(function() gd.help("minimise") end,
           "no help on 'minimise' %(did you mean 'minimize'%?%)")
    blamed(function() gd.help("schedule.cosin") end,
           "no help on 'schedule.cosin' %(did you mean 'schedule.cosine'%?%)")
    blamed(function() gd.help("qqqqqqqq") end,
           "no help on 'qqqqqqqq' %(gd.help%(%) lists what there is%)")
    blamed(function() gd.help(gd.no_such_name) end, "no help on nil")
    blamed(function() gd.help(3) end, "no help on 3")
    blamed(function() gd.help(function() end) end, "no help on")
    blamed(function() gd.help({}) end, "no help on")
  end)
end)
