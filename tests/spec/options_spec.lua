local gd = require "gdlua"
local blamed = require "tests.spec.blamed"
local options = require "gdlua.options"

describe("options.check", function()
  local declarations = {
    {"step", 0.1, "the step", above = 0}, {"epochs", 100, integer = true, min = 1, huge = true},
    {"mode", "a", choices = {"a", "b", 3}}, {"quiet", false}, {"call", nil, type = "function"},
    {"any"},
  }

  local function check(given) return options.check("f", declarations, given) end
  local function refused(given, text) blamed(function() check(given) end, text) end

  it("gives the defaults", function()
    local expected = {step = 0.1, epochs = 100, mode = "a", quiet = false}
    assert.same(expected, check())
    assert.same(expected, check{})
  end)

  it("takes what is given and leaves the given table alone", function()
    local given = {step = 1, epochs = 5.0, mode = 3, quiet = true, call = print, any = {}}
    local o = check(given)
    assert.same({step = 1, epochs = 5, mode = 3, quiet = true, call = print, any = {}}, o)
    assert.equal("integer", math.type(o.epochs))
    assert.equal("float", math.type(given.epochs))
    assert.not_equal(given, o)
  end)

  it("names the nearest of an unknown option, else lists them", function()
    refused({stpe = 1}, "^bad option 'stpe' to 'f' %(did you mean 'step'%?%)$")
    refused({zzzzzzzz = 1}, "^bad option 'zzzzzzzz' to 'f' %(known: step, epochs, mode, quiet, call, any%)$")
    refused({zz2 = 1, zz1 = 1, zz3 = 1}, "bad option 'zz1'")
    refused({7}, "^bad option #1 to 'f' %(options in braces have names: f{step = %.%.%.}%)$")
  end)

  it("says what was expected and what came", function()
    refused({step = 0}, "^bad option 'step' to 'f' %(a positive number expected, got 0%)$")
    refused({step = "1"}, "a positive number expected, got '1' %(a string%)")
    refused({step = 0/0}, "a finite positive number expected, got nan")
    refused({step = math.huge}, "a finite positive number expected, got inf")
    refused({epochs = 1.5}, "a whole number >= 1 expected, got 1.5")
    refused({epochs = 0/0}, "a whole number >= 1 expected, got nan")
    refused({mode = "c"}, "'a', 'b' or 3 expected, got 'c' %(a string%)")
    refused({quiet = 0}, "true or false expected, got 0")
    refused({call = gd.vector{1}}, "a function expected, got vector of 1")
  end)

  it("allows infinity where it is declared", function()
    assert.equal(math.huge, check{epochs = math.huge}.epochs)
    refused({epochs = -math.huge}, "got %-inf")
  end)

  it("wants a table", function()
    blamed(function() options.check("f", declarations, 5) end,
      "^bad options to 'f' %(a table expected, got 5%)$")
  end)

  it("wants what is required", function()
    blamed(function() options.check("f", {{"n", required = true, max = 3}}, {}) end,
      "^missing option 'n' to 'f' %(a number <= 3 expected%)$")
  end)

  it("describes every range", function()
    local function expects(d, text)
      d[1] = "n"
      blamed(function() options.check("f", {d}, {n = "x"}) end, "%(" .. text .. " expected")
    end
    expects({min = 0, max = 1}, "a number in %[0, 1%]")
    expects({above = 0, below = 1}, "a number in %(0, 1%)")
    expects({min = -1, below = 1}, "a number in %[%-1, 1%)")
    expects({min = 2}, "a number >= 2")
    expects({above = 2}, "a number > 2")
    expects({below = 2}, "a number < 2")
    expects({integer = true, above = 0}, "a positive whole number")
    expects({integer = true}, "a whole number")
    expects({type = {"number", "function", "table"}}, "a number, a function or a table")
  end)

  it("enforces every range, to the bound", function()
    local function accepts(d, n) d[1] = "n" return (pcall(options.check, "f", {d}, {n = n})) end
    assert.is_true(accepts({min = 0, max = 1}, 0))
    assert.is_true(accepts({min = 0, max = 1}, 1))
    assert.is_false(accepts({min = 0, max = 1}, 1.01))
    assert.is_false(accepts({min = 0, max = 1}, -0.01))
    assert.is_false(accepts({above = 0, below = 1}, 0))
    assert.is_false(accepts({above = 0, below = 1}, 1))
    assert.is_true(accepts({above = 0, below = 1}, 0.5))
  end)

  it("asks a check of one's own", function()
    local d = {{"n", 1, check = function(v) return v % 2 == 0 and "an odd number expected" or nil end}}
    assert.equal(3, options.check("f", d, {n = 3}).n)
    blamed(function() options.check("f", d, {n = 4}) end,
      "^bad option 'n' to 'f' %(an odd number expected%)$")
  end)
end)

describe("options.read", function()
  local declarations = {{"a", 1}, {"b", 2}, {"c", 3}}
  local function read(...) return options.read("f", declarations, ...) end

  it("goes by position or by name", function()
    assert.same({a = 1, b = 2, c = 3}, read())
    assert.same({a = 7, b = 8, c = 3}, read(7, 8))
    assert.same({a = 1, b = 8, c = 3}, read(nil, 8))
    assert.same({a = 1, b = 2, c = 9}, read{c = 9})
  end)

  it("refuses more arguments than options", function()
    blamed(function() read(1, 2, 3, 4) end, "too many arguments to 'f' %(it takes a, b, c%)")
  end)

  it("takes a single table as the first option where that is a table", function()
    local list = {{"list", type = "table"}, {"b", 2}}
    assert.same({list = {5, 6}, b = 2}, options.read("f", list, {5, 6}))
    assert.same({list = {b = 3}, b = 2}, options.read("f", list, {b = 3}))
    assert.same({list = {5}, b = 3}, options.read("f", list, {list = {5}, b = 3}))
    assert.same({list = {5}, b = 3}, options.read("f", list, {5}, 3))
  end)
end)

describe("options in text", function()
  local declarations = {{"a", 1}, {"b", "x"}, {"c", false}}

  it("are shown up to the last that was changed", function()
    assert.equal("(1)", options.arguments(declarations, {a = 1, b = "x", c = false}))
    assert.equal('(1, "y")', options.arguments(declarations, {a = 1, b = "y", c = false}))
    assert.equal('(0.5, "x", true)', options.arguments(declarations, {a = 0.5, b = "x", c = true}))
    assert.equal("()", options.arguments({}, {}))
  end)

  it("are shown by name where they were changed", function()
    assert.equal("", options.changed(declarations, {a = 1, b = "x", c = false}))
    assert.equal('{b = "y", c = true}', options.changed(declarations, {a = 1, b = "y", c = true}))
  end)

  it("are short", function()
    assert.equal("{1, 2, 3, 4, 5, 6, ...}", options.text{1, 2, 3, 4, 5, 6, 7, 8})
    assert.equal("{...}", options.text{a = 1})
    assert.equal("{}", options.text{})
    assert.equal("{{1, 2}, {3}}", options.text{{1, 2}, {3}})
    assert.equal("{1, 2}", options.text(gd.vector{1, 2}))
    assert.equal("function", options.text(print))
    assert.equal("1e-06", options.text(1e-6))
  end)
end)

describe("options.nearest", function()
  it("knows swaps and slips, and when nothing is near", function()
    assert.equal("step", options.nearest("stpe", {"stop", "step", "epochs"}))
    assert.equal("epochs", options.nearest("epoch", {"stop", "step", "epochs"}))
    assert.is_nil(options.nearest("zzzzzz", {"stop", "step", "epochs"}))
  end)
end)

describe("options.publish", function()
  it("keeps a list under a name, and answers it", function()
    local list = {{"a", 1, "one"}}
    assert.equal(list, options.publish("spec.published", list))
    assert.equal(list, options.of "spec.published")
    assert.is_nil(options.of "spec.unknown")
    local names = options.published()
    assert.is_true(options.is_one_of("spec.published", names))
    for i = 2, #names do assert.is_true(names[i - 1] < names[i]) end
  end)

  it("has those of the public functions", function()
    assert.equal(require "gdlua.descent".declarations, options.of "minimize")
    assert.equal(options.of "gradient", options.of "grad")
    assert.equal("norm", options.of "minimize.clip"[1][1])
  end)
end)
