local list = require "lib.list"

local function term(v) return v^4 - 16*v^2 + 5*v end

return {
  name = "Styblinski-Tang",
  cost = function(x)
    return list.sum(list.map(term, x)) / 2
  end,
  start = {-1, 0.5, 2},
  gradient = function(x)
    return list.map(function(v) return (4*v^3 - 32*v + 5)/2 end, x)
  end,
  note = "map and fold from another file",
}
