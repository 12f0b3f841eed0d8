--- Stops at the first epoch that ends after `seconds` seconds or more.
local stop = require "gdlua.stop"

return stop.define{
  name = "time", doc = "a limit in seconds",
  options = {{"seconds", nil, "wall time", required = true, min = 0, huge = true}},
  reached = function(s, o)
    local elapsed = s.elapsed
    return elapsed >= o.seconds, "%.3g s taken, limit of %.14g seconds", elapsed, o.seconds
  end,
}
