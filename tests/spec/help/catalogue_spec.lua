local gd = require "gdlua"
local catalogue = require "gdlua.help.catalogue"
local options = require "gdlua.options"

describe("the catalogue", function()
  it("takes text and options of a constructor from its definition", function()
    local e = catalogue.entry("schedule.cosine")
    assert.equal("constructor", e.kind)
    assert.equal(gd.schedule.cosine.options, e.declarations)
    assert.equal(gd.schedule.cosine.doc, e.summary)
    assert.equal("Cosine annealing (Loshchilov & Hutter 2017): from `from` to `to` in `epochs` " ..
                 "epochs, then `to`.", e.text)
    assert.equal(gd.schedule.cosine, e.value)
  end)

  it("keeps the formulas of a script's head apart from its text", function()
    local text = catalogue.entry("method.nesterov").text
    assert.equal("Nesterov's accelerated gradient (Nesterov 1983), in the form of Sutskever et " ..
                 "al. 2013 with the gradient at x itself:\n  m = beta*m + g\n" ..
                 "  x - step*(g + beta*m)", text)
  end)

  it("takes call and options of a picture from its file", function()
    local e = catalogue.entry("plot.path")
    assert.same({"gd.plot.path(result [, opts])"}, e.calls)
    assert.matches("^The way of a run", e.text)
    assert.equal(options.of "plot.path", e.declarations)
  end)

  it("takes what an option is from its declaration", function()
    local e = catalogue.entry("minimize.batch")
    assert.equal("option", e.kind)
    assert.equal("Rows a batch; default: all.", e.text)
    assert.equal("batch", e.declaration[1])
    assert.equal(options.of "minimize.on_rise", catalogue.entry("minimize.on_rise").declarations)
    assert.equal("batch", catalogue.prefix(e))
  end)

  it("takes what an elementary function is from its row", function()
    assert.equal("1 / (1 + exp(-x)), the logistic function.", catalogue.entry("sigmoid").text)
    assert.same({"gd.hypot(x, y)"}, catalogue.entry("hypot").calls)
    assert.is_nil(catalogue.entry("neg"))
  end)

  it("knows how names are written", function()
    for name, prefix in pairs{minimize = "gd.minimize", ["array.sum"] = "a:sum",
                              ["array.T"] = "a.T", ["state.x"] = "state.x", ["result.x"] = "r.x",
                              ["descent.step"] = "d:step", ["schedule.step"] = "gd.schedule.step",
                              ["schedule.take"] = "s:take", ["stop.after"] = "rule:after",
                              ["result.plot"] = "r:plot"} do
      assert.equal(prefix, catalogue.prefix(catalogue.entry(name)))
    end
    assert.same({"gd.equal(a, b [, tol])"}, catalogue.entry("equal").calls)
    assert.same({"gd.uniform([size [, lo [, hi]]])"}, catalogue.entry("uniform").calls)
  end)

  it("finds values", function()
    for _, name in ipairs{"minimize", "schedule.define", "stop.rule", "plot.curve", "array.sum",
                          "descent.step", "result.plot", "schedule.take", "stop.after", "help"} do
      assert.equal("function", type(catalogue.entry(name).value), name)
    end
  end)

  it("has nothing for other names", function()
    for _, name in ipairs{"", "x", "gd.minimize", "minimize.", "schedule"} do
      assert.is_nil(catalogue.entry(name))
    end
    assert.is_nil(catalogue.group("minimize"))
  end)
end)
