local gd = require "gdlua"

local x, y, a = gd.symbols "x y a"
local exp, log, sin, cos, tan, sqrt, abs = gd.exp, gd.log, gd.sin, gd.cos, gd.tan, gd.sqrt, gd.abs

-- In the order of a calculus book: what, its derivative by x.
local textbook = {
  {x - x + 3, "0"},
  {x, "1"},
  {x^2, "2*x"},
  {x^3 - 3*x + 1, "3*x^2 - 3"},
  {a*x^2 + x, "2*a*x + 1"},
  {x^2/4, "x/2"},
  {0.1*x^2, "0.2*x"},
  {1/x, "-1/x^2"},
  {1/x^2, "-2/x^3"},
  {sqrt(x), "1/(2*sqrt(x))"},
  {1/sqrt(x), "-1/(2*x^(3/2))"},
  {x^(1/3), "1/(3*x^(2/3))"},
  {x^1.5, "1.5*sqrt(x)"},
  {gd.cbrt(x), "1/(3*cbrt(x)^2)"},
  {(x + 1)^3, "3*(x + 1)^2"},
  {(2*x + 3)^5, "10*(2*x + 3)^4"},
  {(x + 1)*(x - 1), "2*x"},
  {x*(x + y)^2, "(x + y)*(3*x + y)"},
  {x/(1 + x), "1/(x + 1)^2"},
  {(x^2 + 1)/(x^2 - 1), "-4*x/(x^2 - 1)^2"},
  {1/(1 + x^2), "-2*x/(x^2 + 1)^2"},
  {sqrt(1 + x^2), "x/sqrt(x^2 + 1)"},
  {sqrt(1 - x^2), "-x/sqrt(1 - x^2)"},
  {x*sqrt(1 - x^2), "(1 - 2*x^2)/sqrt(1 - x^2)"},
  {sqrt(x^2 + y^2), "x/sqrt(x^2 + y^2)"},
  {gd.hypot(x, y), "x/hypot(x, y)"},
  {exp(x), "exp(x)"},
  {exp(sin(x)), "cos(x)*exp(sin(x))"},
  {exp(-x^2/2), "-x*exp(-x^2/2)"},
  {exp(1/x), "-exp(1/x)/x^2"},
  {x*exp(x), "exp(x)*(x + 1)"},
  {exp(a*x)*sin(x), "exp(a*x)*(a*sin(x) + cos(x))"},
  {exp(x)/(1 + exp(x)), "exp(x)/(exp(x) + 1)^2"},
  {log(x), "1/x"},
  {log(x*y), "1/x"},
  {log(x^2 + 1), "2*x/(x^2 + 1)"},
  {log(x)/x, "(1 - log(x))/x^2"},
  {x*log(x), "log(x) + 1"},
  {x*log(x) - x, "log(x)"},
  {log(log(x)), "1/(x*log(x))"},
  {log(cos(x)), "-sin(x)/cos(x)"},
  {log(x, 2), "1/(x*log(2))"},
  {x^x, "x^x*(log(x) + 1)"},
  {x^y, "y*x^(y - 1)"},
  {y^x, "y^x*log(y)"},
  {2^x, "2^x*log(2)"},
  {sin(x), "cos(x)"},
  {cos(x), "-sin(x)"},
  {cos(2*x), "-2*sin(2*x)"},
  {sin(x)^2, "2*cos(x)*sin(x)"},
  {sin(x)^2 + cos(x)^2, "0"},
  {sin(x)*cos(x), "cos(x)^2 - sin(x)^2"},
  {sin(x)/x, "cos(x)/x - sin(x)/x^2"},
  {sin(cos(x)), "-cos(cos(x))*sin(x)"},
  {tan(x), "tan(x)^2 + 1"},
  {gd.asin(x), "1/sqrt(1 - x^2)"},
  {gd.acos(x), "-1/sqrt(1 - x^2)"},
  {gd.atan(x), "1/(x^2 + 1)"},
  {gd.sinh(x), "cosh(x)"},
  {gd.cosh(x), "sinh(x)"},
  {gd.tanh(x), "1/cosh(x)^2"},
  {gd.sigmoid(x), "sigmoid(x)*sigmoid(-x)"},
  {gd.softplus(x), "sigmoid(x)"},
  {log(1 + exp(x)), "exp(x)/(exp(x) + 1)"},
  {gd.lgamma(x), "digamma(x)"},
  {abs(x), "sign(x)"},
  {x*abs(x), "2*abs(x)"},
  {abs(x - 1)^3, "3*abs(x - 1)*(x - 1)"},
  {gd.relu(x), "where(0 < x, 1, 0)"},
  {gd.relu(x)^2, "2*relu(x)"},
  {gd.max(x, y), "where(y < x, 1, where(x < y, 0, 0.5))"},
  {gd.where(a, x^2, x), "where(a == 0, 1, 2*x)"},
  {gd.floor(x), "0"},
  {x % 2, "1"},
  {(y - a*x)^2, "2*a*(a*x - y)"},
}

describe("derivatives print as a textbook has them:", function()
  for _, row in ipairs(textbook) do
    local e, expected = table.unpack(row)
    it(tostring(e), function() assert.equal(expected, tostring(e:diff(x))) end)
  end

  it("Rosenbrock", function()
    local e = 100*(y - x^2)^2 + (1 - x)^2
    assert.equal("400*x*(x^2 - y) + 2*x - 2", tostring(e:diff(x)))
    assert.equal("200*(y - x^2)", tostring(e:diff(y)))
    assert.equal("1200*x^2 - 400*y + 2", tostring(e:diff(x, 2)))
  end)
end)

-- What, simplified.
local cases = {
  {x + x, "2*x"}, {x - x, "0"}, {x/x, "1"}, {x*x^2, "x^3"}, {x + 0, "x"}, {1*x, "x"}, {0*x, "0"},
  {x^0, "1"}, {x^1, "x"}, {2*x*3, "6*x"}, {x*y/x, "y"}, {x^2/x, "x"}, {x^y*x^2, "x^(y + 2)"},
  {x/3 + x/6, "x/2"}, {x*1/3, "x/3"}, {2*(x/3), "2*x/3"}, {0.1 + x + 0.2, "x + 0.3"},
  {(x + y)/2, "(x + y)/2"}, {x/2 + y/2, "(x + y)/2"}, {x*y + x*2, "x*(y + 2)"},
  {(2*x + 2)/(x + 1), "2"}, {(x + 1)^2 - x^2 - 2*x - 1, "0"}, {(x - 1)*(x + 1), "x^2 - 1"},
  {1 - x, "1 - x"}, {-(x - y), "y - x"}, {-x - y, "-x - y"}, {x - (-y), "x + y"},
  {-2*(1 - x)*y, "2*y*(x - 1)"},
  {sqrt(x)^2, "x"}, {sqrt(x^2), "abs(x)"}, {sqrt(4*x), "2*sqrt(x)"}, {(x^2)^1.5, "abs(x)^3"},
  {sqrt(x)*sqrt(x), "x"}, {(x^3)^2, "x^6"}, {(x*y)^2/y, "x^2*y"}, {abs(-3*x), "3*abs(x)"},
  {abs(x)^2, "x^2"}, {abs(x^2), "x^2"}, {abs(abs(x)), "abs(x)"}, {gd.sign(-2*x), "-sign(x)"},
  {x*gd.sign(x), "abs(x)"}, {2*gd.cbrt(x)^4/x, "2*cbrt(x)"}, {gd.cbrt(x + y)^2*(x + y), "cbrt(x + y)^5"},
  {exp(log(x)), "x"}, {log(exp(x)), "x"}, {exp(x)*exp(-x), "1"}, {exp(x)^2, "exp(2*x)"},
  {exp(2*log(x) + y), "x^2*exp(y)"}, {exp(0*x), "1"}, {log(x^0), "0"}, {2^x*2^y, "2^(x + y)"},
  {sin(x)^2 + cos(x)^2, "1"}, {2*y*sin(x)^2 + 2*y*cos(x)^2, "2*y"}, {sin(-x), "-sin(x)"},
  {cos(-x), "cos(x)"}, {sin(0*x), "0"}, {sin(x - x + 2), "sin(2)"}, {gd.max(x, x), "x"},
  {gd.max(x - x + 2, 3), "3"}, {gd.hypot(3, x - x + 4), "5"}, {gd.where(1, x, y) + 0*x, "x"},
  {gd.where(x, y, y), "y"}, {gd.floor(x - x + 2.5), "2"}, {1/(1/x), "x"}, {x/y*y/x, "1"},
  {math.pi*x + math.pi*x, "6.283185307179586*x"},
}

describe("simplify", function()
  for _, row in ipairs(cases) do
    local e, expected = table.unpack(row)
    it(e .. " is " .. expected, function()
      assert.equal(expected, tostring(e:simplify()))
      assert.equal(expected, tostring(e:simplify():simplify()))
    end)
  end

  it("leaves alone what is not the same everywhere", function()
    for _, e in ipairs{sqrt(x*y), log(x*y), (x*y)^a, log(x^2), gd.cbrt(x)^2, x % 2, gd.atan(y, x)} do
      assert.equal(tostring(e), tostring(e:simplify()))
    end
  end)

  it("does not make an expression longer", function()
    for _, e in ipairs{x*(x + 1)*(x + 2), (x + y)^4, (x + 1)/(y + 1), exp(x)*(1 + y)} do
      assert.is_true(#tostring(e:simplify()) <= #tostring(e))
    end
  end)

  it("comes to an end with large expressions", function()
    local e = x
    for k = 1, 30 do e = sin(e) + x/(e^2 + k) end
    local slope = e:diff(x):eval{x = 0.5}
    local difference = gd.derivative(e:compile(), 0.5, {mode = "richardson"})
    assert.is_true(math.abs(slope - difference) < 1e-6*math.abs(slope))
  end)
end)
