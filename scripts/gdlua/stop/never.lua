--- Never stops; the limits of the run remain.
local stop = require "gdlua.stop"

return stop.define{
  name = "never", doc = "no rule at all",
  reached = function() return false end,
}
