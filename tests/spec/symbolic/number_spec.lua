local number = require "gdlua.symbolic.number"

local function fraction(v)
  local n = number.of(v)
  return n.f and "float" or ("%d/%d"):format(n.n, n.d)
end

describe("numbers of the simplifier", function()
  it("are fractions where a float is the nearest to a simple one", function()
    for v, text in pairs{
      [3] = "3/1", [-2.0] = "-2/1", [0.5] = "1/2", [0.1] = "1/10", [-0.25] = "-1/4", [1/3] = "1/3",
      [-2/7] = "-2/7", [355/113] = "355/113", [1e-4] = "1/10000", [123.456] = "15432/125",
      [2.0^52] = "4503599627370496/1", [1.5e-9] = "3/2000000000",
      [0.1 + 0.2] = "3/10", [1/3 - 1] = "-2/3", [0.7 - 1] = "-3/10",
    } do
      assert.equal(text, fraction(v))
    end
  end)

  it("are floats otherwise", function()
    for _, v in ipairs{math.pi, math.sqrt(2), 1e300, 2.0^60, 1e-30, math.huge} do
      assert.equal("float", fraction(v))
    end
    assert.equal("float", fraction(0/0))
  end)

  it("stand for the float they came from", function()
    math.randomseed(7)
    for _ = 1, 2000 do
      local p, q = math.random(-999, 999), math.random(1, 999)
      for _, v in ipairs{p/q, p/1000, math.random(), p*1e5/q} do
        assert.is_true(math.abs(number.value(number.of(v)) - v) <= 5e-15*math.abs(v))
      end
    end
  end)

  local function value(n) return n.f or ("%d/%d"):format(n.n, n.d) end

  it("are added and multiplied exactly", function()
    local a, b = number.of(1/3), number.of(0.5)
    assert.equal("5/6", value(number.add(a, b)))
    assert.equal("1/6", value(number.multiply(a, b)))
    assert.equal("3/10", value(number.add(number.of(0.1), number.of(0.2))))
    assert.equal("-3/1", value(number.negate(number.inverse(a))))
    assert.equal("1/6", value(number.common(number.of(2/3), b)))
  end)

  it("become floats where they would not be exact", function()
    local big = number.of(2.0^52)
    assert.equal(2.0^104, number.multiply(big, big).f)
    assert.equal(2.0^53, number.add(big, big).f)
    assert.equal(math.pi + 1, number.add(number.of(math.pi), number.one).f)
  end)

  it("have powers and roots where these are exact", function()
    local function power(a, b)
      local n = number.power(number.of(a), number.of(b))
      return n and value(n)
    end
    assert.equal("9/4", power(1.5, 2))
    assert.equal("2/1", power(4, 0.5))
    assert.equal("4/9", power(27/8, -2/3))
    assert.equal("-1/8", power(-2, -3))
    assert.is_nil(power(2, 0.5))
    assert.is_nil(power(-8, 1/3))
    assert.is_nil(power(0, -1))
    assert.is_nil(power(10, 40))
  end)

  it("are shown as they were given", function()
    assert.is_true(number.is_decimal(number.of(0.1)))
    assert.is_false(number.is_decimal(number.of(1/3)))
    assert.is_false(number.is_decimal(number.of(3)))
    assert.is_true(number.is_decimal(number.multiply(number.of(0.1), number.of(3))))
    assert.is_false(number.is_decimal(number.multiply(number.of(0.1), number.of(1/3))))
    assert.is_false(number.is_decimal(number.multiply(number.of(0.5), number.of(2))))
  end)
end)
