--- Stops at the first epoch that ends with `n` evaluations of the cost or
--- more, those made for difference gradients included.
local stop = require "gdlua.stop"

return stop.define{
  name = "evaluations", doc = "a limit on evaluations of the cost",
  options = {{"n", nil, "evaluations", required = true, min = 0, huge = true}},
  reached = function(s, o)
    local n = s.evaluations
    return n >= o.n, "%d made, limit of %.14g evaluations", n, o.n
  end,
}
