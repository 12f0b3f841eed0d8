--- Stops at the first epoch that ends with `n` updates or more.
local stop = require "gdlua.stop"

return stop.define{
  name = "updates", doc = "a limit on updates",
  options = {{"n", nil, "updates", required = true, min = 0, huge = true}},
  reached = function(s, o)
    local n = s.updates
    return n >= o.n, "%d made, limit of %.14g updates", n, o.n
  end,
}
