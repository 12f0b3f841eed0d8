require "gdlua"
local ticks = require "gdlua.plot.ticks"

local function labels(list)
  local texts = {}
  for i, tick in ipairs(list) do texts[i] = tick[2] end
  return table.concat(texts, " ")
end

describe("ticks", function()
  it("are round numbers within the range", function()
    assert.equal("0 2 4 6 8 10", labels(ticks.linear(0, 10, 6)))
    assert.equal("-1.0 -0.5 0.0 0.5 1.0", labels(ticks.linear(-1, 1, 5)))
    assert.equal("-0.04 -0.02 0.00 0.02", labels(ticks.linear(-0.05, 0.03, 5)))
    assert.equal("0 500 1000 1500 2000 2500", labels(ticks.linear(0, 2500, 6)))
    assert.equal("0 2e6 4e6 6e6", labels(ticks.linear(0, 7e6, 5)))
    assert.equal("0 1e-7 2e-7", labels(ticks.linear(0, 2.5e-7, 4)))
    assert.equal("-1e300 -5e299 0 5e299 1e300", labels(ticks.linear(-1e300, 1e300, 5)))
    assert.equal("1000000000.0 1000000000.5 1000000001.0",
                 (labels(ticks.linear(1e9, 1e9 + 1, 3)):gsub("1000000000 ", "1000000000.0 ")
                   :gsub("1000000001$", "1000000001.0")))
    assert.equal("0 1 2 3", labels(ticks.linear(0, 3, 8, true)))
    assert.equal("0 1", labels(ticks.linear(0, 1, 8, true)))
  end)

  it("have their values", function()
    for _, tick in ipairs(ticks.linear(-3.7, 9.2, 7)) do
      assert.is_true(tick[1] >= -3.7 and tick[1] <= 9.2)
      assert.equal(tick[1], tonumber(tick[2]))
    end
  end)

  it("of a logarithmic axis are powers of ten", function()
    assert.equal("10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 0.01 0.1 1", labels(ticks.log(1e-6, 1, 8)))
    assert.equal("1e-6 1e-4 0.01 1", labels(ticks.log(1e-6, 1, 4, true)))
    assert.equal("0.1 1 10 100 1000 10⁴", labels(ticks.log(0.1, 1e4, 8)))
    assert.equal("10⁻²⁰⁰ 1 10²⁰⁰", labels(ticks.log(1e-300, 1e300, 4)))
    for _, tick in ipairs(ticks.log(1e-7, 1e4, 20, true)) do assert.equal(tick[1], tonumber(tick[2])) end
  end)

  it("with the numbers between, where there is room", function()
    local _, minor = ticks.log(1, 100, 8)
    assert.same({2, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90}, minor)
  end)

  it("and round numbers where there is no power of ten, or one", function()
    assert.equal("2 5", labels(ticks.log(2, 8, 5)))
    assert.equal("0.5 1 2", labels(ticks.log(0.4, 3, 5)))
    assert.is_true(#ticks.log(3.1, 3.9, 5) >= 2)
  end)

  it("of counts whose places go with their logarithm", function()
    assert.equal("0 1 2 5 10 20", labels(ticks.counts(31, 8)))
    assert.equal("0 1 10 100 1000 10000", labels(ticks.counts(40000, 8)))
    assert.equal("0 1", labels(ticks.counts(1, 8)))
  end)

  it("numbers are short", function()
    assert.equal("1e-6", ticks.text(1e-6))
    assert.equal("2.5e8", ticks.text(2.5e8))
    assert.equal("1234", ticks.text(1234.4, 3))
    assert.equal("0.01234", ticks.text(0.012341))
    assert.equal("-1e-100", ticks.text(-1e-100))
    assert.equal("0", ticks.text(0))
  end)
end)
