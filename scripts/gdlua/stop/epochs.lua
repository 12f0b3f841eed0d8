--- Stops after `n` epochs.
local stop = require "gdlua.stop"

return stop.define{
  name = "epochs", doc = "a limit on epochs",
  options = {{"n", nil, "epochs", required = true, min = 0, huge = true}},
  reached = function(s, o) return s.epoch >= o.n, "limit of %.14g epochs", o.n end,
}
