local declarations = require "gdlua.descent.declarations"
local options = require "gdlua.options"

-- The option table of the contract.
local names = {
  "method", "step", "epochs", "tolerance", "time", "stop", "gradient", "data", "batch", "shuffle", "bounds",
  "project", "frozen", "clip", "on_epoch", "history", "progress", "verbose", "on_rise", "checkpoint", "record",
  "precision", "validation",
}

describe("the options of a descent", function()
  it("are all there, each with its documentation", function()
    local found = {}
    for _, d in ipairs(declarations) do
      found[#found + 1] = d[1]
      assert.is_string(d[3], d[1])
      assert.is_true(#d[3] > 0)
    end
    table.sort(found)
    table.sort(names)
    assert.same(names, found)
  end)

  it("have the defaults of the contract", function()
    local o = options.check("minimize", declarations, {})
    assert.same({epochs = 1000, tolerance = 1e-6, time = math.huge, gradient = "auto", history = true,
                 progress = "auto", verbose = false, on_rise = "ignore", precision = "exact"}, o)
  end)

  it("refuse what cannot be meant", function()
    assert.is_false(pcall(options.check, "minimize", declarations, {record = "runs.db"}))
    assert.is_false(pcall(options.check, "minimize", declarations, {validation = {}}))
  end)

  it("know two precisions", function()
    for _, name in ipairs{"exact", "fast"} do
      assert.is_true(pcall(options.check, "minimize", declarations, {precision = name}))
    end
    assert.is_false(pcall(options.check, "minimize", declarations, {precision = "slow"}))
  end)
end)
