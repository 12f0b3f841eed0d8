local complex = require "lib.complex"

-- |H(e^iw)| of a filter with two zeros and one pole, against a wish.
local wish = {{0.2, 1}, {0.6, 0.9}, {1.2, 0.5}, {2, 0.1}, {2.8, 0}}

return {
  name = "design of a digital filter",
  cost = function(p)
    local sum = 0
    for _, point in ipairs(wish) do
      local w = point[1]
      local z = complex.new(math.cos(w), -math.sin(w))
      local h = (p.b[1] + p.b[2]*z + p.b[3]*z*z)/(1 - p.a*z)
      sum = sum + (math.sqrt(h:abs2()) - point[2])^2
    end
    return sum
  end,
  start = {a = 0.3, b = {0.3, 0.3, 0.1}},
  note = "numbers and objects mixed in arithmetic",
}
