local complex = require "lib.complex"
local coefficients = {-1, 0.5, 0, 1}              -- z^3 + z/2 - 1

return {
  name = "root of a polynomial in the complex plane",
  cost = function(z)
    local point, value = complex.new(z[1], z[2]), complex.new(0)
    for k = #coefficients, 1, -1 do
      value = value*point + coefficients[k]
    end
    return value:abs2()
  end,
  start = {-0.3, 1.2},
  gradient = function(z)                          -- 2*conj(p')*p
    local point, p, d = complex.new(z[1], z[2]), complex.new(0), complex.new(0)
    for k = #coefficients, 1, -1 do
      d = d*point + p
      p = p*point + coefficients[k]
    end
    local g = p*complex.new(d.re, -d.im)
    return {2*g.re, 2*g.im}
  end,
  note = "complex numbers with metatables, a loop backwards",
}
