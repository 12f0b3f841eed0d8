--- Newton's method within a trust region (More & Sorensen 1983; Steihaug 1983),
--- the solver in C: engine/optim/solver/trust_region.c.
local method = require "gdlua.method"
local blame = require "gdlua.blame"

return method.solver("trust_region", "Newton's method within a trust region", function(o)
  if o.radius > o.largest then
    blame("bad option 'radius' to 'trust_region' (a number up to 'largest', %.14g, expected, " ..
          "got %.14g)", o.largest, o.radius)
  end
end)
