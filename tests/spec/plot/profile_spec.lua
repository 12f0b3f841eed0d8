local gd = require "gdlua"
local blamed = dofile "tests/spec/blamed.lua"
local picture = dofile "tests/spec/plot/picture.lua"

local setup = "local p = gd.profile({'beale', 'rosenbrock', 'wood'}, {'lbfgs', 'nelder_mead'})\n"

describe("gd.plot.profile", function()
  after_each(picture.clean)

  it("draws a step function for each method", function()
    local commands = picture.commands(setup .. "p:plot('a.png')")
    local p = gd.profile({"beale", "rosenbrock", "wood"}, {"lbfgs", "nelder_mead"})
    for i, colour in ipairs{"#0072B2", "#D55E00"} do
      local name = p.methods[i]
      local rows = picture.rows(commands, "with lines lc rgb '" .. colour .. "'")
      assert.same({1, 0}, rows[1])
      for k = 2, #rows do
        assert.is_true(rows[k][1] >= rows[k - 1][1] and rows[k][2] >= rows[k - 1][2])
        -- from the upper end of each step on
        if not rows[k + 1] or rows[k + 1][1] > rows[k][1] then
          assert.is_true(gd.equal(p:share(name, rows[k][1]*(1 + 1e-9)), rows[k][2], 1e-9))
        end
      end
      assert.equal(p:share(name), rows[#rows][2])
      assert.is_truthy(commands:find("'" .. name .. "'", 1, true))
    end
    assert.is_truthy(commands:find("set logscale x", 1, true))
    assert.is_truthy(commands:find("'evaluations of 2 methods on 3 problems'", 1, true))
  end)

  it("to the end that is asked for", function()
    local commands = picture.commands(setup .. "p:plot{file = 'a.png', xrange = {1, 2}}")
    assert.same({2, 0}, (picture.rows(commands, "'#D55E00'"))[2])
  end)

  it("says what nobody solved", function()
    local commands = picture.commands("gd.profile({'beale'}, {{step = 1e-9}}, {epochs = 3}):plot('a.png')")
    assert.is_truthy(commands:find("1 problem solved by none", 1, true))
  end)

  it("refuses what it cannot draw", function()
    blamed(function() gd.plot.profile(3) end, "bad argument #1 to 'plot.profile'.*got 3")
  end)
end)
